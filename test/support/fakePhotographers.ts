import { failure, PhotographerSettings } from '../../electron/contract/index.ts';
import type {
  AttributionRow,
  EngineContract,
  EngineEvents,
  GuessScore,
  Handlers,
  Measured,
  OutputOf,
  PhotographerProfile,
  PhotographerReport,
  PhotoId,
  Sha256,
} from '../../electron/contract/index.ts';
import type { announcer } from '../../electron/contract/index.ts';

// Photographers without a network: collections, answers and profiles whose every figure follows from their place.

type Method = Extract<keyof EngineContract, `photographers.${string}`>;
export type Collection = OutputOf<EngineContract['photographers.list']>[number];
type Answered = OutputOf<EngineContract['photographers.answers']>['rows'][number];

/** What the engine around it does. */
interface Around {
  readonly announce: ReturnType<typeof announcer<EngineEvents>>;
}

export const photographerNames = ['Lange', 'Keïta', 'Nadar', 'Penn'] as const;

const measured = (value: number, half = 0.05): Measured => ({ value, low: value - half, high: value + half });

const row = (kind: AttributionRow['kind'], name: string, value: number, chosen = false): AttributionRow => ({
  ...{ kind, name, chosen, repetitions: 5 },
  accuracy: measured(value),
  macroF1: measured(value - 0.03),
});

export const aPhotographerReport: PhotographerReport = {
  ...{ classNames: photographerNames, photos: 96, shoots: 41, folds: 5, repetitions: 5, c: 1 },
  taps: [
    { value: 'fire8', pooling: 'mean' },
    { value: 'fire5', pooling: 'pyramid' },
  ],
  rows: [
    row('features', 'fire5, mean', 0.55),
    row('features', 'fire8, mean', 0.6),
    row('combination', 'fire8, mean + fire5, pyramid', 0.68, true),
    row('baseline', 'chance', 0.25),
    row('baseline', 'most frequent', 0.31),
    row('baseline', 'color', 0.44),
    row('baseline', 'coarse texture', 0.4),
    row('guard', 'without color', 0.62),
    row('guard', 'without borders', 0.66),
    row('guard', 'half as fine', 0.64),
  ],
  photographers: photographerNames.map((className, i) => ({
    ...{ className, photos: 24 + i, shoots: 9 + i },
    ...{ precision: 0.7 - 0.05 * i, recall: 0.72 - 0.08 * i, f1: 0.71 - 0.06 * i },
  })),
  confusion: [
    [18.2, 3, 2.8, 0],
    [2, 17.6, 4.4, 1],
    [3, 2.2, 15.8, 5],
    [0, 4, 6, 17],
  ],
  strangers: {
    ...{ area: 0.71, leftOut: 1, draws: 20 },
    curve: Array.from({ length: 11 }, (_, i) => ({
      ...{ below: -3 + 0.5 * i, answered: 1 - 0.09 * i },
      ...{ right: 0.68 + 0.025 * i, fooled: (1 - 0.09 * i) ** 2 },
    })),
  },
  findings: [
    {
      ...{ kind: 'few-shoots', severity: 'note', photographer: 'Lange', photos: [] },
      sentence: 'Lange has 3 shoots only.',
      remedy: 'Add photos of other days and places.',
    },
    {
      ...{ kind: 'mark', severity: 'warning', photographer: 'Penn' },
      sentence: '9 of 27 photos of Penn carry the same mark in the lower right corner.',
      remedy: 'Compare with the line "without borders" of the table, or learn from photos without the mark.',
      photos: ['/photos/penn/a.jpg', '/photos/penn/b.jpg'],
    },
  ],
  map: [
    { x: 0.1, y: 0.2 },
    { x: 0.9, y: 0.15 },
    { x: 0.45, y: 0.8 },
    { x: 0.6, y: 0.5 },
  ],
  familiarity: { score: { mean: 0, deviation: 1 }, likeness: { mean: 0.6, deviation: 0.1 }, below: -1.5 },
};

export const aCollection: Collection = {
  ...{ model: 'd'.repeat(64), name: 'Masters', dataset: null, trunkName: 'SqueezeNet 1.1' },
  createdMs: Date.UTC(2026, 10, 28),
  report: aPhotographerReport,
};

