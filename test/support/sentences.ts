import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'svelte/compiler';
import { catalogue } from '../../electron/contract/index.ts';

// What the window says, read from its sources: for the catalogues of renderer/words.

export const root = resolve(import.meta.dirname, '../..');

/** Every source of the window, with forward slashes. */
export const windowSources = (): string[] =>
  globSync('renderer/**/*.{ts,svelte}', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';

/** The syntax of a source; modules are read as the script of a component. */
export function syntaxOf(file: string, source = readFileSync(resolve(root, file), 'utf8')): SyntaxNode {
  const component = file.endsWith('.svelte') ? source : `<script lang="ts">${source}</script>`;
  return parse(component, { modern: true }) as unknown as SyntaxNode;
}

/** Calls `visit` for a node and all below it; below those that it answers with false it does not look. */
export function walk(node: unknown, visit: (node: SyntaxNode) => boolean | undefined): void {
  if (Array.isArray(node)) for (const one of node) walk(one, visit);
  else if (isNode(node)) {
    if (visit(node) === false) return;
    for (const [field, child] of Object.entries(node)) if (field !== 'metadata') walk(child, visit);
  } else if (typeof node === 'object' && node !== null && 'nodes' in node) walk(node.nodes, visit);
}

/** Functions that take a sentence of the catalogues, and at which place. */
const askers: Readonly<Record<string, number>> = { t: 0, phrase: 0 };
const rowAskers: Readonly<Record<string, number>> = { ...askers, row: 1, fixed: 1 };

/** The sentences that one source asks the catalogues for. */
export function sentencesIn(file: string): string[] {
  const found: string[] = [];
  const asking = file === 'renderer/frame/keys.ts' ? rowAskers : askers;
  walk(syntaxOf(file), (node) => {
    const { callee } = node;
    if (node.type !== 'CallExpression' || !isNode(callee) || typeof callee['name'] !== 'string') return;
    const place = Object.hasOwn(asking, callee['name']) ? asking[callee['name']] : undefined;
    if (place !== undefined)
      walk((node['arguments'] as unknown[])[place], (inside) => void found.push(...textOf(inside)));
  });
  return found;
}

function textOf({ type, value }: SyntaxNode): string[] {
  return type === 'Literal' && typeof value === 'string' && value !== '' ? [value] : [];
}

/** Every sentence of the window with a place where it is said: its own, and those of the catalogue of errors. */
export function allSentences(): Map<string, string> {
  const said = windowSources().flatMap((file) => sentencesIn(file).map((sentence) => [sentence, file] as const));
  const errors = Object.entries(catalogue).flatMap(([code, { sentence, remedy }]) =>
    [sentence, remedy]
      .filter((text) => /\p{L}/u.test(text.replace(/\{\w+\}/g, '')))
      .map((text) => [text, code] as const),
  );
  return new Map([...errors, ...said]);
}
