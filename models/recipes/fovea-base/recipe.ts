import type { TrainingWishes } from '../../../electron/contract/index.ts';
import type { Design } from './network.ts';

// What fovea-base is and how it learns. Everything that changes the result stands here.

export const design: Omit<Design, 'classes'> = {
  stem: 32,
  stages: [
    { channels: 32, blocks: 1 },
    { channels: 64, blocks: 2 },
    { channels: 128, blocks: 2 },
    { channels: 256, blocks: 1 },
  ],
  features: 512,
};

/** How much of the truth the teacher says; the rest is the class itself. */
export const teacherShare = 0.7;

/** Training photos of each class that only tell how an epoch went. */
export const heldOut = 5;

/** Photos are small first: at 32 pixels a step is a quarter of the work that it is at 64. */
export interface Phase {
  /** Height and width of what the network sees, in pixels. */
  readonly side: number;
  readonly settings: TrainingWishes;
}

const shared = {
  batch: 128,
  depth: { kind: 'all' },
  optimizer: 'nesterov',
  momentum: 0.9,
  weightDecay: 2e-4,
  clipNorm: null,
  labelSmoothing: 0,
  batchNorm: 'updated',
  patience: null,
  checkpointSeconds: 60,
  augmentation: { flip: true, crop: 0.8, color: 0.3 },
} as const satisfies TrainingWishes;

export const phases: readonly Phase[] = [
  { side: 32, settings: { ...shared, epochs: 6, learningRate: 0.1, schedule: 'constant', warmupEpochs: 1 } },
  { side: 48, settings: { ...shared, epochs: 10, learningRate: 0.1, schedule: 'constant', warmupEpochs: 0.2 } },
  { side: 48, settings: { ...shared, epochs: 6, learningRate: 0.05, schedule: 'constant', warmupEpochs: 0 } },
  { side: 64, settings: { ...shared, epochs: 9, learningRate: 0.05, schedule: 'cosine', warmupEpochs: 0 } },
];
