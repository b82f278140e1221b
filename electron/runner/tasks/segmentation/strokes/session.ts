import { notJudged, type LabelMap } from '../../../vision/index.ts';
import { openScorer, type PhotoFeatures, type PixelHead, type ScorerOptions } from '../hypercolumns/index.ts';
import { solvePixelHead, type LabelledRows } from './head.ts';
import { erased, painted, unlabelled, type PhotoLabels, type Stroke } from './labels.ts';
import { mostUncertainPlace, type Place } from './nextPlace.ts';

export interface StrokeSessionOptions extends ScorerOptions {
  /** C */
  readonly classes: number;
}

/** What a head says of one photo. */
export interface Prediction {
  readonly labelMap: LabelMap;
  /** [height, width] of the answered class. */
  readonly probability: Float32Array;
  /** [height, width] entropy over that of equal classes, 0 to 1. */
  readonly uncertainty: Float32Array;
  /** Where the next stroke would tell most; null where all is painted. */
  readonly next: Place | null;
}

/** A segmenter that learns from strokes on photos, all described by one network. */
export interface StrokeSession {
  /** Makes a photo known, with nothing painted on it. Its features are kept until it is forgotten. */
  addPhoto(key: string, photo: PhotoFeatures): void;
  forgetPhoto(key: string): void;
  addStrokes(key: string, strokes: readonly Stroke[]): void;
  /** Erases what was painted on these pixels. */
  removeStrokes(key: string, pixels: Stroke['pixels']): void;
  /** How many classes have a stroke; two are needed to learn. */
  paintedClasses(): number;
  /**
   * Learns from all strokes, beginning where it ended the last time. Stopped, it keeps the head of before.
   *
   * @throws Error  fewer than two classes are painted: a mistake of the program
   */
  train(stop?: AbortSignal): Promise<PixelHead>;
  /** The head of the last training; null before the first. */
  head(): PixelHead | null;
  /** @throws Error  there is no such photo, or no head yet: a mistake of the program */
  predict(key: string): Promise<Prediction>;
  /** @returns [C, height, width] @throws as `predict` */
  probabilities(key: string): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Begins with no photos. Prediction sessions are kept for each size of photo until it is closed. */
export function strokeSession({ classes, ...options }: StrokeSessionOptions): StrokeSession {
  const photos = new Map<string, PhotoLabels>();
  const scorer = openScorer(options);
  let head: PixelHead | null = null;
  const known = (key: string): PhotoLabels => photos.get(key) ?? refuse(`There is no photo "${key}".`);
  const learned = (): PixelHead => head ?? refuse('Nothing was learned yet.');

  return {
    addPhoto: (key, photo) => void photos.set(key, unlabelled(photo)),
    forgetPhoto: (key) => void photos.delete(key),
    addStrokes: (key, strokes) => void photos.set(key, strokes.reduce(painted, known(key))),
    removeStrokes: (key, pixels) => void photos.set(key, erased(known(key), pixels)),
    paintedClasses: () => new Set(rowsOf(photos.values()).classOf).size,
    async train(stop) {
      head = await solvePixelHead(rowsOf(photos.values()), {
        classes,
        ...(head && { start: head }),
        ...(stop && { stop }),
        ...(options.threads !== undefined && { threads: options.threads }),
      });
      return head;
    },
    head: () => head,
    async predict(key) {
      const { photo, classOf } = known(key);
      const { classOf: answered, probability, uncertainty } = await scorer.answers(photo, learned());
      const { width, height } = photo;
      const labelled = Uint8Array.from(classOf, (own) => Number(own !== notJudged));
      const next = mostUncertainPlace(uncertainty, labelled, { width, height });
      return { labelMap: { width, height, classOf: answered }, probability, uncertainty, next };
    },
    probabilities: (key) => scorer.probabilities(known(key).photo, learned()),
    close: () => scorer.close(),
  };
}

const refuse = (sentence: string): never => {
  throw new Error(sentence);
};

/** With more rows than this a stroke is not answered in time; what is left out is spread over all strokes. */
const mostRows = 8192;

/** Rows of all photos, one after the other. */
function rowsOf(photos: Iterable<PhotoLabels>): LabelledRows {
  const all = [...photos].flatMap(({ rows, classOf }) =>
    [...rows].map(([pixel, row]) => ({ row, own: classOf[pixel] ?? notJudged })),
  );
  const count = Math.min(all.length, mostRows);
  const width = all[0]?.row.length ?? 0;
  const features = new Float32Array(count * width);
  const classOf = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    const { row, own } = all[Math.floor((at * all.length) / count)] ?? nothing;
    features.set(row, at * width);
    classOf[at] = own;
  }
  return { features, classOf, width };
}

const nothing = { row: new Float32Array(0), own: notJudged };
