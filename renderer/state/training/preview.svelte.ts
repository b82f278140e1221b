import { problemOf } from '../../../electron/contract/index.ts';
import type { Augmentation, PhotoId, Problem, Sha256, SmallPicture } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';

/** How many varied pictures stand in the strip. */
export const previewCount = 7;
/** A slider that moves asks again when it has rested this long. */
const restMs = 150;

interface Wanted {
  readonly photo: PhotoId;
  readonly model: Sha256;
  readonly augmentation: Augmentation;
  readonly seed: number;
}

/** What augmentation makes of one of the user's own photos. */
export class AugmentationPreview {
  readonly #engine: Engine;

  /** Drawn with this seed: the same seed makes the same pictures. */
  seed = $state(1);
  /** Which of the photos that are offered. */
  which = $state(0);
  /** The ones before until the next arrive. */
  pictures = $state.raw<readonly SmallPicture[]>([]);
  problem = $state.raw<Problem | null>(null);

  #question = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Asks for the pictures once nothing has changed for a moment. */
  show(wanted: Wanted): void {
    const question = ++this.#question;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(question, wanted), restMs);
  }

  close(): void {
    this.#question += 1;
    clearTimeout(this.#timer);
  }

  async #ask(question: number, wanted: Wanted): Promise<void> {
    try {
      const pictures = await this.#engine.ask('training.preview', { ...wanted, count: previewCount });
      if (question !== this.#question) return;
      this.pictures = pictures;
      this.problem = null;
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown);
    }
  }
}
