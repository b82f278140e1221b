import type { Photo, PhotoId } from '../../../electron/contract/index.ts';

const mostClasses = 8;

export interface SharedClass {
  readonly className: string;
  labelled: number;
  suggested: number;
}

/** The classes of the selected photos among those that are loaded, most frequent first, and how many were counted. */
export function sharedClasses(
  loaded: Iterable<Photo>,
  selected: ReadonlySet<PhotoId>,
): { classes: SharedClass[]; counted: number } {
  const byName = new Map<string, SharedClass>();
  let counted = 0;
  for (const photo of loaded) {
    if (!selected.has(photo.id)) continue;
    counted += 1;
    const suggested = photo.labels.length === 0;
    const classes = suggested ? (photo.best ? [photo.best.className] : []) : photo.labels;
    for (const className of classes) {
      const row = byName.get(className) ?? { className, labelled: 0, suggested: 0 };
      if (suggested) row.suggested += 1;
      else row.labelled += 1;
      byName.set(className, row);
    }
  }
  const total = (row: SharedClass): number => row.labelled + row.suggested;
  const classes = [...byName.values()].sort((a, b) => total(b) - total(a)).slice(0, mostClasses);
  return { classes, counted };
}
