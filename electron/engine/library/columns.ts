import type { Database } from './database.ts';
import { Dictionary } from './dictionary.ts';
import { photosWithKeyword } from './keywords/rows.ts';
import type { Overlay } from './finding/overlay.ts';

export const waiting = 1;
export const ready = 2;
export const unreadable = 3;

/**
 * What filters, orders and counts look at, one typed array per column, indexed by photo id. It is a copy of what the
 * database says, read again wherever a change is announced; with 100,000 photos it answers in about a millisecond where
 * counting in SQL takes tens of them (docs/architecture.md has the figures).
 */
export class Columns {
  /** 0: no such photo, or forgotten. */
  state = new Uint8Array(0);
  attention = new Uint8Array(0);
  /** Class numbers; 0: none. `label` is the first human one, `best` the first suggestion unless it was rejected. */
  label = new Int32Array(0);
  /** Human labels of the photos that have several, the first among them. */
  readonly several = new Map<number, readonly number[]>();
  best = new Int32Array(0);
  probability = new Float64Array(0);
  /** 1 where a person rejected the first suggestion. */
  rejected = new Uint8Array(0);
  /** Stars and one; 0: nobody said. */
  rating = new Uint8Array(0);
  /** 0: none, 1: picked, 2: rejected. */
  flag = new Uint8Array(0);
  camera = new Int32Array(0);
  folder = new Int32Array(0);
  /** 0: not known. */
  year = new Int16Array(0);
  /** Seconds since 1970; NaN: not known. */
  takenAt = new Float64Array(0);
  /** Photos whose files are not where they were; Presence fills it. */
  readonly missing = new Set<number>();
  /** In lower case. */
  names: string[] = [];

  readonly cameras = new Dictionary();
  readonly folders = new Dictionary();
  /** By number, what a class is called, the class it is now and the one it lies below (0: none). */
  classNames: string[] = [];
  canonical: number[] = [];
  parents: number[] = [];

  /** One more than the highest id. */
  end = 0;
  /** Grows with every change, so that what was derived can be kept until then. */
  version = 0;
  /** Grows when photos come or go. */
  membership = 0;
  /** Grows when a photo gets another date. */
  dates = 0;

  /** Suggestions in the place of the network's; null: there are none. */
  overlay: Overlay | null = null;

  #withKeyword: { keyword: string; version: number; photos: ReadonlySet<number> } | null = null;
  readonly #database: Database;
  #network = 0;

  /** @param network  number of the one whose suggestions are read; 0: none */
  constructor(database: Database, network: number) {
    this.#database = database;
    this.reload(network);
  }

  /** Reads everything, with the suggestions of one network. */
  reload(network: number): void {
    this.#network = network;
    this.state.fill(0);
    this.several.clear();
    this.readClasses();
    for (const row of this.#database.each<Row>(select, this.#network, this.#network)) this.#put(row);
    this.version += 1;
    this.membership += 1;
  }

  /** Reads what classes are called and where they lie: after an edit of them. */
  readClasses(): void {
    const rows = this.#database.all<{ id: number; class: number; name: string; parent: number | null }>(
      'SELECT n.id, n.class, n.name, k.parent FROM class_names n JOIN classes k ON k.id = n.class',
    );
    for (const row of rows) {
      this.classNames[row.id] = row.name;
      this.canonical[row.id] = row.class;
      this.parents[row.id] = row.parent ?? 0;
    }
    this.version += 1;
  }

