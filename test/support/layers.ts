import { dirname, posix, relative, resolve, sep } from 'node:path';

/** Who may import whom: the table of docs/architecture.md, used by the linter and by test/unit/layers.test.ts. */
const rooms: Readonly<Record<string, { rooms: readonly string[]; packages: readonly (string | RegExp)[] }>> = {
  'electron/contract': { rooms: [], packages: ['zod'] },
  'electron/compiler': { rooms: [], packages: ['@bufbuild/protobuf/wire'] },
  'electron/reference': { rooms: ['electron/compiler'], packages: [] },
  'electron/runner/vision': { rooms: ['electron/contract'], packages: [] },
  'electron/decode': {
    rooms: ['electron/contract', 'electron/runner/vision'],
    packages: [/^node:/, 'sharp', 'exif-reader', 'exiftool-vendored'],
  },
  'electron/metadata': {
    rooms: ['electron/contract', 'electron/decode'],
    packages: [/^node:/, 'sharp', '@xmldom/xmldom'],
  },
  'electron/runner/runtime': runnerRoom([], ['onnxruntime-node']),
  'electron/runner/pixels': runnerRoom(['electron/runner/vision', 'electron/decode'], []),
  'electron/runner/dense': runnerRoom(runnerFloor(), []),
  'electron/runner/hypercolumns': runnerRoom([...runnerFloor(), 'electron/runner/dense'], []),
  'electron/runner/training': runnerRoom(runnerFloor(), []),
  'electron/runner/evidence': runnerRoom(runnerFloor(), []),
  'electron/runner/adversary': runnerRoom([...runnerFloor(), 'electron/runner/evidence'], []),
  'electron/runner/synthesis': runnerRoom([...runnerFloor(), 'electron/runner/evidence'], []),
  'electron/runner/tasks': runnerRoom(
    [
      ...[...runnerFloor(), 'electron/runner/dense', 'electron/runner/hypercolumns'],
      ...['electron/runner/training', 'electron/runner/evidence', 'electron/runner/adversary'],
      'electron/runner/synthesis',
    ],
    ['umap-js'],
  ),
  'electron/runner': runnerRoom(
    [
      ...[...runnerFloor(), 'electron/runner/dense', 'electron/runner/hypercolumns'],
      ...['electron/runner/training', 'electron/runner/evidence', 'electron/runner/adversary'],
      ...['electron/runner/synthesis', 'electron/runner/tasks'],
    ],
    [],
  ),
  'electron/engine': {
    rooms: ['electron/contract', 'electron/decode', 'electron/metadata', 'electron/runner/vision'],
    packages: [/^node:/, 'sharp', 'zod'],
  },
  'electron/shell/desktop': { rooms: ['electron/contract', 'electron/shell/start'], packages: [/^node:/, 'electron'] },
  'electron/shell/desktop/icon': { rooms: [], packages: [/^node:/, 'sharp'] },
  'electron/shell/browser': { rooms: ['electron/contract', 'electron/shell/start'], packages: [/^node:/, 'ws'] },
  'electron/shell/cli': {
    rooms: ['electron/contract', 'electron/shell/start', 'electron/shell/browser'],
    packages: [/^node:/],
  },
  'electron/shell/start': { rooms: ['electron/contract'], packages: [/^node:/] },
  renderer: {
    rooms: ['electron/contract', 'electron/runner/vision'],
    packages: [/^svelte/, /^@lucide\/svelte/, 'zod'],
  },
  native: { rooms: [], packages: [/^node:/] },
};

function runnerFloor(): string[] {
  return ['electron/reference', 'electron/runner/runtime', 'electron/runner/pixels', 'electron/runner/vision'];
}

function runnerRoom(others: readonly string[], packages: readonly string[]) {
  return { rooms: ['electron/compiler', 'electron/contract', 'native', ...others], packages: [/^node:/, ...packages] };
}

/** The room a file of the tree lies in: the longest listed folder that holds it. */
export const roomOf = (file: string): string | undefined =>
  Object.keys(rooms)
    .filter((room) => file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

/**
 * Why `file` may not import `specifier`, in one sentence; null when it may.
 *
 * @param file       path from the top of the tree, with forward slashes
 * @param specifier  what stands in the import statement
 */
export function layerViolation(file: string, specifier: string): string | null {
  const room = roomOf(file);
  const rule = room === undefined ? undefined : rooms[room];
  if (room === undefined || !rule) return null;
  if (!specifier.startsWith('.')) {
    const allowed = rule.packages.some((p) => (typeof p === 'string' ? p === specifier : p.test(specifier)));
    return allowed ? null : `${file} imports ${specifier}; ${room} may not.`;
  }
  const target = posix.join(posix.dirname(file), specifier);
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return `${file} imports ${specifier}, which lies in no room.`;
  if (targetRoom === room) return taskOf(file) === taskOf(target) ? null : `${file} imports another task.`;
  if (!rule.rooms.includes(targetRoom)) return `${file} imports ${targetRoom}; ${room} may not.`;
  const viaDoor = targetRoom === 'renderer' || target.endsWith('/index.ts') || targetRoom === 'electron/shell/start';
  return viaDoor ? null : `${file} imports a file behind the door of ${targetRoom}; import its index.ts.`;
}

const taskOf = (file: string): string => /^electron\/runner\/tasks\/([^/]+)\//.exec(file)?.[1] ?? '';

/** An ESLint rule over the same table. */
export const layerRule = {
  meta: { type: 'problem', schema: [] },
  create(context: RuleContext) {
    const file = relative(resolve(dirname(import.meta.filename), '../..'), context.filename)
      .split(sep)
      .join('/');
    const check = (node: { source?: { value?: unknown } | null }): void => {
      const specifier = node.source?.value;
      const why = typeof specifier === 'string' ? layerViolation(file, specifier) : null;
      if (why !== null) context.report({ node, message: why });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
    };
  },
} as const;

interface RuleContext {
  readonly filename: string;
  report(problem: { node: object; message: string }): void;
}