const look = (i: number): PhotographerProfile['look'] => ({
  ...{ lightness: 40 + 9 * i, contrast: 26 - 3 * i, chroma: 2 + 5 * i, shadows: 0.24 - 0.05 * i, highlights: 0.05 * i },
  ...{ warmth: 4 - 2.5 * i, weightX: 0.48 + 0.02 * i, weightY: 0.55 - 0.03 * i, symmetry: 0.2 + 0.1 * i },
});

const bell = (middle: number, width: number): number[] => {
  const heights = Array.from({ length: 30 }, (_, bin) => Math.exp(-(((bin - middle) / width) ** 2)));
  const sum = heights.reduce((total, height) => total + height, 0);
  return heights.map((height) => height / sum);
};

export const someProfiles: readonly PhotographerProfile[] = photographerNames.map((className, i) => ({
  className,
  setApart: [
    { thing: 'bow tie', higher: 0.86 - 0.05 * i, q: 0.004 },
    { thing: 'sombrero', higher: 0.74, q: 0.031 },
    { thing: 'street sign', higher: 0.22, q: 0.018 },
  ],
  look: look(i),
  colors: [...bell(8 + 4 * i, 7), ...bell(15, 1 + i), ...bell(16, 2 + i)],
  ...{ upright: 0.3 + 0.15 * i, square: 0.1 * i },
  typical: [1, 2, 3].map((n) => `/photos/${className}/${String(4 * i + n)}.jpg`),
}));

/** A photo of the collection: the library knows those that are not by the last photographer. */
const answered = (number: number, classIndex: number, answer: number): Answered => {
  const sure = 0.9 - 0.05 * (number % 6);
  const others = (1 - sure) / (photographerNames.length - 1);
  return {
    path: `/photos/${photographerNames[classIndex] ?? ''}/${String(number)}.jpg`,
    hash: number.toString(16).padStart(64, '0'),
    ...{ classIndex, answer, group: number, photo: classIndex === photographerNames.length - 1 ? null : number },
    probabilities: photographerNames.map((_, k) => (k === answer ? sure : others)),
    isConfirmed: false,
  };
};

export class FakePhotographers {
  collections: readonly Collection[];
  strays: readonly Answered[] = [answered(1, 0, 1), answered(2, 1, 0), answered(3, 3, 2)];
  /** Whether the next photo that is asked about is by somebody known. */
  isKnown = true;
  /** Photos of the game: whose each is, and what the network says. */
  deck: readonly { readonly photo: PhotoId | null; readonly truth: number; readonly answer: number }[] = [
    { photo: 1, truth: 0, answer: 0 },
    { photo: 2, truth: 1, answer: 2 },
    { photo: 3, truth: 2, answer: 2 },
  ];
  /** Identifying is answered only when it is let go. */
  hold: Promise<void> | null = null;

  #guesses: readonly { readonly person: boolean; readonly network: boolean; readonly milliseconds: number }[] = [];
  #forgotten: readonly Collection[] = [];

  constructor(collections: readonly Collection[] = []) {
    this.collections = collections;
  }

