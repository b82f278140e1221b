// How well near-duplicates and bursts are found, and how long it takes for a large library:
//
//   npm run bench:duplicates [-- --seed 1]
//
// The set is made of the photos of the shared folder, each fourth of them changed in every way of duplicateSet.ts. A pair
// is two photos of one source; precision and recall are counted over all pairs of a group, so that likeness that is handed
// on counts too. Pairs that are called wrong are named: some are two scans of one picture.

import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { lookalikes, parts, seeded, sketchSide, type Sketches } from '../../../electron/runner/vision/index.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { kinds, photosFrom, sourcesIn, type SetPhoto } from './duplicateSet.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const seed = Number(values.seed);
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);

const cells = sketchSide * sketchSide;

async function madeSet(folder: string): Promise<SetPhoto[]> {
  const photos: SetPhoto[] = [];
  const sources = sourcesIn(folder).entries();
  const worker = async (): Promise<void> => {
    for (const [source, path] of sources) photos.push(...(await photosFrom(path, source, seed)));
  };
  await Promise.all([worker(), worker()]);
  return photos.sort((a, b) => a.source - b.source || kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

function sketchesOf(photos: readonly SetPhoto[]): Sketches {
  const sketches = {
    greys: new Uint8Array(photos.length * cells),
    prints: new Uint32Array(photos.length * 2 * parts.length),
  };
  for (const [index, { sketch }] of photos.entries()) {
    sketches.greys.set(sketch.grey, index * cells);
    sketches.prints.set(sketch.prints, index * 2 * parts.length);
  }
  return sketches;
}

/** Runs to the end; the longest step is what a process that does something else would wait. */
function grouped(sketches: Sketches): { groups: Int32Array; seconds: number; longestMs: number } {
  const work = lookalikes(sketches, []);
  const startedUs = process.cpuUsage().user;
  let [lastMs, longestMs] = [performance.now(), 0];
  for (;;) {
    const step = work.next();
    longestMs = Math.max(longestMs, performance.now() - lastMs);
    lastMs = performance.now();
    if (step.done) return { groups: step.value, seconds: (process.cpuUsage().user - startedUs) / 1e6, longestMs };
  }
}

function* pairsIn(members: readonly number[]): Generator<[number, number]> {
  for (const [place, a] of members.entries()) for (const b of members.slice(0, place)) yield [a, b];
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const photos = await madeSet(shared);
const { groups, seconds } = grouped(sketchesOf(photos));
const indices = [...photos.keys()];
const sourceOf = (index: number): number => photos[index]?.source ?? -1;
const together = (a: number, b: number): boolean => (groups[a] ?? -1) >= 0 && groups[a] === groups[b];

let [right, wrong] = [0, 0];
for (const [group, members] of Map.groupBy(indices, (index) => groups[index] ?? -1)) {
  if (group < 0) continue;
  const named = new Set<string>();
  for (const [a, b] of pairsIn(members)) {
    if (sourceOf(a) === sourceOf(b)) right += 1;
    else {
      wrong += 1;
      named.add([a, b].map((index) => basename(photos[index]?.path ?? '')).join(' and '));
    }
  }
  for (const names of named) console.log(`called the same: ${names}`);
}
let all = 0;
let whole = 0;
const bySource = [...Map.groupBy(indices, sourceOf).values()];
for (const members of bySource) {
  const pairs = [...pairsIn(members)];
  all += pairs.length;
  if (pairs.every(([a, b]) => together(a, b))) whole += 1;
}
console.log(`${photos.length} photos of ${bySource.length} sources, seed ${seed}`);
console.log(`pairs: precision ${percent(right / (right + wrong))}, recall ${percent(right / all)} of ${all}`);
console.log(`sources whose photos are all in one group: ${percent(whole / bySource.length)}`);
for (const kind of kinds.slice(1)) {
  const ofKind = indices.filter((index) => photos[index]?.kind === kind);
  const found = ofKind.filter((index) =>
    together(index, indices.find((first) => sourceOf(first) === sourceOf(index)) ?? -1),
  );
  console.log(`  ${kind.padEnd(22)} ${percent(found.length / ofKind.length)} of ${ofKind.length} with their source`);
}
console.log(`grouped in ${seconds.toFixed(1)} s of processor time`);

/** A tenth of the photos is another one again; the parts of a photo differ from the whole by up to 14 bits. */
function drawnSketches(count: number): Sketches {
  const rng = seeded(seed);
  const [greys, prints] = [new Uint8Array(count * cells), new Uint32Array(count * 2 * parts.length)];
  const length = 2 * parts.length;
  for (let photo = 0; photo < count; photo += 1) {
    const at = photo * length;
    if (photo > 0 && rng() < 0.1) {
      const from = Math.floor(rng() * photo);
      prints.copyWithin(at, from * length, (from + 1) * length);
      greys.copyWithin(photo * cells, from * cells, (from + 1) * cells);
      continue;
    }
    const words = [Math.floor(rng() * 2 ** 32), Math.floor(rng() * 2 ** 32)];
    for (let part = 0; part < parts.length; part += 1) {
      prints.set(words, at + 2 * part);
      for (let bit = 0; part > 0 && bit < 14 * rng(); bit += 1)
        prints[at + 2 * part + (bit & 1)]! ^= 1 << Math.floor(rng() * 32);
    }
    for (let cell = 0; cell < cells; cell += 1) greys[photo * cells + cell] = Math.floor(256 * rng());
  }
  return { greys, prints };
}

const many = 100_000;
const large = grouped(drawnSketches(many));
console.log(
  `${many.toLocaleString('en')} drawn sketches: ${large.seconds.toFixed(1)} s of processor time, longest step ${large.longestMs.toFixed(0)} ms`,
);
