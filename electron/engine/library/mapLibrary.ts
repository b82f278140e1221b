import type { Columns } from './columns.ts';
import { shownClass } from './filter.ts';

/** What a map shows of photos. P of those asked are in the library. */
export interface MapClasses {
  /** [P] places in what was asked */
  readonly rows: Int32Array;
  /** [P] photo ids */
  readonly photos: Int32Array;
  /** [P] class numbers, the first human label before the suggestion; 0: none */
  readonly classes: Int32Array;
  /** [P] 1 where a person gave the class */
  readonly human: Uint8Array;
  /** Of the classes that occur, as they are called now. */
  readonly names: { readonly class: number; readonly className: string }[];
}

/** What a map reads of a library. */
export function mapLibrary(columns: Columns) {
  const isPresent = (photo: number): boolean => (columns.state[photo] ?? 0) !== 0;

  return {
    classesOf(asked: Int32Array): MapClasses {
      const rows = Int32Array.from(asked.keys()).filter((row) => isPresent(asked[row] ?? 0));
      const photos = rows.map((row) => asked[row] ?? 0);
      const classes = photos.map((photo) => shownClass(columns, photo));
      const human = Uint8Array.from(photos, (photo) => (columns.label[photo] ? 1 : 0));
      const names = [...new Set(classes)]
        .filter((id) => id !== 0)
        .map((id) => ({ class: id, className: columns.classNames[id] ?? '' }));
      return { rows, photos, classes, human, names };
    },

    /** How many of some photos are in the library. */
    present: (photos: Int32Array): number => photos.reduce((count, photo) => count + (isPresent(photo) ? 1 : 0), 0),

    /** How many photos of the library something is true of. */
    count(test: (photo: number) => boolean): number {
      let count = 0;
      for (let photo = 0; photo < columns.end; photo += 1) if (isPresent(photo) && test(photo)) count += 1;
      return count;
    },
  };
}

export type MapLibrary = ReturnType<typeof mapLibrary>;
