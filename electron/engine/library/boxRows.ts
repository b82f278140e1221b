import type { BoxesOfPhoto, DrawnBox, FoundBox, PhotoBox } from '../../contract/index.ts';
import { iou } from '../../runner/vision/index.ts';
import type { Database } from './database.ts';

// Boxes as they are read.

interface Edges {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

interface DrawnRow extends Edges {
  readonly id: number;
  readonly photo: number;
  readonly className: string;
  readonly difficult: number;
}

interface FoundRow extends Edges {
  readonly id: number;
  readonly photo: number;
  readonly className: string;
  readonly score: number;
}

export const boxOf = ({ x0, y0, x1, y1 }: Edges): PhotoBox => ({ x0, y0, x1, y1 });

const drawnOf = ({ id, photo, className, difficult, ...edges }: DrawnRow): DrawnBox => ({
  ...{ id, photo, className, box: boxOf(edges), difficult: difficult === 1 },
});

const foundOf = ({ id, photo, className, score, ...edges }: FoundRow): FoundBox => ({
  ...{ id, photo, className, box: boxOf(edges), score },
});

const drawnColumns = 'b.id, b.photo, c.name AS className, b.x0, b.y0, b.x1, b.y1, b.difficult';
const foundColumns = 'f.id, f.photo, c.name AS className, f.x0, f.y0, f.x1, f.y1, f.score';

/** Boxes of photos that are not removed, in the order in which they were drawn. */
export function drawnOn(database: Database, photos: readonly number[]): DrawnBox[] {
  return database
    .all<DrawnRow>(
      `SELECT ${drawnColumns} FROM boxes b JOIN class_names c ON c.id = b.class JOIN photos p ON p.id = b.photo
       WHERE b.removed = 0 AND p.forgotten = 0 AND b.photo IN (SELECT value FROM json_each(?)) ORDER BY b.id`,
      JSON.stringify(photos),
    )
    .map(drawnOf);
}

/** Drawn boxes by their ids; those that are not there are left out. */
export function drawnBoxes(database: Database, ids: readonly number[]): DrawnBox[] {
  return database
    .all<DrawnRow>(
      `SELECT ${drawnColumns} FROM boxes b JOIN class_names c ON c.id = b.class
       WHERE b.removed = 0 AND b.id IN (SELECT value FROM json_each(?)) ORDER BY b.id`,
      JSON.stringify(ids),
    )
    .map(drawnOf);
}

/** Found boxes by their ids, of which a person has said nothing yet. */
export function suggestedBoxes(database: Database, ids: readonly number[]): FoundBox[] {
  return database
    .all<FoundRow>(
      `SELECT ${foundColumns} FROM found_boxes f JOIN class_names c ON c.id = f.class
       WHERE f.state = 'suggested' AND f.id IN (SELECT value FROM json_each(?)) ORDER BY f.id`,
      JSON.stringify(ids),
    )
    .map(foundOf);
}

/** What is shown of a photo. @param network  that of the detector in use; 0: none is */
export function boxesOf(database: Database, photo: number, network: number): BoxesOfPhoto {
  const complete = database.get('SELECT photo FROM complete_photos WHERE photo = ?', photo) !== undefined;
  return { drawn: drawnOn(database, [photo]), found: openOn(database, [photo], network), complete };
}

/** From this overlap on a found box means what a person has spoken about. */
const sameFrom = 0.5;

/** Found boxes that a person may still say something about, the surest first. */
export function openOn(database: Database, photos: readonly number[], network: number): FoundBox[] {
  const spoken = Map.groupBy([...drawnOn(database, photos), ...rejectedOn(database, photos)], ({ photo }) => photo);
  return database
    .all<FoundRow>(
      `SELECT ${foundColumns} FROM found_boxes f JOIN class_names c ON c.id = f.class JOIN photos p ON p.id = f.photo
       WHERE f.network = ? AND f.state = 'suggested' AND p.forgotten = 0
         AND f.photo IN (SELECT value FROM json_each(?)) ORDER BY f.score DESC, f.id`,
      ...[network, JSON.stringify(photos)],
    )
    .map(foundOf)
    .filter((found) => !spoken.get(found.photo)?.some((known) => isSame(known, found)));
}

type Named = Pick<FoundBox, 'className' | 'box'>;

/** Whether two boxes are of one class and mean the same thing. */
export const isSame = (known: Named, found: Named): boolean =>
  known.className === found.className && iou(known.box, found.box) > sameFrom;

/** By whichever detector they were found: that nothing is there holds for the next one too. */
function rejectedOn(database: Database, photos: readonly number[]): FoundBox[] {
  return database
    .all<FoundRow>(
      `SELECT ${foundColumns} FROM found_boxes f JOIN class_names c ON c.id = f.class
       WHERE f.state = 'rejected' AND f.photo IN (SELECT value FROM json_each(?))`,
      JSON.stringify(photos),
    )
    .map(foundOf);
}

/** What a detector found in a photo and a person accepted or rejected. */
export function spokenAbout(database: Database, network: number, photo: number): FoundBox[] {
  return database
    .all<FoundRow>(
      `SELECT ${foundColumns} FROM found_boxes f JOIN class_names c ON c.id = f.class
       WHERE f.network = ? AND f.photo = ? AND f.state <> 'suggested'`,
      ...[network, photo],
    )
    .map(foundOf);
}
