import type {
  EngineContract,
  Grant,
  InputOf,
  Model,
  PhotoId,
  SegmentationReport,
  SegmentationSettings,
  WindowShell,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { fetchPixels } from './segmentationPixels.ts';
import type { LookPixels } from './segmentationPixels.ts';
import { Watched } from './watched.svelte.ts';

type Asked = InputOf<EngineContract['segmentation.evaluate']>;

/** A cell of the confusion matrix; with `predicted` null a class: all it was missed for, all that it was taken for. */
export interface Confusion {
  readonly truth: number;
  readonly predicted: number | null;
}

/** One photo's mask and the answer, pixel for pixel. */
export interface JudgedView {
  readonly path: string;
  /** null: it is not in the library. */
  readonly photo: PhotoId | null;
  readonly truth: LookPixels;
  readonly answer: LookPixels;
}

/** How well a network agrees with masks that a person has: what to compare, how far it is, and what came of it. */
export class SegmentationEvaluation {
  readonly #engine: Engine;
  readonly #shell: Pick<WindowShell, 'lookUrl'>;

  // ----- what to judge by

  photos = $state.raw<readonly Grant[]>([]);
  masks = $state.raw<Grant | null>(null);
  /** What was typed for a class of the masks that means "not judged". */
  voidText = $state('');
  /** null: none, NaN: what was typed is no number of a class. */
  readonly voidClass = $derived.by(() => {
    const text = this.voidText.trim();
    if (text === '') return null;
    return /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  });

  // ----- what is shown

  /** The dialog that asks for it. */
  asking = $state(false);
  /** The page with progress and report, in place of the photo. */
  shown = $state(false);

  // ----- how far it is, and what came of it

  readonly work = new Watched();
  /** When it began, on the clock of `performance.now`. */
  startedMs = 0;
  report = $state.raw<SegmentationReport | null>(null);
  /** Whose photos are listed; null: all, the worst first. */
  confusion = $state.raw<Confusion | null>(null);

  readonly opening = new Watched();
  /** The photo that is being opened, or open. */
  openPath = $state<string | null>(null);
  view = $state.raw<JudgedView | null>(null);

  /** What the report was made of. */
  #asked: Asked | null = null;

  constructor(engine: Engine, shell: Pick<WindowShell, 'lookUrl'>) {
    this.#engine = engine;
    this.#shell = shell;
  }

  /** Back to what is there already, or to the questions. */
  begin(): void {
    if (this.report || this.work.progress || this.work.problem) this.shown = true;
    else this.asking = true;
  }

  readonly ready = $derived(this.photos.length > 0 && this.masks !== null && !Number.isNaN(this.voidClass));

  async start({ hash }: Model, settings: SegmentationSettings): Promise<void> {
    const { photos, masks, voidClass } = this;
    if (!masks || !this.ready) return;
    const grants = photos.map(({ id }) => id);
    const asked: Asked = { grants, truth: masks.id, model: hash, settings, voidClass, device: null };
    this.asking = false;
    this.shown = true;
    this.report = null;
    this.confusion = null;
    this.closePhoto();
    this.startedMs = performance.now();
    await this.work.run(
      (options) => this.#engine.ask('segmentation.evaluate', asked, options),
      (report) => {
        this.#asked = asked;
        this.report = report;
      },
    );
  }

  /** Lists the photos of a cell or class; of all when it is chosen already. */
  choose(confusion: Confusion): void {
    const { truth, predicted } = confusion;
    const isChosen = this.confusion?.truth === truth && this.confusion.predicted === predicted;
    this.confusion = isChosen ? null : confusion;
  }

  /** Looks at one photo of the report once more, beside its mask. */
  async openPhoto(path: string): Promise<void> {
    const asked = this.#asked;
    if (!asked) return;
    this.closePhoto();
    this.openPath = path;
    await this.opening.run(
      async (options) => {
        const judged = await this.#engine.ask('segmentation.judged', { ...asked, path }, options);
        const { signal } = new AbortController();
        const pixelsOf = (look: string) => fetchPixels(this.#shell.lookUrl(look), judged, signal);
        const [truth, answer] = await Promise.all([pixelsOf(judged.truth), pixelsOf(judged.answer)]);
        return { path, photo: judged.photo, truth, answer };
      },
      (view) => {
        if (this.openPath === path) this.view = view;
      },
    );
  }

  closePhoto(): void {
    this.opening.stop();
    this.opening.problem = null;
    this.openPath = null;
    this.view = null;
  }
}
