import { keptAnswers } from '../../../contract/index.ts';
import type { Sha256 } from '../../../contract/index.ts';
import type { Database } from '../database.ts';

/** Rejections of what a head suggested stand under this hash; no network has it. */
export const headNetwork: Sha256 = '0'.repeat(64);

/** What a head says of the photos of a library. N photos, C classes. */
export interface HeadAnswers {
  /** [C] class numbers */
  readonly numbers: Int32Array;
  /** [N] photo ids */
  readonly photos: Int32Array;
  /** [N × keptAnswers] indices into `numbers`, the likeliest first; −1: none */
  readonly classes: Int32Array;
  readonly probabilities: Float32Array;
  /** One class a photo, so that probabilities are shares of one; else each class for itself. */
  readonly exclusive: boolean;
}

/** A class that a head suggests for a photo. */
export interface HeadSuggestion {
  readonly classIndex: number;
  /** Its number. */
  readonly class: number;
  readonly probability: number;
}

/**
 * Suggestions of a head in the place of a network's: of each photo the likeliest class that nobody called wrong for it,
 * whoever suggested it. Where classes exclude each other the others share what the wrong ones had.
 */
export class Overlay {
  readonly #answers: HeadAnswers;
  readonly #database: Database;
  /** [photo id] */
  readonly #rows: Int32Array;
  readonly #wrong = new Map<number, Set<number>>();

  constructor(answers: HeadAnswers, database: Database) {
    this.#answers = answers;
    this.#database = database;
    this.#rows = new Int32Array((answers.photos.reduce((a, b) => Math.max(a, b), 0) || 0) + 1).fill(-1);
    answers.photos.forEach((photo, row) => (this.#rows[photo] = row));
    this.refresh(null);
  }

  /** Reads again what a person called wrong; null: of all photos. */
  refresh(photos: readonly number[] | null): void {
    if (photos === null) this.#wrong.clear();
    else for (const photo of photos) this.#wrong.delete(photo);
    const select = 'SELECT r.photo, n.class FROM rejections r JOIN class_names n ON n.id = r.class';
    const rows =
      photos === null
        ? this.#database.all<{ photo: number; class: number }>(select)
        : this.#database.all<{ photo: number; class: number }>(
            `${select} WHERE r.photo IN (SELECT value FROM json_each(?))`,
            JSON.stringify(photos),
          );
    for (const row of rows) {
      const known = this.#wrong.get(row.photo);
      if (known) known.add(row.class);
      else this.#wrong.set(row.photo, new Set([row.class]));
    }
  }

  /** All that is not called wrong, the likeliest first; null: the head has not seen the photo. */
  top(photo: number): HeadSuggestion[] | null {
    const row = this.#rows[photo] ?? -1;
    if (row < 0) return null;
    const { classes, probabilities, numbers, exclusive } = this.#answers;
    const wrong = this.#wrong.get(photo);
    const left: HeadSuggestion[] = [];
    let taken = 0;
    for (let at = row * keptAnswers; at < (row + 1) * keptAnswers; at += 1) {
      const classIndex = classes[at] ?? -1;
      if (classIndex < 0) break;
      const [own, probability] = [numbers[classIndex] ?? 0, probabilities[at] ?? 0];
      if (wrong?.has(own)) taken += probability;
      else left.push({ classIndex, class: own, probability });
    }
    if (!exclusive || taken === 0) return left;
    const share = Math.max(1e-6, 1 - taken);
    return left.map((one) => ({ ...one, probability: Math.min(1, one.probability / share) }));
  }

  /** Whether it has seen the photo and all that it can say is called wrong. */
  isRejected(photo: number): boolean {
    return this.#wrong.has(photo) && this.top(photo)?.length === 0;
  }

  /** How sure it is of a photo, 0 to 1: the lead of the first class, or how far it is from even odds; NaN: not seen. */
  marginOf(photo: number): number {
    const top = this.top(photo);
    if (top === null || top.length === 0) return Number.NaN;
    const [first = 0, second = 0] = top.map(({ probability }) => probability);
    return this.#answers.exclusive ? first - second : Math.abs(2 * first - 1);
  }

  knows(id: number): boolean {
    return this.#answers.numbers.includes(id);
  }

  get photos(): Int32Array {
    return this.#answers.photos;
  }
}
