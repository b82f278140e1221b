import type { ClassId, DrawnBox, Flag, Rating, Sha256 } from '../../contract/index.ts';
import { drawnOn } from './boxRows.ts';
import type { Database } from './database.ts';

// What is written of photos into files of labels and into projects.

/** A photo of the library, as it is recognized again. */
export interface KnownPhoto {
  readonly photo: number;
  readonly path: string;
  readonly bytes: number;
  /** null where it was never read. */
  readonly hash: Sha256 | null;
}

export interface GivenClass {
  readonly class: ClassId;
  readonly className: string;
}

export interface SuggestedClass {
  readonly model: Sha256;
  readonly rank: number;
  readonly className: string;
  readonly classIndex: number;
  readonly probability: number;
}

export interface ExchangeRow extends KnownPhoto {
  readonly width: number | null;
  readonly height: number | null;
  readonly rating: Rating | null;
  readonly flag: Flag | null;
  readonly complete: boolean;
  /** Human ones, in the order of giving. */
  readonly labels: readonly GivenClass[];
  /** Of all networks, the best of each first. */
  readonly suggested: readonly SuggestedClass[];
  readonly rejected: readonly (GivenClass & { readonly model: Sha256 })[];
  readonly boxes: readonly DrawnBox[];
}

/** In the order of ids. */
export const knownPhotos = (database: Database): KnownPhoto[] =>
  database.all('SELECT id AS photo, path, bytes, hash FROM photos WHERE forgotten = 0 ORDER BY id');

type PhotoRow = Omit<ExchangeRow, 'complete' | 'labels' | 'suggested' | 'rejected' | 'boxes'> & { complete: number };

/** In the order of `photos`; ask for some hundreds at a time. */
export function exchangeRows(database: Database, photos: readonly number[]): ExchangeRow[] {
  const asked = JSON.stringify(photos);
  const rows = database.all<PhotoRow>(
    `SELECT p.id AS photo, p.path, p.bytes, p.hash, p.width, p.height, p.rating, p.flag, d.photo IS NOT NULL AS complete
     FROM json_each(?) j JOIN photos p ON p.id = j.value LEFT JOIN complete_photos d ON d.photo = p.id
     WHERE p.forgotten = 0 ORDER BY j.key`,
    asked,
  );
  const labels = byPhoto(
    database.all<GivenClass & { photo: number }>(
      `SELECT l.photo, n.class, n.name AS className FROM labels l JOIN class_names n ON n.id = l.class
       WHERE l.photo IN (SELECT value FROM json_each(?)) ORDER BY l.photo, l.at_ms, l.class`,
      asked,
    ),
  );
  const suggested = byPhoto(
    database.all<SuggestedClass & { photo: number }>(
      `SELECT s.photo, k.hash AS model, s.rank, n.name AS className, s.class_index AS classIndex, s.probability
       FROM suggestions s JOIN networks k ON k.id = s.network JOIN class_names n ON n.id = s.class
       WHERE s.photo IN (SELECT value FROM json_each(?)) ORDER BY s.photo, s.network, s.rank`,
      asked,
    ),
  );
  const rejected = byPhoto(
    database.all<GivenClass & { photo: number; model: Sha256 }>(
      `SELECT r.photo, n.class, n.name AS className, k.hash AS model
       FROM rejections r JOIN networks k ON k.id = r.network JOIN class_names n ON n.id = r.class
       WHERE r.photo IN (SELECT value FROM json_each(?)) ORDER BY r.photo, r.network, r.class`,
      asked,
    ),
  );
  const boxes = byPhoto(drawnOn(database, photos));
  return rows.map((row) => ({
    ...{ ...row, complete: row.complete === 1, labels: once(labels.get(row.photo) ?? []) },
    ...{ suggested: suggested.get(row.photo) ?? [], rejected: rejected.get(row.photo) ?? [] },
    boxes: boxes.get(row.photo) ?? [],
  }));
}

const byPhoto = <T extends { readonly photo: number }>(rows: readonly T[]): Map<number, T[]> =>
  Map.groupBy(rows, ({ photo }) => photo);

/** Merged classes may both be there. */
const once = (labels: readonly GivenClass[]): GivenClass[] => [
  ...new Map(labels.map((label) => [label.class, label])).values(),
];