  /** Shows other suggestions than the network's; null: the network's again. */
  suggest(overlay: Overlay | null): void {
    this.overlay = overlay;
    if (overlay === null) return this.reload(this.#network);
    this.#readNewClasses();
    for (let photo = 0; photo < this.end; photo += 1) if (this.#has(photo)) this.#lay(overlay, photo);
    this.version += 1;
  }

  /** A photo with a label needs no suggestion: the head has learned from it. */
  #lay(overlay: Overlay, photo: number): void {
    const [first] = this.label[photo] ? [] : (overlay.top(photo) ?? []);
    this.best[photo] = first?.class ?? 0;
    this.probability[photo] = first?.probability ?? Number.NaN;
    this.rejected[photo] = this.label[photo] === 0 && overlay.isRejected(photo) ? 1 : 0;
  }

  /** Reads some photos again. */
  refresh(photos: readonly number[]): void {
    this.#readNewClasses();
    this.overlay?.refresh(photos);
    const before = photos.filter((id) => this.#has(id)).length;
    for (const id of photos) if (id < this.state.length) this.state[id] = 0;
    const rows = this.#database.each<Row>(
      `${select} AND p.id IN (SELECT value FROM json_each(?))`,
      ...[this.#network, this.#network, JSON.stringify(photos)],
    );
    let after = 0;
    for (const row of rows) {
      this.#put(row);
      after += 1;
    }
    this.version += 1;
    if (after !== before) this.membership += 1;
  }

  /** [class number] photos in the library that a person gave the class to; a photo with two merged ones counts once. */
  labelledByClass(): Int32Array {
    const counts = new Int32Array(this.classNames.length);
    const count = (id: number): void => {
      const now = this.canonical[id] ?? 0;
      counts[now] = (counts[now] ?? 0) + 1;
    };
    for (let photo = 0; photo < this.end; photo += 1) {
      const label = this.label[photo] ?? 0;
      if (!this.#has(photo) || label === 0) continue;
      const several = this.several.get(photo);
      if (!several) count(label);
      else for (const id of new Set(several.map((label) => this.canonical[label] ?? 0))) count(id);
    }
    return counts;
  }

  /** Photos with a keyword, or with one below it; read once until the next change. */
  withKeyword(keyword: string): ReadonlySet<number> {
    if (this.#withKeyword?.keyword !== keyword || this.#withKeyword.version !== this.version)
      this.#withKeyword = { keyword, version: this.version, photos: photosWithKeyword(this.#database, keyword) };
    return this.#withKeyword.photos;
  }

  #has(id: number): boolean {
    return (this.state[id] ?? 0) !== 0;
  }

  #readNewClasses(): void {
    const { newest } = this.#database.get<{ newest: number | null }>('SELECT max(id) AS newest FROM classes') ?? {};
    if ((newest ?? 0) >= this.classNames.length) this.readClasses();
  }

  #put([
    id,
    state,
    damaged,
    fileName,
    folder,
    camera,
    takenAtMs,
    rating,
    flag,
    labels,
    best,
    surely,
    rejected,
  ]: Row): void {
    if (id >= this.state.length) this.#grow(id + 1);
    this.end = Math.max(this.end, id + 1);
    this.state[id] = state === 'ready' ? ready : state === 'waiting' ? waiting : unreadable;
    this.attention[id] = state === 'unreadable' || damaged === 1 ? 1 : 0;
    this.#putLabels(id, labels);
    this.rating[id] = rating === null ? 0 : rating + 1;
    this.flag[id] = flag === null ? 0 : flag === 'pick' ? 1 : 2;
    this.rejected[id] = rejected === null ? 0 : 1;
    this.best[id] = rejected === null ? (best ?? 0) : 0;
    this.probability[id] = rejected === null ? (surely ?? Number.NaN) : Number.NaN;
    if (this.overlay) this.#lay(this.overlay, id);
    this.camera[id] = camera === null ? 0 : this.cameras.numberOf(camera);
    this.folder[id] = this.folders.numberOf(folder);
    this.year[id] = takenAtMs === null ? 0 : new Date(takenAtMs).getUTCFullYear();
    const takenAt = takenAtMs === null ? Number.NaN : Math.round(takenAtMs / 1000);
    if (!Object.is(this.takenAt[id], takenAt)) this.dates += 1;
    this.takenAt[id] = takenAt;
    const name = fileName.toLowerCase();
    // A file that was found elsewhere under another name stands elsewhere in the alphabet.
    if (this.names[id] !== undefined && this.names[id] !== name) this.membership += 1;
    this.names[id] = name;
  }

  #putLabels(id: number, labels: string | null): void {
    const [label = 0, ...more] = labels === null ? [] : labels.split(' ').map(Number);
    this.label[id] = label;
    if (more.length > 0) this.several.set(id, [label, ...more]);
    else this.several.delete(id);
  }

  #grow(needed: number): void {
    const length = Math.max(1024, 2 * this.state.length, needed);
    this.state = grown(this.state, new Uint8Array(length));
    this.attention = grown(this.attention, new Uint8Array(length));
    this.label = grown(this.label, new Int32Array(length));
    this.best = grown(this.best, new Int32Array(length));
    this.rejected = grown(this.rejected, new Uint8Array(length));
    this.rating = grown(this.rating, new Uint8Array(length));
    this.flag = grown(this.flag, new Uint8Array(length));
    this.probability = grown(this.probability, new Float64Array(length));
    this.camera = grown(this.camera, new Int32Array(length));
    this.folder = grown(this.folder, new Int32Array(length));
    this.year = grown(this.year, new Int16Array(length));
    this.takenAt = grown(this.takenAt, new Float64Array(length));
  }
}

type Row = readonly [
  id: number,
  state: 'waiting' | 'ready' | 'unreadable',
  damaged: number,
  fileName: string,
  folder: string,
  camera: string | null,
  takenAtMs: number | null,
  rating: number | null,
  flag: 'pick' | 'reject' | null,
  /** Class numbers with a space between them. */
  labels: string | null,
  best: number | null,
  probability: number | null,
  rejected: number | null,
];

/** By number and never along the index of names: that reads the rows of a large library in any order but theirs. */
const select = `
  SELECT p.id, p.state, p.damaged, p.file_name, p.folder, p.camera, p.taken_at_ms, p.rating, p.flag,
         (SELECT group_concat(l.class, ' ' ORDER BY l.at_ms, l.class) FROM labels l WHERE l.photo = p.id),
         s.class, s.probability, r.photo
  FROM photos p NOT INDEXED
  LEFT JOIN suggestions s ON s.network = ? AND s.photo = p.id AND s.rank = 0
  LEFT JOIN rejections r ON r.photo = p.id AND r.network = ? AND r.class = s.class
  WHERE p.forgotten = 0`;

const grown = <A extends Uint8Array | Int16Array | Int32Array | Float64Array>(from: A, to: A): A => {
  to.set(from);
  return to;
};
