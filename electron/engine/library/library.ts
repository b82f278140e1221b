import { everything, fail } from '../../contract/index.ts';
import type {
  ClassifiedPhoto,
  EditHistory,
  Facets,
  Flag,
  FoveaError,
  Photo,
  PhotoDetail,
  PhotoFilter,
  PhotoOrder,
  Problem,
  Rating,
  Sha256,
} from '../../contract/index.ts';
import type { PhotoWords } from '../../metadata/index.ts';
import { Arrangements } from './arrangements.ts';
import { boxLibrary } from './boxLibrary.ts';
import type { BoxLibrary } from './boxLibrary.ts';
import { untouched } from './changes.ts';
import type { Touched } from './changes.ts';
import { classLibrary } from './classLibrary.ts';
import type { ClassLibrary } from './classLibrary.ts';
import { Columns } from './columns.ts';
import type { Database } from './database.ts';
import { exchangeLibrary } from './exchangeLibrary.ts';
import type { ExchangeLibrary } from './exchangeLibrary.ts';
import { facetsOf } from './facets.ts';
import { findLibrary } from './finding/index.ts';
import type { FindLibrary } from './finding/index.ts';
import { groupLibrary } from './groupLibrary.ts';
import type { GroupLibrary } from './groupLibrary.ts';
import * as journal from './journal.ts';
import * as jobs from './jobs.ts';
import * as labels from './labels.ts';
import { KeywordLibrary } from './keywords/index.ts';
import { recordWords } from './keywords/rows.ts';
import { Listing } from './listing.ts';
import { mapLibrary } from './mapLibrary.ts';
import type { MapLibrary } from './mapLibrary.ts';
import { openLibraryFile } from './open.ts';
import type { OpenedLibrary } from './open.ts';
import * as photos from './photos.ts';
import { Presence } from './presence.ts';
import { openSketches } from './sketches.ts';
import type { Sketches } from './sketches.ts';
import { strokeLibrary } from './strokeLibrary.ts';
import type { StrokeLibrary } from './strokeLibrary.ts';
import type { FoundFile, PhotoFacts, PhotoSource } from './photos.ts';
import { networkNumber, photosToClassify, recordSuggestions, suggestionsOf } from './suggestions.ts';

/** What is told of a library. */
export interface LibraryEvents {
  /** Photos whose rows changed; null: too many to name, or photos came or went. */
  readonly onPhotos: (photos: readonly number[] | null) => void;
  /** A segmenter in the making is another, or came or went. */
  readonly onStrokes: (set: number) => void;
  /** Boxes of these photos are others; null: of any. */
  readonly onBoxes: (photos: readonly number[] | null) => void;
  /** Classes of the shelf are others. */
  readonly onClasses: () => void;
}

const nobody: LibraryEvents = {
  onPhotos: () => undefined,
  onStrokes: () => undefined,
  onBoxes: () => undefined,
  onClasses: () => undefined,
};

const isAbsence = ({ code }: Problem): boolean => code === 'photo/missing';

/** What became of reading one photo. */
export type ReadOutcome = { readonly photo: number; readonly words?: PhotoWords | null } & (
  { readonly facts: PhotoFacts } | { readonly problem: Problem }
);

/** The library of one data folder. All SQL stays behind it; whatever it changes is on disk before it returns. */
export class Library {
  readonly recovered: FoveaError | null;
  /** Why the daily backup could not be written, else null. */
  readonly backedUp: Promise<unknown>;
  /** What people draw and detectors find. */
  readonly boxes: BoxLibrary;
  /** The shelf of classes. */
  readonly classes: ClassLibrary;
  /** What people paint. */
  readonly strokes: StrokeLibrary;
  /** What goes into files and comes from them. */
  readonly exchange: ExchangeLibrary;
  /** What files say in words, and what is written into them. */
  readonly keywords: KeywordLibrary;
  /** What searches read, and what suggestions that learn put into it. */
  readonly finding: FindLibrary;
  /** What a map reads of it. */
  readonly map: MapLibrary;
  /** Which files are there. */
  readonly presence: Presence;
  /** What photos are grouped by. */
  readonly groups: GroupLibrary;
  readonly #sketches: Sketches;
  readonly #opened: OpenedLibrary;
  readonly #database: Database;
  readonly #columns: Columns;
  readonly #listing: Listing;
  /** What is found, unsure or alike in it. */
  readonly arrangements = new Arrangements();
  readonly #events: LibraryEvents;
  /** Grows when photos were read. */
  #readings = 0;
  #chosen: Sha256 | null;
  #network: number;

