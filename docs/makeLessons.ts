import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { z } from 'zod';
import { repository, temporaryFolder } from '../test/support/fovea.ts';

// `npm run figures:lessons -- [--seeds 3] [LESSON…]`: trains the lessons and puts their tables into docs/lessons.md, each
// between its two marks. Without a name, all of them, which takes about half an hour on two cores.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '3' } },
});

const Listed = z.object({ lesson: z.string() });
const Summary = z.object({
  summary: z.object({
    variants: z.array(
      z.object({
        variant: z.string(),
        runs: z.int(),
        diverged: z.int(),
        accuracy: z.number().nullable(),
        interval: z.number().nullable(),
        trainLoss: z.number().nullable(),
        holdoutLoss: z.number().nullable(),
      }),
    ),
  }),
});

const page = join(import.meta.dirname, 'lessons.md');
const folder = temporaryFolder();
try {
  const known = fovea('lessons', '--json')
    .slice(0, -1)
    .map((line) => Listed.parse(line).lesson);
  for (const lesson of positionals.length > 0 ? positionals : known) {
    const lines = fovea('lessons', lesson, '--seeds', values.seeds, '--json');
    await put(lesson, tableOf(Summary.parse(lines.at(-1)).summary.variants));
    console.log(lesson);
  }
} finally {
  folder.remove();
}

/** What a command answers, line by line. */
function fovea(...words: readonly string[]): unknown[] {
  const told = execFileSync(process.execPath, [join(repository, 'electron/shell/cli/fovea.mjs'), ...words], {
    env: { ...process.env, FOVEA_DATA_DIR: folder.path },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return told
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

function tableOf(variants: z.infer<typeof Summary>['summary']['variants']): string {
  const percent = (share: number | null): string => (share === null ? '' : (100 * share).toFixed(1));
  const rows = variants.map(({ variant, runs, diverged, accuracy, interval, trainLoss, holdoutLoss }) => {
    const right = accuracy === null ? '' : `${percent(accuracy)} ± ${percent(interval)}`;
    const losses = [trainLoss, holdoutLoss].map((loss) => loss?.toFixed(3) ?? '');
    return `| ${[variant, right, ...losses, diverged === 0 ? '' : `${diverged} of ${runs}`].join(' | ')} |`;
  });
  return [
    '| | right, % | training loss | hold-out loss | diverged |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** Writes a table between the marks of its lesson. */
async function put(lesson: string, table: string): Promise<void> {
  const [begin, end] = [`<!-- ${lesson} -->`, `<!-- end of ${lesson} -->`];
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/lessons.md has no place for the lesson ${lesson}.`);
  const whole = `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
  writeFileSync(page, await format(whole, { parser: 'markdown', printWidth: 120, proseWrap: 'preserve' }));
}
