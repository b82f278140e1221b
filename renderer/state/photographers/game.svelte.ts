import { problemOf } from '../../../electron/contract/index.ts';
import type { EngineContract, GuessScore, OutputOf, Problem, Sha256 } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';

type Shown = NonNullable<OutputOf<EngineContract['photographers.nextGuess']>['next']>;

/** What was guessed and what is so; indices of photographers. */
export interface Told {
  /** null: no idea. */
  readonly guess: number | null;
  readonly truth: number;
  /** The network's. */
  readonly answer: number;
}

/** Photos of a collection to be told apart by a person, one after the other. */
export class Game {
  readonly #engine: Engine;
  readonly #model: Sha256;

  photo = $state.raw<Shown | null>(null);
  /** There is no photo left. */
  over = $state(false);
  /** After the guess, until the next photo. */
  told = $state.raw<Told | null>(null);
  score = $state.raw<GuessScore | null>(null);
  problem = $state.raw<Problem | null>(null);

  #shownAt = 0;
  #busy = false;

  constructor(engine: Engine, model: Sha256) {
    this.#engine = engine;
    this.#model = model;
  }

  /** Shows the next photo. */
  async next(): Promise<void> {
    await this.#attempt(async () => {
      const { next, score } = await this.#engine.ask('photographers.nextGuess', { model: this.#model });
      this.photo = next;
      this.score = score;
      this.told = null;
      this.over = next === null;
      this.startClock();
    });
  }

  /** The photo is to be seen from now on. */
  startClock(): void {
    this.#shownAt = performance.now();
  }

  async guess(guess: number | null): Promise<void> {
    const { photo } = this;
    if (!photo || this.told) return;
    const milliseconds = performance.now() - this.#shownAt;
    await this.#attempt(async () => {
      const asked = { model: this.#model, path: photo.path, guess, milliseconds };
      const { truth, answer, score } = await this.#engine.ask('photographers.guess', asked);
      this.told = { guess, truth, answer };
      this.score = score;
    });
  }

  /** Forgets every guess. */
  async startAgain(): Promise<void> {
    await this.#attempt(() => this.#engine.ask('photographers.clearGuesses', { model: this.#model }));
    if (!this.problem) await this.next();
  }

  /** One gesture at a time: a key that is pressed twice guesses once. */
  async #attempt(gesture: () => Promise<unknown>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.#busy = false;
  }
}
