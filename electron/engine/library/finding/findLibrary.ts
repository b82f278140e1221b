import type { EditHistory, Photo, PhotoDetail, PhotoFilter, Sha256, Suggestion } from '../../../contract/index.ts';
import { labellingOf } from '../classChanges.ts';
import { ready } from '../columns.ts';
import type { Columns } from '../columns.ts';
import type { Database } from '../database.ts';
import { labelEach, rejectClasses } from '../labels.ts';
import { counted } from '../../words.ts';
import { headNetwork, Overlay } from './overlay.ts';
import type { HeadAnswers, HeadSuggestion } from './overlay.ts';
import * as rows from './rows.ts';

/** A photo without a label and the class that is suggested for it. */
export interface Suggested {
  readonly photo: number;
  /** Class number. */
  readonly class: number;
  readonly probability: number;
}

/** Photos that a person labelled, with the numbers of the classes. */
export interface HumanLabels {
  readonly photos: readonly number[];
  readonly classes: readonly (readonly number[])[];
  readonly several: boolean;
}

interface Around {
  /** Ids of a filter. */
  readonly ids: (filter: PhotoFilter) => Int32Array;
  readonly network: () => number;
  /** Rows of photos are others; null: too many to name. */
  readonly changed: (photos: readonly number[] | null) => EditHistory;
}

/** What searches read of a library, and what suggestions that learn put into it. */
export function findLibrary(database: Database, columns: Columns, { ids, network, changed }: Around) {
  const nameOf = (id: number): string => columns.classNames[id] ?? '';
  const suggestionOf = ({ classIndex, class: id, probability }: HeadSuggestion): Suggestion => ({
    ...{ classIndex, probability },
    className: nameOf(id),
  });

  return {
    /** Suggestions of a head in the place of the network's; null: the network's again. */
    suggest(answers: HeadAnswers | null): void {
      if (answers === null && columns.overlay === null) return;
      columns.suggest(answers && new Overlay(answers, database));
      changed(null);
    },

    /** Rows as they are shown now. */
    shown<P extends Photo>(photos: readonly P[]): P[] {
      const { overlay } = columns;
      if (overlay === null) return [...photos];
      return photos.map((photo) => {
        if (photo.label !== null) return { ...photo, best: null, rejected: false };
        const [best] = overlay.top(photo.id) ?? [];
        return { ...photo, best: best ? suggestionOf(best) : null, rejected: overlay.isRejected(photo.id) };
      });
    },

    /** The classes suggested for a photo, the likeliest first; null: the network's. */
    top(photo: number): PhotoDetail['top'] | null {
      return columns.overlay === null ? null : (columns.overlay.top(photo) ?? []).map(suggestionOf);
    },

    /** Says that what a head suggests is wrong; false: it suggests nothing here, the network does. */
    reject(photos: readonly number[]): boolean {
      const { overlay } = columns;
      if (overlay === null) return false;
      const wrong = photos.flatMap((photo) => {
        const [best] = columns.label[photo] ? [] : (overlay.top(photo) ?? []);
        return best ? [[photo, best.class] as const] : [];
      });
      rejectClasses(database, wrong, headNetwork);
      return true;
    },

    /** Photos of a filter that have a suggestion and no label, from a probability on; the least probable first. */
    suggested(filter: PhotoFilter, from: number): Suggested[] {
      return suggestedOf(columns, ids(filter))
        .filter(({ probability }) => probability >= from)
        .sort((a, b) => a.probability - b.probability || a.photo - b.photo);
    },

    suggestedFor: (photos: readonly number[]): Suggested[] => suggestedOf(columns, photos),

    /** Makes suggestions labels: one undo step. */
    accept(suggested: readonly Suggested[]): EditHistory {
      const title = `Accept ${counted(suggested.length, 'suggestion')}`;
      const photos = suggested.map(({ photo }) => photo);
      labelEach(
        database,
        title,
        suggested.map((one) => [one.photo, one.class] as const),
      );
      return changed(photos);
    },

    labels(): HumanLabels {
      const labelled = presentIds(columns).filter((photo) => columns.label[photo]);
      const classes = labelled.map((photo) => {
        const all = columns.several.get(photo) ?? [columns.label[photo] ?? 0];
        return [...new Set(all.map((id) => columns.canonical[id] ?? id))];
      });
      return { photos: labelled, classes, several: labellingOf(database) === 'several' };
    },

    /** Photos that can be looked at and have no label. */
    unlabelled: (): Int32Array => Int32Array.from(presentIds(columns).filter((photo) => !columns.label[photo])),

    nameOf,
    isPresent: (photo: number): boolean => columns.state[photo] === ready,
    present: (): number => presentIds(columns).length,
    /** One more than the highest id. */
    end: (): number => columns.end,
    overlay: (): Overlay | null => columns.overlay,
    readable: () => rows.readablePhotos(database),
    taken: (photos: readonly number[]) => rows.takenOf(database, photos),

    /** Photos in which a class is seen, the surest first: by the head where it knows the class, else by the network. */
    seen(className: string): { photo: number; probability: number }[] {
      const { overlay } = columns;
      const id = columns.classNames.findIndex(
        (name, number) => name === className && columns.canonical[number] === number,
      );
      if (overlay === null || id < 0 || !overlay.knows(id)) return rows.seenBy(database, network(), className);
      return Array.from(overlay.photos)
        .flatMap((photo) => {
          const own = overlay.top(photo)?.find((one) => one.class === id);
          return own ? [{ photo, probability: own.probability }] : [];
        })
        .sort((a, b) => b.probability - a.probability || a.photo - b.photo);
    },

    lookedBy: (model: Sha256): boolean => rows.lookedBy(database).includes(model),
    noteLooked: (model: Sha256): void => rows.noteLooked(database, model),
  };
}

export type FindLibrary = ReturnType<typeof findLibrary>;

function suggestedOf(columns: Columns, photos: Iterable<number>): Suggested[] {
  const { label, best, probability, canonical } = columns;
  const suggested: Suggested[] = [];
  for (const photo of photos) {
    const id = best[photo] ?? 0;
    if (id === 0 || label[photo] || columns.state[photo] === 0) continue;
    suggested.push({ photo, class: canonical[id] ?? id, probability: probability[photo] ?? 0 });
  }
  return suggested;
}

function presentIds(columns: Columns): number[] {
  const present: number[] = [];
  for (let photo = 0; photo < columns.end; photo += 1) if (columns.state[photo] === ready) present.push(photo);
  return present;
}
