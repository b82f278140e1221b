import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeProblem, type SurveyedPhoto } from '../../../contract/index.ts';

/** What looking at a file told, without its place in a list. */
export type FileFacts = Omit<SurveyedPhoto, 'index'>;

/** Files that were looked at before, by path, time and length. */
export interface KnownFiles {
  /** What is known of a file as it is now; null where it is new or has changed. */
  find(path: string): Promise<FileFacts | null>;
  /** @param stamp  from `stampOf` before the file was read */
  add(stamp: string, facts: FileFacts): void;
  /** Appends what was added since. @throws disk/full, disk/denied */
  flush(): Promise<void>;
}

/** These stay as they are as long as the file does; others, like a missing permission, may be gone the next time. */
const lasting = new Set(['photo/corrupt', 'photo/empty', 'photo/no-preview', 'photo/not-an-image', 'photo/too-large']);

/** Changes when a file does; '' for one that is not there. */
export const stampOf = (path: string): Promise<string> =>
  stat(path).then(
    ({ mtimeMs, size }) => `${mtimeMs}/${size}`,
    () => '',
  );

/** One line of the file: [stamp, facts]; of two about a path the later holds. A torn line says nothing. */
type Line = readonly [stamp: string, facts: FileFacts];

/** Lines that are overruled are dropped when there are more of them than of the others, and than this. */
const fewLines = 1000;

export async function openKnownFiles(cacheDir: string): Promise<KnownFiles> {
  const path = join(cacheDir, 'survey.jsonl');
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n');
  const known = new Map(lines.flatMap(lineIn).map((line) => [line[1].path, line] as const));
  // A line that was torn by a crash must not swallow the next one.
  let added = text === '' || text.endsWith('\n') ? '' : '\n';
  if (lines.length > 2 * known.size + fewLines) await rewrite(path, known.values());
  return {
    async find(file) {
      const line = known.get(file);
      return line && line[0] !== '' && line[0] === (await stampOf(file)) ? line[1] : null;
    },
    add(stamp, facts) {
      if (stamp === '' || (facts.problem && !lasting.has(facts.problem.code))) return;
      added += `${JSON.stringify([stamp, facts])}\n`;
    },
    async flush() {
      if (added.trim() === '') return;
      const text = added;
      added = '';
      try {
        await mkdir(cacheDir, { recursive: true });
        await appendFile(path, text);
      } catch (thrown) {
        throw writeProblem(thrown, path);
      }
    },
  };
}

function lineIn(text: string): Line[] {
  try {
    const line: unknown = JSON.parse(text);
    if (!Array.isArray(line) || typeof line[0] !== 'string') return [];
    const facts: unknown = line[1];
    return typeof facts === 'object' && facts !== null && 'path' in facts && 'hash' in facts
      ? [line as unknown as Line]
      : [];
  } catch {
    return [];
  }
}

async function rewrite(path: string, lines: Iterable<Line>): Promise<void> {
  try {
    await writeFile(`${path}.part`, [...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
    await rename(`${path}.part`, path);
  } catch (thrown) {
    throw writeProblem(thrown, path);
  }
}
