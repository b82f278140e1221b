import {
  everything,
  problemOf,
  type GraphFacts,
  type Model,
  type ModelCard,
  type Photo,
  type Preprocessing,
  type Problem,
  type Suggestion,
} from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import { cardProblems } from './problems.ts';

/** What one photo gave under the card as it stood. */
export interface Trial {
  readonly top: readonly Suggestion[];
  readonly elapsedMs: number;
}

/** Long enough that typing a number asks once, short enough to feel live. */
const pauseMs = 250;
const photosToTryOn = 40;
/** The fields that can change an answer. */
const decisive = new Set(['task', 'preprocessing', 'inputName', 'outputName', 'outputKind', 'classNames']);

/** A card while it is being corrected: nothing is saved until `save`, and one of the user's photos shows what it does. */
export class CardDraft {
  readonly model: Model;
  readonly #engine: Pick<Engine, 'ask'>;

  #corrected = $state.raw<ModelCard | null>(null);
  facts = $state.raw<GraphFacts | null>(null);
  /** Newest first; empty while the library is. */
  photos = $state.raw<readonly Photo[]>([]);
  position = $state(0);
  /** The last result; older than the card while `computing`. */
  trial = $state.raw<Trial | null>(null);
  trialProblem = $state.raw<Problem | null>(null);
  computing = $state(false);
  saving = $state(false);
  saveProblem = $state.raw<Problem | null>(null);

  readonly photo = $derived(this.photos[this.position] ?? null);
  readonly problems = $derived(cardProblems(this.card, this.facts));

  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | undefined;

  constructor(engine: Pick<Engine, 'ask'>, model: Model) {
    this.#engine = engine;
    this.model = model;
  }

  /** The card as corrected so far. */
  get card(): ModelCard {
    return this.#corrected ?? this.model.card;
  }

  /** Reads the graph and the newest photos, then tries the card on the first of them. */
  async open(): Promise<void> {
    const facts = this.#engine.ask('models.facts', { model: this.model.hash });
    const listed = this.#engine.ask('library.list', {
      filter: everything,
      order: 'added',
      offset: 0,
      limit: photosToTryOn,
    });
    try {
      this.facts = await facts;
      this.photos = (await listed).photos.filter((photo) => photo.state === 'ready');
      await this.#try();
    } catch (thrown) {
      this.trialProblem = problemOf(thrown);
    }
  }

  change(part: Partial<ModelCard>): void {
    const { classKinds, ...card } = { ...this.card, ...part };
    // Where names were added or taken away, nobody knows any more which kind is whose.
    const fits = classKinds?.length === card.classNames.length;
    this.#corrected = { ...card, ...(classKinds && fits && { classKinds }) };
    this.saveProblem = null;
    if (Object.keys(part).some((field) => decisive.has(field))) this.#trySoon();
  }

  changePreprocessing(part: Partial<Preprocessing>): void {
    this.change({ preprocessing: { ...this.card.preprocessing, ...part } });
  }

  /** Moves on by `step` photos, round and round. */
  showPhoto(step: number): void {
    if (this.photos.length === 0) return;
    this.position = (this.position + step + this.photos.length) % this.photos.length;
    this.#trySoon();
  }

  /** The saved model; null when the card was refused, which `saveProblem` explains. */
  async save(): Promise<Model | null> {
    this.saving = true;
    this.saveProblem = null;
    try {
      const card = { ...this.card, name: this.card.name.trim(), confirmed: true };
      return await this.#engine.ask('models.saveCard', { model: this.model.hash, card });
    } catch (thrown) {
      this.saveProblem = problemOf(thrown);
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Gives up whatever is under way. */
  close(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
  }

  #trySoon(): void {
    clearTimeout(this.#timer);
    this.computing = this.photo !== null;
    this.#timer = setTimeout(() => void this.#try(), pauseMs);
  }

  async #try(): Promise<void> {
    this.#asked?.abort();
    // A card that is known not to fit is not run: its sentence already stands beside the field.
    const canRun = this.card.task === 'classification' && !this.problems.some(({ field }) => field !== 'name');
    if (!this.photo || !canRun) {
      this.computing = false;
      return;
    }
    const asked = new AbortController();
    this.#asked = asked;
    this.computing = true;
    try {
      const { card } = this;
      const trial = await this.#engine.ask(
        'classification.try',
        {
          photo: this.photo.id,
          model: this.model.hash,
          card: { ...card, name: card.name.trim() || this.model.card.name },
        },
        { signal: asked.signal },
      );
      if (asked.signal.aborted) return;
      this.trial = trial;
      this.trialProblem = null;
    } catch (thrown) {
      if (asked.signal.aborted) return;
      this.trialProblem = problemOf(thrown);
    } finally {
      if (this.#asked === asked) this.computing = false;
    }
  }
}