  /**
   * @param chosen  the network whose suggestions are shown; null: none is
   * @throws library/locked, library/newer
   */
  constructor(dir: string, events: Partial<LibraryEvents> = {}, chosen: Sha256 | null = null) {
    this.#opened = openLibraryFile(dir);
    this.#database = this.#opened.database;
    this.recovered = this.#opened.recovered;
    this.backedUp = this.#opened.backedUp;
    this.#chosen = chosen;
    this.#network = this.#networkOf(chosen);
    this.#columns = new Columns(this.#database, this.#network);
    this.#listing = new Listing(this.#database, this.#columns, this.arrangements);
    this.#events = { ...nobody, ...events };
    const { onPhotos, onBoxes } = this.#events;
    const touched = (what: Touched): EditHistory => this.#touched(what);
    this.exchange = exchangeLibrary(this.#database, touched);
    this.classes = classLibrary(this.#database, this.#columns, touched);
    this.strokes = strokeLibrary(this.#database, touched);
    this.boxes = boxLibrary(this.#database, { onBoxes, onPhotos: (photos) => void this.#changed(photos) });
    this.presence = new Presence(this.#database, this.#columns, onPhotos);
    this.#sketches = openSketches(dir);
    this.groups = groupLibrary(this.#database, this.#sketches);
    this.keywords = new KeywordLibrary(this.#database, {
      network: () => this.#network,
      touched,
      changed: (ids) => void this.#changed(ids),
    });
    this.map = mapLibrary(this.#columns);
    this.finding = findLibrary(this.#database, this.#columns, {
      ids: (filter) => this.#listing.ids(filter, 'added'),
      network: () => this.#network,
      changed: (ids) => (ids === null ? this.#allChanged() : this.#changed(ids)),
    });
  }

  close(): void {
    this.#sketches.close();
    this.#database.close();
    this.#opened.lock.release();
  }

  /** From now on the suggestions of this network are the ones shown. */
  show(model: Sha256 | null): void {
    if (model === this.#chosen) return;
    this.#chosen = model;
    this.#network = this.#networkOf(model);
    this.#columns.reload(this.#network);
    this.#events.onPhotos(null);
  }

  // ----- reading

  list(filter: PhotoFilter, order: PhotoOrder, offset: number, limit: number): { photos: Photo[]; total: number } {
    const ids = this.#listing.ids(filter, order);
    const page = [...ids.subarray(offset, offset + limit)];
    const rows = this.presence.shown(this.finding.shown(photos.photosOf(this.#database, page, this.#network)));
    return { photos: this.arrangements.grouped(rows, order), total: ids.length };
  }

  ids(filter: PhotoFilter, order: PhotoOrder, from = 0, to = Number.MAX_SAFE_INTEGER): number[] {
    return [...this.#listing.ids(filter, order).subarray(Math.min(from, to), Math.max(from, to) + 1)];
  }

  facets(filter: PhotoFilter): Facets {
    return facetsOf(this.#columns, filter, (found) => this.arrangements.foundOf(found)?.set ?? null);
  }

  /** @throws library/photo-unknown */
  detail(photo: number): Omit<PhotoDetail, 'topFrom'> {
    const top = this.finding.top(photo) ?? suggestionsOf(this.#database, this.#network, photo).slice(0, 5);
    const [row] = this.presence.shown(this.finding.shown([photos.detailOf(this.#database, photo, this.#network)]));
    return { ...(row ?? fail('library/photo-unknown', { photo })), top };
  }

  /** Ids of the photos at paths; those it does not know are left out. */
  idsAt(paths: readonly string[]): Map<string, number> {
    return photos.idsAt(this.#database, paths);
  }

  /** Ids of photos by the SHA-256 of their files; those it does not know are left out. */
  idsOf(hashes: readonly Sha256[]): Map<Sha256, number> {
    return photos.idsOf(this.#database, hashes);
  }

  /** Files of photos, in the order of `ids`; those that could not be read are left out. */
  filesOf(ids: readonly number[]): { path: string; hash: Sha256 }[] {
    return photos.filesOf(this.#database, ids);
  }

  /** Every photo that a person gave a class, in the order of paths, with all its classes. */
  labelled(): { path: string; classNames: string[] }[] {
    return photos.labelledPhotos(this.#database);
  }

  /** @throws library/photo-unknown */
  source(photo: number): PhotoSource {
    return photos.sourceOf(this.#database, photo);
  }

  // ----- what a person says; each is one undo step

  label(ids: readonly number[], className: string | null): EditHistory {
    labels.labelPhotos(this.#database, ids, className);
    return this.#changed(ids);
  }

  /** Gives photos a class besides those they have, or takes it away. */
  tag(ids: readonly number[], className: string, on: boolean): EditHistory {
    labels.tagPhotos(this.#database, ids, className, on);
    return this.#changed(ids);
  }

  rate(ids: readonly number[], rating: Rating | null): EditHistory {
    labels.ratePhotos(this.#database, ids, rating);
    return this.#changed(ids);
  }

  flag(ids: readonly number[], flag: Flag | null): EditHistory {
    labels.flagPhotos(this.#database, ids, flag);
    return this.#changed(ids);
  }

  reject(ids: readonly number[]): EditHistory {
    if (!this.finding.reject(ids) && this.#chosen !== null) labels.rejectSuggestions(this.#database, ids, this.#chosen);
    return this.#changed(ids);
  }

  forget(ids: readonly number[]): EditHistory {
    labels.forgetPhotos(this.#database, ids);
    return this.#touched({ ...untouched, photos: ids, boxed: ids });
  }

  undo(): EditHistory {
    return this.#touched(journal.undo(this.#database));
  }

  redo(): EditHistory {
    return this.#touched(journal.redo(this.#database));
  }

  /** Another text when other photos are there, or read anew: what depends on nothing else can be kept until then. */
  standing(): string {
    return [this.#columns.membership, this.#columns.dates, this.#readings].join(' ');
  }

  history(): EditHistory {
    return journal.historyOf(this.#database);
  }

  // ----- what jobs do; results and the list of what is left change together

  /** Adds files and puts what has to be read of them on a job's list. */
  addFiles(job: number, files: readonly FoundFile[]): number {
    const added = this.#database.transaction(() => {
      const ids = photos.addFiles(this.#database, files);
      jobs.addWork(this.#database, job, ids);
      return ids;
    });
    this.#changed(added);
    if (this.presence.missing.size > 0) this.presence.say([], [...this.idsAt(files.map(({ path }) => path)).values()]);
    return added.length;
  }

  recordReadings(job: number, outcomes: readonly ReadOutcome[]): void {
    this.#database.transaction(() => {
      for (const outcome of outcomes) {
        if ('facts' in outcome) photos.recordFacts(this.#database, outcome.photo, outcome.facts);
        else photos.recordProblem(this.#database, outcome.photo, outcome.problem);
        if (outcome.words) recordWords(this.#database, outcome.photo, outcome.words);
        jobs.finishWork(this.#database, job, outcome.photo);
      }
    });
    const read = outcomes.flatMap((outcome) => ('facts' in outcome ? [outcome.facts] : []));
    this.#sketches.put(read.map(({ hash, sketch }) => ({ hash, bytes: sketch })));
    this.#readings += 1;
    this.#changed(outcomes.map(({ photo }) => photo));
  }

  /** A photo that was read before and whose file is away stays as it was read: `presence` says what is missing. */
  recordAnswers(
    job: number,
    model: Sha256,
    answers: readonly (Pick<ClassifiedPhoto, 'top' | 'damaged' | 'problem'> & { readonly photo: number })[],
  ): void {
    this.#database.transaction(() => {
      const network = networkNumber(this.#database, model);
      for (const { photo, top, damaged, problem } of answers) {
        if (problem && !isAbsence(problem)) photos.recordProblem(this.#database, photo, problem);
        else if (!problem) recordSuggestions(this.#database, network, photo, top);
        if (damaged) photos.recordDamage(this.#database, photo);
        jobs.finishWork(this.#database, job, photo);
      }
    });
    this.#changed(answers.map(({ photo }) => photo));
  }

  /** Queues a network for those of `ids` that can be classified, in one step with the list of them. */
  planClassification(ids: readonly number[], model: Sha256, again: boolean, job: jobs.NewJob): number {
    return this.#database.transaction(() => {
      const network = networkNumber(this.#database, model);
      const left = photosToClassify(this.#database, network, ids, again);
      const id = jobs.addJob(this.#database, { ...job, total: left.length });
      jobs.addWork(this.#database, id, left);
      return id;
    });
  }

  /** Ends a job and queues a network for all that it has not answered, in one step; null where nothing is left. */
  planNext(ended: jobs.StoredJob, model: Sha256, job: jobs.NewJob): number | null {
    return this.#database.transaction(() => {
      jobs.updateJob(this.#database, ended, { state: 'done' });
      const left = photosToClassify(
        this.#database,
        networkNumber(this.#database, model),
        this.ids(everything, 'added'),
        false,
      );
      return left.length === 0 ? null : this.planClassification(left, model, true, job);
    });
  }

  /** Hands what is left on a job's list to a new job, in one step; null where nothing is left. */
  handOn(from: number, job: jobs.NewJob): number | null {
    return this.#database.transaction(() => {
      const total = jobs.countWork(this.#database, from);
      if (total === 0) return null;
      const id = jobs.addJob(this.#database, { ...job, total });
      jobs.moveWork(this.#database, from, id);
      return id;
    });
  }

  /** The rows of the queue. */
  readonly jobs = {
    add: (job: jobs.NewJob): number => jobs.addJob(this.#database, job),
    all: (): jobs.StoredJob[] => jobs.jobsOf(this.#database),
    find: (id: number): jobs.StoredJob | null => jobs.jobOfId(this.#database, id),
    update: (job: jobs.StoredJob, patch: jobs.JobPatch): jobs.StoredJob => jobs.updateJob(this.#database, job, patch),
    remove: (id: number): void => jobs.removeJob(this.#database, id),
    workLeft: (id: number, limit: number) => jobs.workLeft(this.#database, id, limit),
    countWork: (id: number): number => jobs.countWork(this.#database, id),
    clearWork: (id: number): void => jobs.clearWork(this.#database, id),
  };

  #networkOf(model: Sha256 | null): number {
    return model === null ? 0 : networkNumber(this.#database, model);
  }

  #allChanged(): EditHistory {
    this.#events.onPhotos(null);
    return this.history();
  }

  #touched({ photos: ids, strokeSets, boxed, classes: reclassed }: Touched): EditHistory {
    if (reclassed) {
      this.#columns.readClasses();
      this.#events.onClasses();
      this.#events.onBoxes(null);
      this.#events.onPhotos(null);
    }
    for (const set of strokeSets) this.#events.onStrokes(set);
    if (boxed.length > 0) this.#events.onBoxes(boxed);
    return this.#changed(ids);
  }

  #changed(ids: readonly number[]): EditHistory {
    if (ids.length > 0) {
      const { membership } = this.#columns;
      this.#columns.refresh(ids);
      this.#events.onPhotos(membership === this.#columns.membership ? ids : null);
    }
    return this.history();
  }
}
