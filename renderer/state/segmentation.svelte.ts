import { problemOf, SegmentationSettings } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  MaskFormat,
  Model,
  OutputOf,
  PhotoId,
  Problem,
  Sha256,
  WindowShell,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import type { Models } from './models.svelte.ts';
import { fitted } from './photo.svelte.ts';
import type { Zoom } from './photo.svelte.ts';
import { LookView } from './segmentationLook.svelte.ts';
import type { Wanted } from './segmentationLook.svelte.ts';
import { t } from '../words/index.ts';

type Limits = OutputOf<EngineContract['segmentation.limits']>;

/** What every pixel of a photo shows, by one network or by two, and how that is laid over the photo. */
export class Segmentation {
  readonly #engine: Engine;
  readonly #models: Models;
  readonly first: LookView;
  /** The network that is compared with. */
  readonly second: LookView;

  modelHash = $state<Sha256 | null>(null);
  otherHash = $state<Sha256 | null>(null);
  /** Specks of fewer pixels than a small object has are noise to whoever looks; all can be kept. */
  settings = $state.raw<SegmentationSettings>(SegmentationSettings.parse({ minRegionPx: 50 }));
  /** null until the engine has said it. */
  limits = $state.raw<Limits | null>(null);
  /** A gesture of the screen that failed; what concerns a look stands there. */
  problem = $state.raw<Problem | null>(null);

  /** Networks are looked through, or a segmenter is painted. */
  mode = $state<'look' | 'paint'>('look');

  // ----- how it is shown

  overlay = $state(true);
  /** 0 to 1 */
  opacity = $state(0.6);
  outlined = $state(false);
  names = $state(true);
  sideBySide = $state(false);
  /** Where the second network's areas begin, 0 to 1 of the stage's width. */
  wipe = $state(0.5);
  /** The only class that is shown; null: all. */
  isolated = $state<string | null>(null);
  zoom = $state.raw<Zoom>(fitted);

  /** Made for pixels first; then classifiers, which can be asked about the patch around every place. */
  readonly networks = $derived.by((): readonly Model[] => {
    const { models, chosenHash } = this.#models;
    const of = (task: Model['card']['task']): readonly Model[] => models.filter(({ card }) => card.task === task);
    const inUseFirst = of('classification').toSorted(
      (a, b) => Number(b.hash === chosenHash) - Number(a.hash === chosenHash),
    );
    return [...of('segmentation'), ...inUseFirst];
  });
  readonly model = $derived(this.networks.find(({ hash }) => hash === this.modelHash) ?? this.networks[0] ?? null);
  readonly other = $derived(this.networks.find(({ hash }) => hash === this.otherHash) ?? null);

  constructor(engine: Engine, shell: Pick<WindowShell, 'lookUrl'>, models: Models) {
    this.#engine = engine;
    this.#models = models;
    this.first = new LookView(shell);
    this.second = new LookView(shell);
  }

  /** Begins to look at a photo as things stand; null: at none. */
  lookAt(photo: PhotoId | null): void {
    const wanted = (model: Model | null): Wanted | null =>
      photo === null || model === null ? null : this.#wanted(photo, model);
    this.first.want(wanted(this.model));
    this.second.want(wanted(this.other));
  }

  change(change: Partial<SegmentationSettings>): void {
    this.settings = { ...this.settings, ...change };
  }

  /** Clears the isolation when the class is isolated already. */
  isolate(className: string | null): void {
    this.isolated = className === this.isolated ? null : className;
  }

  fade(by: number): void {
    this.opacity = Math.min(1, Math.max(0.1, Math.round((this.opacity + by) * 10) / 10));
  }

  async readLimits(): Promise<void> {
    await this.#attempt(async () => {
      this.limits = await this.#engine.ask('segmentation.limits', undefined);
    });
  }

  /** What these formats cannot hold of the photo's masks; empty while the photo cannot be looked at. */
  async lossesOf(photo: PhotoId, formats: readonly MaskFormat[]): Promise<readonly string[]> {
    const { model, settings } = this;
    if (!model || formats.length === 0) return [];
    return this.#engine.ask('segmentation.losses', { photo, model: model.hash, settings, formats });
  }

  /** Queues the writing of masks. */
  async export(photos: readonly PhotoId[], formats: readonly MaskFormat[], target: string): Promise<void> {
    const { model, settings } = this;
    if (!model || photos.length === 0) return;
    await this.#attempt(() =>
      this.#engine.ask('segmentation.export', { photos, model: model.hash, settings, formats, target }),
    );
  }

  #wanted(photo: PhotoId, { hash, card }: Model): Wanted {
    const input = { photo, model: hash, settings: this.settings };
    return {
      ...{ photo, name: card.name, doing: () => t('{name} is looking', { name: card.name }) },
      // A corrected card is another look.
      key: JSON.stringify([input, card]),
      ask: (options) => this.#engine.ask('segmentation.look', input, options),
    };
  }

  async #attempt(gesture: () => Promise<unknown>): Promise<void> {
    try {
      await gesture();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
