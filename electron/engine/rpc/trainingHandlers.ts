import type { EngineContract, Handlers, trainingMethods } from '../../contract/index.ts';

type TrainingMethod = keyof typeof trainingMethods;

const soon = (): never => {
  throw new Error('This method is being written.');
};

/** What the engine answers about learning. */
export function trainingHandlers() {
  return {
    'training.open': soon,
    'training.datasets': soon,
    'training.dataset': soon,
    'training.forgetDataset': soon,
    'training.depths': soon,
    'training.preview': soon,
    'training.start': soon,
    'training.finish': soon,
    'training.runs': soon,
    'training.run': soon,
    'training.predictions': soon,
    'training.map': soon,
    'training.rerun': soon,
    'training.forgetRun': soon,
    'training.export': soon,
    'training.files': soon,
    'training.resumeFiles': soon,
    'training.rerunFiles': soon,
    'training.evaluate': soon,
  } satisfies Pick<Handlers<EngineContract>, TrainingMethod>;
}
