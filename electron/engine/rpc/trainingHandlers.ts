import type { EngineContract, Handlers, trainingMethods } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { datasetHandlers } from './datasetHandlers.ts';
import { lessonHandlers } from './lessonHandlers.ts';
import { runHandlers } from './runHandlers.ts';
import { trainingFileHandlers } from './trainingFileHandlers.ts';

type TrainingMethod = keyof typeof trainingMethods;

/** What the engine answers about learning. */
export function trainingHandlers(engine: Engine) {
  return {
    ...datasetHandlers(engine),
    ...lessonHandlers(engine),
    ...runHandlers(engine),
    ...trainingFileHandlers(engine),
  } satisfies Pick<Handlers<EngineContract>, TrainingMethod>;
}
