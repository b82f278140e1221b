import { problemOf } from '../../electron/contract/index.ts';
import type {
  NewStroke,
  PhotoId,
  PhotoRegions,
  Problem,
  SegmentedPhoto,
  Stroke,
  StrokeAnswer,
  WindowShell,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { PaintGesture } from './paintGesture.svelte.ts';
import { PaintTools } from './paintTools.svelte.ts';
import { LookView } from './segmentationLook.svelte.ts';
import type { Wanted } from './segmentationLook.svelte.ts';
import { Segmenters } from './segmenters.svelte.ts';
import { t } from '../words/index.ts';

/** What the segmenter says of the photo, and what it would like to know next. */
export type Answered = SegmentedPhoto & Omit<StrokeAnswer, 'look'>;

/** A photo that can be painted on; pixels of its full size. */
export interface ShownPhoto {
  readonly id: PhotoId;
  readonly width: number;
  readonly height: number;
}

/** An event and the answer to a command mostly come together; both mean that the strokes are read once. */
const gatherMs = 10;
/** Undo held down asks for the last answer only. */
const settleMs = 60;

/** The strokes on the photo that is shown, and what is learned from all strokes of a segmenter. */
export class Strokes {
  readonly #engine: Engine;
  readonly segmenters: Segmenters;
  readonly tools = new PaintTools();
  readonly gesture = new PaintGesture(this);
  readonly answer: LookView<Answered>;
  readonly regions: LookView<PhotoRegions>;

  shown = $state.raw<ShownPhoto | null>(null);
  /** An answer follows each stroke. */
  live = $state(true);
  /** Why a stroke was not kept, or why strokes could not be read. */
  problem = $state.raw<Problem | null>(null);

  /** Of the photo, as the engine knows them, and what was painted since. */
  #kept = $state.raw<readonly Stroke[]>([]);
  #fresh = $state.raw<readonly NewStroke[]>([]);
  /** How often the segmenter had changed when the strokes were read. */
  #revision = $state(0);

  readonly all = $derived<readonly NewStroke[]>([...this.#kept, ...this.#fresh]);
  /** Names the answer that belongs to what is painted. */
  readonly #key = $derived.by(() => JSON.stringify([this.segmenters.current?.id, this.shown?.id, this.#revision]));
  /** The answer is of strokes that have changed since. */
  readonly stale = $derived.by(() => this.answer.seen !== null && this.answer.seen.wanted.key !== this.#key);

  /** Fresh strokes that the engine has taken. */
  #taken: readonly NewStroke[] = [];
  #changes = 0;
  #reads = 0;
  #gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, shell: Pick<WindowShell, 'lookUrl'>) {
    this.#engine = engine;
    this.segmenters = new Segmenters(engine, () => this.#startAgain());
    this.answer = new LookView(shell, settleMs);
    this.regions = new LookView(shell);
    engine.on('strokes.changed', ({ set }) => {
      if (set === this.segmenters.current?.id) this.#changes += 1;
      this.#gather();
    });
  }

  load(): Promise<void> {
    return this.#read();
  }

  /** Shows the strokes of a photo and, live, what is learned of it; null: of none. */
  show(shown: ShownPhoto | null): void {
    if (shown?.id === this.shown?.id) return;
    this.gesture.giveUp();
    this.gesture.crosshair = null;
    this.shown = shown;
    this.regions.want(null);
    this.#startAgain();
  }

  setLive(live: boolean): void {
    this.live = live;
    if (live) this.#follow();
  }

  /** Asks for an answer to what is painted now. */
  update(): void {
    const { wanted, problem, stopped } = this.answer;
    if (wanted?.key === this.#key && (problem !== null || stopped)) this.answer.again();
    else this.answer.want(this.#wanted());
  }

  /** Asks for the regions that can be filled on the photo. */
  divide(): void {
    const { shown } = this;
    const { least } = this.tools;
    if (!shown) return;
    const input = { photo: shown.id, least };
    this.regions.want({
      ...{
        key: JSON.stringify(input),
        photo: shown.id,
        name: t('Regions'),
        doing: () => t('Finding regions of even color'),
      },
      ask: async (options) => {
        const result = await this.#engine.ask('strokes.regions', input, options);
        return { id: result.id, result };
      },
    });
  }

  /** A stroke begins: what is being learned is old as soon as it ends. */
  hold(): void {
    if (this.live) this.answer.pause();
  }

  /** The stroke was given up. */
  release(): void {
    this.answer.resume();
  }

  /** Shown at once, kept by the engine behind it. */
  async paint(stroke: NewStroke): Promise<void> {
    const on = this.#place();
    if (!on) return;
    this.#fresh = [...this.#fresh, stroke];
    try {
      await this.#engine.ask('strokes.paint', { ...on, strokes: [stroke] });
      this.#taken = [...this.#taken, stroke];
      this.problem = null;
    } catch (thrown) {
      this.#fresh = this.#fresh.filter((each) => each !== stroke);
      this.problem = problemOf(thrown);
      this.release();
    }
    this.#gather();
  }

  /** Takes all strokes off the photo. */
  async clear(): Promise<void> {
    const on = this.#place();
    if (!on) return;
    try {
      await this.#engine.ask('strokes.clear', on);
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  #place(): { set: number; photo: PhotoId } | null {
    const { shown, segmenters } = this;
    return shown && segmenters.current && { set: segmenters.current.id, photo: shown.id };
  }

  #startAgain(): void {
    this.#kept = this.#fresh = [];
    this.#taken = [];
    this.answer.want(null);
    // What is being read is of another photo or segmenter.
    this.#reads += 1;
    if (this.shown) void this.#read();
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      void this.#read();
    }, gatherMs);
  }

  /** Reads the segmenters, and the strokes of the photo; live, an answer to them is asked for. */
  async #read(): Promise<void> {
    const read = ++this.#reads;
    const { shown } = this;
    const [changes, taken] = [this.#changes, this.#taken];
    try {
      const sets = await this.#engine.ask('strokes.sets', undefined);
      const set = this.segmenters.pick(sets);
      const kept = set && shown ? await this.#engine.ask('strokes.of', { set: set.id, photo: shown.id }) : [];
      if (read !== this.#reads) return;
      // Areas of another segmenter would lie.
      if (set?.id !== this.segmenters.current?.id) this.answer.want(null);
      this.segmenters.take(sets);
      this.#kept = kept;
      this.#fresh = this.#fresh.filter((stroke) => !taken.includes(stroke));
      this.#taken = this.#taken.filter((stroke) => !taken.includes(stroke));
      this.#revision = changes;
      this.#follow();
    } catch (thrown) {
      if (read === this.#reads) this.problem = problemOf(thrown);
    }
  }

  #follow(): void {
    if (this.live) this.answer.want(this.#wanted());
  }

  /** null: nothing is painted that could be learned from. */
  #wanted(): Wanted<Answered> | null {
    const on = this.#place();
    const { current } = this.segmenters;
    if (!on || !current || current.photos.length === 0) return null;
    return {
      ...{ key: this.#key, photo: on.photo, name: current.name, doing: () => t('Learning from the strokes') },
      ask: async (options) => {
        const { look, ...rest } = await this.#engine.ask('strokes.answer', on, options);
        return { id: look.id, result: { ...look.result, ...rest } };
      },
    };
  }
}