  get score(): GuessScore {
    const guesses = this.#guesses.length;
    const right = this.#guesses.filter(({ person }) => person).length;
    const network = this.#guesses.filter((guess) => guess.network).length;
    const spent = this.#guesses.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    return {
      ...{ guesses, right, minutes: spent / 60_000 },
      person: guesses === 0 ? null : { value: right / guesses, low: 0.1, high: 0.9 },
      network: guesses === 0 ? null : network / guesses,
    };
  }

  answers({ announce }: Around): Pick<Handlers<EngineContract>, Method> {
    const known = (model: Sha256): Collection => {
      const collection = this.collections.find((each) => each.model === model);
      if (!collection) throw failure('photographers/unknown', { model });
      return collection;
    };
    const changed = (): void => announce('photographers.changed', {});
    return {
      'photographers.learn': () => ({ job: 60 }),
      'photographers.list': () => this.collections,
      'photographers.forget': ({ model }) => {
        this.#forgotten = [known(model)];
        this.collections = this.collections.filter((each) => each.model !== model);
        changed();
      },
      'photographers.restore': () => {
        this.collections = [...this.#forgotten, ...this.collections];
        changed();
      },
      'photographers.answers': ({ model, which }) => {
        known(model);
        const rows = this.#rowsOf(which);
        return { rows, total: rows.length };
      },
      'photographers.confirm': ({ model, paths, isRight }) => {
        known(model);
        this.strays = this.strays.map((row) => (paths.includes(row.path) ? { ...row, isConfirmed: isRight } : row));
      },
      'photographers.identify': async ({ model }) => {
        known(model);
        await this.hold;
        return {
          ...{ isKnown: this.isKnown, path: '/home/me/Pictures/found.jpg' },
          ranked: photographerNames.map((className, i) => ({
            className,
            probability: [0.71, 0.2, 0.06, 0.03][i] ?? 0,
          })),
          nearest: photographerNames.slice(0, 3).map((className, i) => ({
            className,
            photos: [1, 2, 3].map((n) => ({
              ...{
                path: `/photos/${className}/${String(n)}.jpg`,
                photo: 10 * i + n,
                likeness: 0.9 - 0.1 * i - 0.02 * n,
              },
            })),
          })),
        };
      },
      'photographers.evidence': ({ model, method }) => {
        known(model);
        return someEvidence(method === 'occlusion' ? 12 : 24);
      },
      'photographers.profiles': ({ model }) => {
        known(model);
        const photos = someProfiles.flatMap(({ typical }, i) =>
          typical.map((path, n) => ({ path, photo: 4 * i + n + 1 })),
        );
        return { recognizer: 'SqueezeNet 1.1', profiles: someProfiles, photos };
      },
      'photographers.alike': ({ limit }) =>
        Array.from({ length: Math.min(limit, 5) }, (_, i) => ({ photo: i + 1, probability: 0.8 - 0.1 * i })),
      'photographers.nextGuess': () => ({ next: this.#nextPhoto(), score: this.score }),
      'photographers.guess': ({ guess, milliseconds }) => {
        const { truth, answer } = this.deck[this.#guesses.length] ?? { truth: 0, answer: 0 };
        this.#guesses = [...this.#guesses, { person: guess === truth, network: answer === truth, milliseconds }];
        return { truth, answer, score: this.score };
      },
      'photographers.clearGuesses': () => {
        this.#guesses = [];
      },
      'photographers.saveReport': ({ model }) => ({ path: `/home/me/Results/${known(model).name}.html` }),
      'photographers.learnFiles': () => ({
        ...{ model: aCollection.model, path: '', report: aPhotographerReport, unreadable: [] },
      }),
      'photographers.identifyFiles': () => ({ done: 0, failed: 0 }),
    };
  }

  #nextPhoto(): { path: string; photo: PhotoId | null } | null {
    const next = this.deck[this.#guesses.length];
    return next ? { path: `/photos/${String(this.#guesses.length)}.jpg`, photo: next.photo } : null;
  }

  #rowsOf(
    which: { kind: 'strays' } | { kind: 'cell'; truth: number; answer: number } | { kind: 'of'; classIndex: number },
  ) {
    if (which.kind === 'strays') return this.strays;
    if (which.kind === 'of') return [answered(7, which.classIndex, which.classIndex)];
    return which.truth === which.answer ? [answered(8, which.truth, which.answer)] : [];
  }
}

/** What speaks for a photographer lies in the middle, what speaks against at the right edge. */
export function someEvidence(places: number): OutputOf<EngineContract['photographers.evidence']> {
  const values = Array.from({ length: places * places }, (_, at) => {
    const [x, y] = [(at % places) / places - 0.4, Math.floor(at / places) / places - 0.45];
    return Math.exp(-12 * (x * x + y * y)) - (x > 0.45 ? 0.4 : 0);
  });
  return {
    ...{ rows: places, columns: places, values, photoWidth: 3000, photoHeight: 2000 },
    ...{ box: { x0: 500, y0: 0, x1: 2500, y1: 2000 }, score: 2, withoutTop: 0.68, withoutDrawn: 1.82 },
  };
}

export const defaultPhotographerSettings = PhotographerSettings.parse({});
