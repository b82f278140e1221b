// A library of many rows, asked as a window asks: `npm run bench:library [-- PHOTOS]`. Ends with code 1 when a bar is
// missed. Rows are generated; the engine is the real process, the answers cross the real link.

import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { everything } from '../../../electron/contract/index.ts';
import type { PhotoFilter, PhotoOrder } from '../../../electron/contract/index.ts';
import { Library } from '../../../electron/engine/library/index.ts';
import { forkEngine } from '../../support/engine.ts';
import type { ForkedEngine } from '../../support/engine.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { answer, fill, model } from '../../engine/libraries.ts';

const count = Number(process.argv[2] ?? 100_000);
const rounds = 7;

/** Milliseconds and mebibytes that must not be passed. */
const bars = { open: 2000, ask: 100, label: 150, memory: 600 } as const;

const filters: Readonly<Record<string, Partial<PhotoFilter>>> = {
  'a class': { className: 'class 7' },
  'a state': { state: 'suggested' },
  'a probability': { minProbability: 0.8 },
  'a camera and a year': { camera: 'Camera 2', year: 2011 },
  'two days': { from: '2011-03-01', to: '2012-08-31' },
  'stars and a flag': { minRating: 3, flag: 'none' },
  'part of a name': { text: '_0999' },
};
const orders: readonly PhotoOrder[] = [
  ...([
    'added',
    'taken',
    'name',
    'rating',
    'probability',
    'uncertainty',
    'useful',
    'burst',
    'alike',
    'cluster',
  ] as const),
];

let missed = 0;

const folder = temporaryFolder();
try {
  write(folder.path);
  console.log(
    `${count.toLocaleString('en')} photos, ${cpus().length} cores; milliseconds, median (worst) of ${rounds}\n`,
  );
  const startedMs = performance.now();
  const engine = forkEngine(folder.path);
  await listed(engine, everything, 'added');
  report('open, until the first page is there', [performance.now() - startedMs], bars.open);
  await ask(engine);
  await edit(engine);
  memory(engine);
  await engine.close();
} finally {
  folder.remove();
}
process.exitCode = missed === 0 ? 0 : 1;

/** Every photo has suggestions of 50 classes, one in three a label, one in four stars. */
function write(dir: string): void {
  const library = new Library(dir);
  const photos = fill(library, count);
  library.show(model);
  answer(library, photos, (photo) =>
    [0, 1, 2, 3, 4].map((rank) => ({
      classIndex: (photo + rank) % 50,
      className: `class ${(photo + rank) % 50}`,
      probability: (1 - ((photo * 7919) % 997) / 997) / (1 + rank),
    })),
  );
  for (let one = 0; one < 10; one += 1)
    library.label(
      photos.filter((photo) => photo % 30 === one),
      `class ${one}`,
    );
  for (let stars = 0; stars < 6; stars += 1)
    library.rate(
      photos.filter((photo) => photo % 24 === stars),
      stars,
    );
  library.close();
}

function listed(engine: ForkedEngine, filter: PhotoFilter, order: PhotoOrder): Promise<unknown> {
  return engine.window.ask('library.list', { filter, order, offset: 0, limit: 100 });
}

async function ask(engine: ForkedEngine): Promise<void> {
  for (const [name, narrowed] of Object.entries(filters)) {
    const filter = { ...everything, ...narrowed };
    // Every round is another question, so that no answer is kept from the one before.
    await timed(`filter by ${name}`, bars.ask, (round) =>
      listed(engine, { ...filter, maxProbability: 1 - round / 1e6 }, 'added'),
    );
  }
  for (const order of orders)
    await timed(`sort by ${order}`, bars.ask, async (round) => {
      await listed(engine, { ...everything, text: round % 2 === 0 ? 'img' : 'jpg' }, order);
    });
  await timed('counts of every filter', bars.ask, () => engine.window.ask('library.facets', { filter: everything }));
  await timed('classes of the shelf', bars.ask, () => engine.window.ask('classes.list', undefined));
}

async function edit({ window }: ForkedEngine): Promise<void> {
  const ids = await window.ask('library.ids', { filter: everything, order: 'name', from: 0, to: count });
  const some = (round: number): readonly number[] => ids.slice(round * 1000, round * 1000 + 1000);
  await timed('label 1,000 photos', bars.label, (round) =>
    window.ask('library.label', { photos: some(round), className: 'mine' }),
  );
  await timed('undo that', bars.label, () => window.ask('edits.undo', undefined));
  await timed('redo that', bars.label, () => window.ask('edits.redo', undefined));
  await timed('label them as well', bars.label, (round) =>
    window.ask('library.tag', { photos: some(round), className: 'other', on: true }),
  );
  await timed('give 1,000 photos stars', bars.label, (round) =>
    window.ask('library.rate', { photos: some(round), rating: 4 }),
  );
  await timed(
    'label all photos',
    null,
    (round) => window.ask('library.label', { photos: ids, className: `all ${round}` }),
    2,
  );
  const { classes } = await window.ask('classes.list', undefined);
  const all = classes.find(({ name }) => name === 'all 1')?.id ?? 0;
  await timed(`rename a class of ${count.toLocaleString('en')} photos`, bars.ask, (round) =>
    window.ask('classes.rename', { class: all, name: `everything ${round}` }),
  );
}

async function timed(
  name: string,
  barMs: number | null,
  work: (round: number) => Promise<unknown>,
  times = rounds,
): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const startMs = performance.now();
    await work(round);
    took.push(performance.now() - startMs);
  }
  report(name, took, barMs);
}

function report(name: string, took: readonly number[], barMs: number | null): void {
  const sorted = [...took].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Infinity;
  const holds = barMs === null || median <= barMs;
  if (!holds) missed += 1;
  const bar = barMs === null ? '' : ` ${holds ? 'within' : 'OVER'} ${barMs}`;
  console.log(`${name.padEnd(40)} ${median.toFixed(0).padStart(6)} (${(sorted.at(-1) ?? 0).toFixed(0)})${bar}`);
}

/** Resident memory now and at its highest, as the system counts it. */
function memory({ child }: ForkedEngine): void {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const mebibytes = (key: string): number => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  const highest = mebibytes('VmHWM');
  const holds = highest < bars.memory;
  if (!holds) missed += 1;
  console.log(
    `\nengine memory: ${mebibytes('VmRSS').toFixed(0)} MiB now, ${highest.toFixed(0)} MiB at most, ${holds ? 'within' : 'OVER'} ${bars.memory}`,
  );
}
