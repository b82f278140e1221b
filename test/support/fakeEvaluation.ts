import { failure } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  Handlers,
  JudgedPhoto,
  ProgressOf,
  Scope,
  SegmentationReport,
} from '../../electron/contract/index.ts';
import type { FakeSegmentation } from './fakeSegmentation.ts';

// Networks judged by masks, without networks or masks.

type Method = 'segmentation.evaluate' | 'segmentation.judged';

/** Three photos of the coast and one without a mask; nobody has seen a boat. */
export const coastReport: SegmentationReport = {
  ...{ model: 'DeepLab', meanIou: 0.612, pixelAccuracy: 0.874, boundaryF: 0.45 },
  classes: [
    { className: 'background', iou: 0, accuracy: null },
    { className: 'sky', iou: 0.9, accuracy: 0.95 },
    { className: 'boat', iou: null, accuracy: null },
    { className: 'sea', iou: 0.324, accuracy: 0.4 },
  ],
  confusion: [
    [0, 0, 0, 0, 0],
    [10, 1_200_000, 0, 4000, 0],
    [0, 0, 0, 0, 0],
    [2000, 3000, 0, 400_000, 500],
  ],
  photos: [
    {
      ...{ path: '/photos/coast/d.jpg', meanIou: null, pixelAccuracy: null, confused: [] },
      problem: {
        code: 'mask/missing',
        message: 'There is no mask for "d.jpg".',
        remedy: 'Put one into the folder, or leave the photo out.',
      },
    },
    {
      ...{ path: '/photos/coast/a.jpg', meanIou: 0.2, pixelAccuracy: 0.5, problem: null },
      confused: [
        { truth: 1, predicted: 3, pixels: 4000 },
        { truth: 3, predicted: 0, pixels: 500 },
      ],
    },
    {
      ...{ path: '/photos/coast/b.jpg', meanIou: 0.5, pixelAccuracy: 0.8, problem: null },
      confused: [
        { truth: 3, predicted: 1, pixels: 3000 },
        { truth: 3, predicted: 0, pixels: 1500 },
      ],
    },
    { path: '/photos/coast/c.jpg', meanIou: 0.98, pixelAccuracy: 0.99, confused: [], problem: null },
  ],
};

/** Two by two pixels: sky over sea, of which one is not judged; and an answer that takes one pixel of sky for sea. */
const [mask, answer] = [
  [1, 1, 3, 65535],
  [1, 3, 3, 3],
];

export class FakeEvaluation {
  report = coastReport;
  /** Which photos of the report are in the library. */
  readonly photos = new Map([['/photos/coast/a.jpg', 3]]);
  /** Evaluations wait until they are let go. */
  held = false;
  /** Evaluations that were stopped while they waited. */
  stopped = 0;
  #waiting: { readonly go: () => void; readonly tell: (done: number, total: number) => void } | null = null;

  letGo(): void {
    this.#waiting?.go();
  }

  tell(done: number, total: number): void {
    this.#waiting?.tell(done, total);
  }

  answers(looks: Pick<FakeSegmentation, 'keep'>): Pick<Handlers<EngineContract>, Method> {
    const keep = (classOf: readonly number[] | undefined) => looks.keep({ classOf: classOf ?? [], probability: 1 });
    return {
      'segmentation.evaluate': async (_asked, scope) => {
        if (this.held) await this.#turn(scope);
        return this.report;
      },
      'segmentation.judged': async ({ path }): Promise<JudgedPhoto> => ({
        ...{ photo: this.photos.get(path) ?? null, width: 2, height: 2 },
        ...{ truth: await keep(mask), answer: await keep(answer) },
      }),
    };
  }

  #turn(scope: Scope<ProgressOf<EngineContract['segmentation.evaluate']>>): Promise<void> {
    return new Promise((go, reject) => {
      this.#waiting = { go, tell: (done, total) => scope.progress({ done, total }) };
      scope.onStop(() => {
        this.stopped += 1;
        reject(failure('engine/stopped', {}));
      });
    });
  }
}
