import { everything } from '../../../electron/contract/index.ts';
import type { EngineContract, OutputOf, PhotographerProfile, Sha256 } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import { Watched } from '../watched.svelte.ts';

type Profiles = OutputOf<EngineContract['photographers.profiles']>;
type Alike = OutputOf<EngineContract['photographers.alike']>;

/** So many photos of the library are shown that look like one photographer's. */
const mostAlike = 60;

/** What each photographer shoots and how, and photos of the library that look like theirs. */
export class People {
  readonly #engine: Engine;
  readonly #model: Sha256;
  readonly describing = new Watched();
  readonly searching = new Watched();

  described = $state.raw<Profiles | null>(null);
  /** Index of the photographer who is looked at. */
  index = $state(0);
  alike = $state.raw<{ readonly className: string; readonly photos: Alike } | null>(null);

  readonly profile = $derived.by<PhotographerProfile | null>(() => this.described?.profiles[this.index] ?? null);

  constructor(engine: Engine, model: Sha256) {
    this.#engine = engine;
    this.#model = model;
  }

  async describe(): Promise<void> {
    if (this.described || this.describing.progress) return;
    await this.describing.run(
      (options) => this.#engine.ask('photographers.profiles', { model: this.#model }, options),
      (described) => (this.described = described),
    );
  }

  show(index: number): void {
    this.index = index;
    this.searching.stop();
    this.searching.problem = null;
  }

  /** Looks through the library for photos that look like one photographer's. */
  async findAlike(className: string): Promise<void> {
    this.alike = null;
    const asked = { model: this.#model, className, filter: everything, limit: mostAlike };
    await this.searching.run(
      (options) => this.#engine.ask('photographers.alike', asked, options),
      (photos) => (this.alike = { className, photos }),
    );
  }

  close(): void {
    this.describing.stop();
    this.searching.stop();
  }
}
