import type {
  BoxClass,
  BoxesOfPhoto,
  BoxId,
  EditHistory,
  FoundObject,
  NewBox,
  PhotoId,
  Problem,
  Sha256,
} from '../../contract/index.ts';
import { boxedPhotos, namedPhotos, type BoxedPhoto, type NamedPhoto } from './boxedPhotos.ts';
import { boxesOf } from './boxRows.ts';
import * as boxes from './boxes.ts';
import type { ChangedBox, PhotoBoxes } from './boxes.ts';
import type { Database } from './database.ts';
import { photosToLookAt, recordFound, usefulPhotos, type UsefulPhoto } from './foundBoxes.ts';
import { historyOf } from './journal.ts';
import * as jobs from './jobs.ts';
import * as photos from './photos.ts';
import { networkNumber } from './suggestions.ts';

/** What a detector made of one photo. */
export interface LookedPhoto {
  readonly photo: PhotoId;
  readonly found: readonly FoundObject[];
  readonly damaged: boolean;
}

export interface BoxEvents {
  /** Boxes of these photos are others. */
  readonly onBoxes: (photos: readonly PhotoId[]) => void;
  /** Rows of these photos are others: one could not be read, or is damaged. */
  readonly onPhotos: (photos: readonly PhotoId[]) => void;
}

/** The boxes of a library. Whatever a person says of them is one undo step each. */
export interface BoxLibrary {
  /** @param model  the detector whose boxes are shown; null: none is  @throws library/photo-unknown */
  of(photo: PhotoId, model: Sha256 | null): BoxesOfPhoto;
  classes(): BoxClass[];
  /** Of these photos, those with drawn boxes or called complete. */
  photos(ids: readonly PhotoId[]): BoxedPhoto[];
  /** All photos, as annotations may name them. */
  names(): NamedPhoto[];

  /** @throws library/photo-unknown, boxes/outside */
  draw(photo: PhotoId, drawn: readonly NewBox[]): { ids: readonly BoxId[]; history: EditHistory };
  /** Boxes of many photos as one step with this title. @throws boxes/outside */
  drawAll(drawn: readonly PhotoBoxes[], title: string): EditHistory;
  /** @throws boxes/unknown, boxes/outside */
  change(changes: readonly ChangedBox[]): EditHistory;
  remove(ids: readonly BoxId[]): EditHistory;
  /** @throws library/photo-unknown */
  copy(from: PhotoId, to: PhotoId): EditHistory;
  /** @throws boxes/unknown */
  accept(found: readonly BoxId[]): { ids: readonly BoxId[]; history: EditHistory };
  reject(found: readonly BoxId[]): EditHistory;
  complete(ids: readonly PhotoId[], complete: boolean): EditHistory;

  /** What a detector found; and takes the photo off a job's list. */
  record(model: Sha256, looked: LookedPhoto, job?: number): void;
  /** Why a photo on a job's list could not be looked at. */
  recordProblem(photo: PhotoId, problem: Problem, job: number): void;
  /** Queues a detector for those of `ids` that it has not seen, in one step with the list of them. */
  plan(ids: readonly PhotoId[], model: Sha256, job: jobs.NewJob): number;
  /** Photos in the order in which a person's word on them would teach most. */
  useful(model: Sha256, limit: number): UsefulPhoto[];
}

export function boxLibrary(database: Database, { onBoxes, onPhotos }: BoxEvents): BoxLibrary {
  const source = (photo: PhotoId): PhotoId => photos.sourceOf(database, photo).id;
  const changed = (ids: readonly PhotoId[]): EditHistory => {
    if (ids.length > 0) onBoxes(ids);
    return historyOf(database);
  };
  return {
    of: (photo, model) => boxesOf(database, source(photo), model === null ? 0 : networkNumber(database, model)),
    classes: () => boxes.boxClasses(database),
    photos: (ids) => boxedPhotos(database, ids),
    names: () => namedPhotos(database),

    draw(photo, drawn) {
      const ids = boxes.drawBoxes(database, [{ photo: source(photo), boxes: drawn }]);
      return { ids, history: changed([photo]) };
    },
    drawAll(drawn, title) {
      boxes.drawBoxes(database, drawn, title);
      return changed(drawn.map(({ photo }) => photo));
    },
    change: (changes) => changed(boxes.changeBoxes(database, changes)),
    remove: (ids) => changed(boxes.removeBoxes(database, ids)),
    copy: (from, to) => changed(boxes.copyBoxes(database, source(from), source(to))),
    accept(found) {
      const { ids, photos: on } = boxes.acceptBoxes(database, found);
      return { ids, history: changed(on) };
    },
    reject: (found) => changed(boxes.rejectBoxes(database, found)),
    complete: (ids, complete) => changed(boxes.completePhotos(database, ids, complete)),

    record(model, { photo, found, damaged }, job) {
      database.transaction(() => {
        recordFound(database, networkNumber(database, model), photo, found);
        if (damaged) photos.recordDamage(database, photo);
        if (job !== undefined) jobs.finishWork(database, job, photo);
      });
      if (damaged) onPhotos([photo]);
      onBoxes([photo]);
    },
    recordProblem(photo, problem, job) {
      database.transaction(() => {
        photos.recordProblem(database, photo, problem);
        jobs.finishWork(database, job, photo);
      });
      onPhotos([photo]);
    },
    plan: (ids, model, job) =>
      database.transaction(() => {
        const left = photosToLookAt(database, model, ids);
        const id = jobs.addJob(database, { ...job, total: left.length });
        jobs.addWork(database, id, left);
        return id;
      }),
    useful: (model, limit) => usefulPhotos(database, networkNumber(database, model), limit),
  };
}
