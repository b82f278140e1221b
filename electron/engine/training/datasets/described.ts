import type { Dataset, DatasetClass, PhotoId } from '../../../contract/index.ts';
import type { DatasetLibrary } from './datasets.ts';
import type { Preflight } from './preflight.ts';
import type { Checked } from './states.ts';
import { fromOf, inOrder } from './sources.ts';
import type { DatasetRecord } from './store.ts';

/** Photos shown of each class, and of all classes together where there are many. */
const shownOfClass = 6;
const shownOfAll = 1200;

/** A dataset as the pre-flight page shows it. */
export function described(record: DatasetRecord, checked: Checked, library: DatasetLibrary | null): Dataset {
  const { id, name, source } = record;
  const { listing, sifted, parted, findings, groups, hash } = checked;
  const classes = classesOf(checked);
  const paths = [
    ...findings.flatMap((finding) => finding.paths),
    ...[...classes.values()].flatMap(({ paths }) => paths),
  ];
  const ids: ReadonlyMap<string, PhotoId> = library?.idsAt([...new Set(paths)]) ?? new Map<string, PhotoId>();
  return {
    ...{ id, name, kind: source.kind, from: fromOf(source) },
    surveyed: checked.looked && sifted.unseen === 0,
    multiLabel: listing.multiLabel,
    classes: [...classes].map(([className, { paths: shown, ...counts }]): DatasetClass => {
      return { className, ...counts, photos: shown.flatMap((path) => ids.get(path) ?? []) };
    }),
    examples: parted.photos.length,
    ...{ groups, hash },
    findings: findings.map(({ paths: concerned, ...finding }) => ({
      ...finding,
      photos: concerned.map((path) => ({ path, photo: ids.get(path) ?? null })),
    })),
  };
}

interface Counted {
  train: number;
  holdout: number;
  test: number;
  readonly paths: string[];
}

/** Every class that the source names, those without a usable photo too, by code unit. */
function classesOf({ listing, parted }: Preflight): Map<string, Counted> {
  const named = inOrder([...listing.emptyClasses, ...listing.photos.flatMap(({ classNames }) => classNames)]);
  const shown = Math.min(shownOfClass, Math.max(1, Math.floor(shownOfAll / Math.max(1, named.length))));
  const classes = new Map(named.map((name): [string, Counted] => [name, { train: 0, holdout: 0, test: 0, paths: [] }]));
  for (const { path, classNames, part } of parted.photos) {
    for (const name of classNames) {
      const own = classes.get(name);
      if (!own) continue;
      own[part] += 1;
      if (own.paths.length < shown) own.paths.push(path);
    }
  }
  return classes;
}
