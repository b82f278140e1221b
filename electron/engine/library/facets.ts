import type { Facets, PhotoFilter } from '../../contract/index.ts';
import type { Columns } from './columns.ts';
import { miss, shownClass, shownState, testOf } from './filter.ts';
import type { FoundOf } from './filter.ts';

/** Counts, for each choice of a filter, the photos that it and all the other choices would leave. */
export function facetsOf(columns: Columns, filter: PhotoFilter, foundOf: FoundOf): Facets {
  const misses = testOf(columns, filter, foundOf);
  const labelled = new Int32Array(columns.classNames.length);
  const suggested = new Int32Array(columns.classNames.length);
  const cameras = new Int32Array(columns.cameras.texts.length);
  const folders = new Int32Array(columns.folders.texts.length);
  const years = new Int32Array(lastYear + 1);
  const counts = { total: 0, attention: 0, labelled: 0, suggested: 0, rejected: 0, unclassified: 0 };
  /** By stars and one, and by flag; as in the columns. */
  const [ratings, flags] = [new Int32Array(7), new Int32Array(3)];

  for (let photo = 0; photo < columns.end; photo += 1) {
    if (columns.state[photo] === 0) continue;
    const missed = misses(photo);
    const onlyMisses = (bit: number): boolean => missed === 0 || missed === bit;
    if (missed === 0) counts.total += 1;
    if (onlyMisses(miss.state)) {
      const state = shownState(columns, photo);
      if (state !== null) counts[state] += 1;
      if (columns.attention[photo] === 1 || columns.missing.has(photo)) counts.attention += 1;
    }
    const shown = shownClass(columns, photo);
    if (shown !== 0 && onlyMisses(miss.className)) {
      const several = columns.several.get(photo)?.map((label) => columns.canonical[label] ?? 0) ?? [shown];
      for (const one of new Set(several)) count(columns.label[photo] ? labelled : suggested, one);
    }
    if (onlyMisses(miss.rating)) ratings[columns.rating[photo] ?? 0] = (ratings[columns.rating[photo] ?? 0] ?? 0) + 1;
    if (onlyMisses(miss.flag)) flags[columns.flag[photo] ?? 0] = (flags[columns.flag[photo] ?? 0] ?? 0) + 1;
    if (onlyMisses(miss.camera)) count(cameras, columns.camera[photo]);
    if (onlyMisses(miss.folder)) count(folders, columns.folder[photo]);
    if (onlyMisses(miss.year)) count(years, columns.year[photo]);
  }

  return {
    total: counts.total,
    attention: counts.attention,
    labelled: counts.labelled,
    rejected: counts.rejected,
    unclassified: counts.unclassified,
    ratings: [...ratings.subarray(1)],
    flags: { pick: flags[1] ?? 0, reject: flags[2] ?? 0, none: flags[0] ?? 0 },
    classes: columns.classNames
      .map((className, number) => ({
        className,
        labelled: labelled[number] ?? 0,
        suggested: suggested[number] ?? 0,
      }))
      .filter(({ labelled, suggested }) => labelled + suggested > 0)
      .sort((a, b) => b.labelled + b.suggested - a.labelled - a.suggested || byText(a.className, b.className)),
    cameras: chosen(cameras)
      .map(([number, count]) => ({ camera: columns.cameras.texts[number] ?? '', count }))
      .sort((a, b) => b.count - a.count || byText(a.camera, b.camera)),
    folders: chosen(folders)
      .map(([number, count]) => ({ folder: columns.folders.texts[number] ?? '', count }))
      .sort((a, b) => byText(a.folder, b.folder)),
    years: chosen(years)
      .map(([year, count]) => ({ year, count }))
      .sort((a, b) => b.year - a.year),
  };
}

/** No camera's clock is set later. */
const lastYear = 9999;

/** Number 0 is "not known" and no choice. */
const count = (counts: Int32Array, number: number | undefined): void => {
  if (number) counts[number] = (counts[number] ?? 0) + 1;
};

/** Numbers that occur, each with how often. */
const chosen = (counts: Int32Array): [number: number, count: number][] =>
  Array.from(counts, (count, number): [number, number] => [number, count]).filter(([, count]) => count > 0);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
