import { notJudged, type LabelMap } from '../../../vision/index.ts';
import { openScorer, type PhotoFeatures, type PixelHead, type ScorerOptions } from '../../../hypercolumns/index.ts';
import { solvePixelHead, type LabelledRows } from './head.ts';
import { painted, unlabelled, type PhotoLabels, type Stroke } from './labels.ts';
import { mostUncertainPlace, type Place } from './nextPlace.ts';

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
  /** Makes a photo's features known; what was painted on it stays. They are kept until they are let go. */
  addPhoto(key: string, photo: PhotoFeatures): void;
  /** Lets go of a photo's features; what was painted on it is learned from as before. */
  letGo(key: string): void;
  forgetPhoto(key: string): void;
  /** @throws Error  the photo's features are not known */
  addStrokes(key: string, strokes: readonly Stroke[]): void;
  /** Paints anew: what was painted on the photo before is gone. @throws Error  its features are not known */
  setStrokes(key: string, strokes: readonly Stroke[]): void;
  /** [height, width] class indices that were painted, `notJudged` elsewhere; null: the photo is not known. */
  paintedOn(key: string): LabelMap | null;
  /** How many classes have a stroke; two are needed to learn. */
  paintedClasses(): number;
  /**
   * Learns from all strokes, beginning where it ended the last time. Stopped, it keeps the head of before.
   *
   * @param classes  C, no fewer than the last time
   * @throws Error   fewer than two classes are painted: a mistake of the program
   */
  train(classes: number, stop?: AbortSignal): Promise<PixelHead>;
  /** The head of the last training; null before the first. */
  head(): PixelHead | null;
  /** @throws Error  the photo's features are not known, or there is no head yet: a mistake of the program */
  predict(key: string): Promise<Prediction>;
  /** @returns [C, height, width] @throws as `predict` */
  probabilities(key: string): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Begins with no photos. Prediction sessions are kept for each size of photo until it is closed. */
export function strokeSession(options: ScorerOptions): StrokeSession {
  const labels = new Map<string, PhotoLabels>();
  const features = new Map<string, PhotoFeatures>();
  const scorer = openScorer(options);
  let head: PixelHead | null = null;
  const described = (key: string): PhotoFeatures => features.get(key) ?? refuse(`Photo "${key}" is not described.`);
  const learned = (): PixelHead => head ?? refuse('Nothing was learned yet.');
  const paint = (key: string, before: PhotoLabels | undefined, strokes: readonly Stroke[]): void => {
    const photo = described(key);
    labels.set(key, painted(before ?? unlabelled(photo), photo, strokes));
  };

  return {
    addPhoto: (key, photo) => void features.set(key, photo),
    letGo: (key) => void features.delete(key),
    forgetPhoto(key) {
      features.delete(key);
      labels.delete(key);
    },
    addStrokes: (key, strokes) => paint(key, labels.get(key), strokes),
    setStrokes: (key, strokes) => paint(key, undefined, strokes),
    paintedOn: (key) => labels.get(key) ?? null,
    paintedClasses: () => new Set(rowsOf(labels.values()).classOf).size,
    async train(classes, stop) {
      head = await solvePixelHead(rowsOf(labels.values()), {
        classes,
        ...(head && { start: head }),
        ...(stop && { stop }),
        ...(options.threads !== undefined && { threads: options.threads }),
      });
      return head;
    },
    head: () => head,
    async predict(key) {
      const photo = described(key);
      const { classOf: answered, probability, uncertainty } = await scorer.answers(photo, learned());
      const { width, height } = photo;
      const { classOf } = labels.get(key) ?? unlabelled(photo);
      const isPainted = Uint8Array.from(classOf, (own) => Number(own !== notJudged));
      const next = mostUncertainPlace(uncertainty, isPainted, { width, height });
      return { labelMap: { width, height, classOf: answered }, probability, uncertainty, next };
    },
    probabilities: (key) => scorer.probabilities(described(key), learned()),
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
