import type { Facets, PhotoFilter } from '../../contract/index.ts';
import type { Columns } from './columns.ts';
import { miss, shownClass, shownState, testOf } from './filter.ts';

/** Counts, for each choice of a filter, the photos that it and all the other choices would leave. */
export function facetsOf(columns: Columns, filter: PhotoFilter): Facets {
  const misses = testOf(columns, filter);
  const labelled = new Map<number, number>();
  const suggested = new Map<number, number>();
  const cameras = new Map<number, number>();
  const folders = new Map<number, number>();
  const years = new Map<number, number>();
  const counts = { total: 0, attention: 0, labelled: 0, suggested: 0, unclassified: 0 };

  for (let photo = 0; photo < columns.end; photo += 1) {
    if (columns.state[photo] === 0) continue;
    const missed = misses(photo);
    const onlyMisses = (bit: number): boolean => missed === 0 || missed === bit;
    if (missed === 0) counts.total += 1;
    if (onlyMisses(miss.state)) {
      const state = shownState(columns, photo);
      if (state !== null) counts[state] += 1;
      if (columns.attention[photo] === 1) counts.attention += 1;
    }
    const shown = shownClass(columns, photo);
    if (shown !== 0 && onlyMisses(miss.className)) count(columns.label[photo] ? labelled : suggested, shown);
    if (onlyMisses(miss.camera)) count(cameras, columns.camera[photo]);
    if (onlyMisses(miss.folder)) count(folders, columns.folder[photo]);
    if (onlyMisses(miss.year)) count(years, columns.year[photo]);
  }

  const classNumbers = new Set([...labelled.keys(), ...suggested.keys()]);
  return {
    total: counts.total,
    attention: counts.attention,
    labelled: counts.labelled,
    unclassified: counts.unclassified,
    classes: [...classNumbers]
      .map((number) => ({
        className: columns.classNames[number] ?? '',
        labelled: labelled.get(number) ?? 0,
        suggested: suggested.get(number) ?? 0,
      }))
      .sort((a, b) => b.labelled + b.suggested - a.labelled - a.suggested || byText(a.className, b.className)),
    cameras: [...cameras]
      .map(([number, count]) => ({ camera: columns.cameras.texts[number] ?? '', count }))
      .sort((a, b) => b.count - a.count || byText(a.camera, b.camera)),
    folders: [...folders]
      .map(([number, count]) => ({ folder: columns.folders.texts[number] ?? '', count }))
      .sort((a, b) => byText(a.folder, b.folder)),
    years: [...years].map(([year, count]) => ({ year, count })).sort((a, b) => b.year - a.year),
  };
}

/** Number 0 is "not known" and no choice. */
const count = (counts: Map<number, number>, number: number | undefined): void => {
  if (number) counts.set(number, (counts.get(number) ?? 0) + 1);
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
