import { problemOf } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  FitMode,
  Model,
  OutputOf,
  PhotoDetail,
  PhotoId,
  Problem,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';

export type NetworkView = OutputOf<EngineContract['photo.networkView']>;

/** Where one is looking; kept from photo to photo. */
export interface Zoom {
  /** Window pixels per photo pixel; null: as large as fits. */
  readonly scale: number | null;
  /** The point in the middle of the stage, as fractions of the photo's width and height. */
  readonly x: number;
  readonly y: number;
}

export const fitted: Zoom = { scale: null, x: 0.5, y: 0.5 };

/** The one photo that is looked at: its facts, its size on the stage, and what the network sees of it. */
export class PhotoView {
  readonly #engine: Engine;

  /** The photo whose facts are shown, in the inspector of any screen. */
  id = $state<PhotoId | null>(null);
  /** Facts of that photo, or of the one before until they arrive. */
  detail = $state.raw<PhotoDetail | null>(null);
  /** The photo fills the stage instead of the grid. */
  open = $state(false);
  zoom = $state.raw<Zoom>(fitted);
  /** "What the network sees" stands beside the photo. */
  networkShown = $state(false);
  /** How the photo would be made to fit; null: as the model's card says. */
  fit = $state<FitMode | null>(null);
  networkView = $state.raw<NetworkView | null>(null);
  problem = $state.raw<Problem | null>(null);

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('library.changed', ({ photos }) => {
      if (this.id !== null && (photos === null || photos.includes(this.id))) void this.load();
    });
  }

  /** Reads the facts again. */
  async load(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    await this.#attempt(id, async () => {
      const detail = await this.#engine.ask('library.photo', { photo: id });
      if (this.id === id) this.detail = detail;
    });
  }

  /** Shows the facts of a photo; null: of none. */
  async show(id: PhotoId | null): Promise<void> {
    if (id === this.id) return;
    this.id = id;
    this.problem = null;
    if (id === null) this.detail = null;
    await this.load();
  }

  /** Reads which part of the photo reaches this model's network. */
  async lookThrough(model: Model, fit: FitMode): Promise<void> {
    const { id } = this;
    if (id === null) return;
    await this.#attempt(id, async () => {
      const view = await this.#engine.ask('photo.networkView', { photo: id, model: model.hash, fit });
      if (this.id === id) this.networkView = view;
    });
  }

  /** Writes the way of fitting into the model's card. */
  async useFit(model: Model, fit: FitMode): Promise<void> {
    const card = { ...model.card, preprocessing: { ...model.card.preprocessing, fit }, confirmed: true };
    await this.#attempt(this.id, async () => {
      await this.#engine.ask('models.saveCard', { model: model.hash, card });
      this.fit = null;
    });
  }

  async #attempt(id: PhotoId | null, gesture: () => Promise<void>): Promise<void> {
    try {
      await gesture();
      this.problem = null;
    } catch (thrown) {
      const problem = problemOf(thrown);
      // The photo was forgotten a moment ago: its facts go quietly.
      if (problem.code === 'library/photo-unknown' && this.id === id) this.detail = null;
      else this.problem = problem;
    }
  }
}
