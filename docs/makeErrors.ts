import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { graphCatalogue } from '../electron/compiler/graph/errors.ts';
import { catalogue } from '../electron/contract/index.ts';

// `npm run docs`: writes docs/errors.md from the two catalogues of errors.

interface Entry {
  readonly sentence: string;
  readonly remedy: string;
}

/** A person reads the holes as the facts they stand for: {file} becomes *file*. */
const readable = (text: string): string => text.replace(/\{(\w+)\}/g, '*$1*');

const areaOf = (code: string): string => code.slice(0, code.indexOf('/'));

function section(area: string, entries: readonly (readonly [string, Entry])[]): string {
  const rows = entries.map(
    ([code, { sentence, remedy }]) => `| \`${code}\` | ${readable(sentence)} | ${readable(remedy)} |`,
  );
  return `## ${area}\n\n| Code | What happened | What to do |\n|---|---|---|\n${rows.join('\n')}\n`;
}

/** The page as Markdown. */
export function errorsPage(): Promise<string> {
  const entries: readonly (readonly [string, Entry])[] = Object.entries({ ...catalogue, ...graphCatalogue });
  const areas = [...new Set(entries.map(([code]) => areaOf(code)))];
  const sections = areas.map((area) =>
    section(
      area,
      entries.filter(([code]) => areaOf(code) === area),
    ),
  );
  const head =
    '# Errors\n\nEvery error that Fovea shows, by code. Words in italics stand for facts of the case. ' +
    'Written by `npm run docs` from `electron/contract/errors.ts` and `electron/compiler/graph/errors.ts`.\n';
  return format([head, ...sections].join('\n'), { parser: 'markdown', printWidth: 120 });
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'errors.md'), await errorsPage());
