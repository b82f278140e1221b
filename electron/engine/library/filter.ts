import type { PhotoFilter } from '../../contract/index.ts';
import { waiting, unreadable } from './columns.ts';
import type { Columns } from './columns.ts';

/** One bit for each choice of a filter that a photo may fail. */
export const miss = {
  ...{ className: 1, state: 2, probability: 4, camera: 8, folder: 16, year: 32, text: 64 },
  ...{ rating: 128, flag: 256, found: 512, keyword: 1024 },
} as const;

/** Which of a filter's choices a photo fails, as a sum of `miss` bits; 0: it passes. */
export type Test = (photo: number) => number;

export type ShownState = 'labelled' | 'suggested' | 'rejected' | 'unclassified';

/** The class a photo stands under: the person's first word, else the network's; 0: none. */
export const shownClass = (columns: Columns, photo: number): number =>
  columns.canonical[(columns.label[photo] ?? 0) || (columns.best[photo] ?? 0)] ?? 0;

/** Null for a photo that can have no class, because it was not read or cannot be. */
export const shownState = (columns: Columns, photo: number): ShownState | null => {
  if (columns.label[photo]) return 'labelled';
  if (columns.best[photo]) return 'suggested';
  if (columns.rejected[photo]) return 'rejected';
  const state = columns.state[photo];
  return state === waiting || state === unreadable ? null : 'unclassified';
};

/** Photos that searches found, by the search's number. */
export type FoundOf = (found: number) => ReadonlySet<number> | null;

/** Makes the test of a filter. Names are looked up once, so that the test compares numbers only. */
export function testOf(columns: Columns, filter: PhotoFilter, foundOf: FoundOf): Test {
  const tests: Test[] = [];
  const add = (bit: number, passes: (photo: number) => boolean): void => {
    tests.push((photo) => (passes(photo) ? 0 : bit));
  };
  const { className, state, minProbability: min, maxProbability: max, camera, folder, year, text } = filter;
  if (className !== null) {
    const wanted = classesBelow(columns, className);
    add(miss.className, (photo) => {
      const several = columns.several.get(photo);
      if (several) return several.some((label) => wanted[label] === 1);
      return wanted[shownClass(columns, photo)] === 1;
    });
  }
  if (state === 'attention') add(miss.state, (photo) => columns.attention[photo] === 1 || columns.missing.has(photo));
  else if (state === 'missing') add(miss.state, (photo) => columns.missing.has(photo));
  else if (state !== null) add(miss.state, (photo) => shownState(columns, photo) === state);
  // A photo without a probability (NaN) fails every comparison.
  if (min !== null) add(miss.probability, (photo) => (columns.probability[photo] ?? Number.NaN) >= min);
  if (max !== null) add(miss.probability, (photo) => (columns.probability[photo] ?? Number.NaN) <= max);
  if (camera !== null) {
    const wanted = columns.cameras.find(camera);
    add(miss.camera, (photo) => wanted !== 0 && columns.camera[photo] === wanted);
  }
  if (folder !== null) {
    const wanted = columns.folders.find(folder);
    add(miss.folder, (photo) => wanted !== 0 && columns.folder[photo] === wanted);
  }
  if (year !== null) add(miss.year, (photo) => columns.year[photo] === year);
  const { from, to, minRating, flag, found } = filter;
  // Days are compared where a camera's clock stands: times are kept as if it were set to UTC.
  const first = from === null ? null : Date.parse(`${from}T00:00:00Z`) / 1000;
  const last = to === null ? null : Date.parse(`${to}T23:59:59Z`) / 1000;
  if (first !== null) add(miss.year, (photo) => (columns.takenAt[photo] ?? Number.NaN) >= first);
  if (last !== null) add(miss.year, (photo) => (columns.takenAt[photo] ?? Number.NaN) <= last);
  if (minRating !== null) add(miss.rating, (photo) => (columns.rating[photo] ?? 0) > minRating);
  if (flag !== null) {
    const wanted = flag === 'none' ? 0 : flag === 'pick' ? 1 : 2;
    add(miss.flag, (photo) => columns.flag[photo] === wanted);
  }
  if (found !== null) {
    const photos = foundOf(found);
    add(miss.found, (photo) => photos?.has(photo) ?? false);
  }
  if (filter.keyword !== null) {
    const photos = columns.withKeyword(filter.keyword);
    add(miss.keyword, (photo) => photos.has(photo));
  }
  if (text !== null && text !== '') {
    const wanted = text.toLowerCase();
    add(miss.text, (photo) => columns.names[photo]?.includes(wanted) ?? false);
  }
  return (photo) => tests.reduce((missed, test) => missed | test(photo), 0);
}

/** By class number, 1 for a class that is called so or lies below one that is. */
function classesBelow(columns: Columns, className: string): Uint8Array {
  const { classNames, canonical, parents } = columns;
  const wanted = new Uint8Array(classNames.length);
  classNames.forEach((name, id) => {
    if (name === className) wanted[id] = 1;
  });
  classNames.forEach((_, id) => {
    for (let up = canonical[id] ?? 0; up !== 0; up = parents[up] ?? 0) if (wanted[up] === 1) wanted[id] = 1;
  });
  return wanted;
}
