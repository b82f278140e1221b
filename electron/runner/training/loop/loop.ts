import type { Trained, TrainingHooks, TrainingRequest } from './types.ts';

export async function trainNetwork(request: TrainingRequest, hooks: TrainingHooks): Promise<Trained> {
  hooks.stop.throwIfAborted();
  await Promise.resolve();
  throw new Error(`Training of ${request.trained.length} parameters is being written.`);
}
