import type { PhotoFilter } from '../../contract/index.ts';
import { waiting, unreadable } from './columns.ts';
import type { Columns } from './columns.ts';

/** One bit for each choice of a filter that a photo may fail. */
export const miss = { className: 1, state: 2, probability: 4, camera: 8, folder: 16, year: 32, text: 64 } as const;

/** Which of a filter's choices a photo fails, as a sum of `miss` bits; 0: it passes. */
export type Test = (photo: number) => number;

export type ShownState = 'labelled' | 'suggested' | 'unclassified';

/** The class a photo stands under: the person's word, else the network's; 0: none. */
export const shownClass = (columns: Columns, photo: number): number =>
  (columns.label[photo] ?? 0) || (columns.best[photo] ?? 0);

/** Null for a photo that can have no class, because it was not read or cannot be. */
export const shownState = (columns: Columns, photo: number): ShownState | null => {
  if (columns.label[photo]) return 'labelled';
  if (columns.best[photo]) return 'suggested';
  const state = columns.state[photo];
  return state === waiting || state === unreadable ? null : 'unclassified';
};

/** Makes the test of a filter. Names are looked up once, so that the test compares numbers only. */
export function testOf(columns: Columns, filter: PhotoFilter): Test {
  const tests: Test[] = [];
  const add = (bit: number, passes: (photo: number) => boolean): void => {
    tests.push((photo) => (passes(photo) ? 0 : bit));
  };
  const { className, state, minProbability: min, maxProbability: max, camera, folder, year, text } = filter;
  if (className !== null) {
    const wanted = columns.classNames.indexOf(className);
    add(miss.className, (photo) => shownClass(columns, photo) === wanted);
  }
  if (state === 'attention') add(miss.state, (photo) => columns.attention[photo] === 1);
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
  if (text !== null && text !== '') {
    const wanted = text.toLowerCase();
    add(miss.text, (photo) => columns.names[photo]?.includes(wanted) ?? false);
  }
  return (photo) => tests.reduce((missed, test) => missed | test(photo), 0);
}
