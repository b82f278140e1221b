// One measurement in a process of its own: `measure.ts <what>`, the model and the photos by message, the rate back.

import type { ModelFile } from '../../electron/contract/index.ts';
import { decodeRate, inferenceRate, plainLoopRate } from './rates.ts';

export interface Measurement {
  readonly what: 'decode' | 'inference' | 'plain loop';
  readonly model: ModelFile;
  readonly paths: readonly string[];
}

process.on('message', (message) => {
  const { what, model, paths } = message as Measurement;
  const rate =
    what === 'decode'
      ? decodeRate(model, paths)
      : what === 'inference'
        ? inferenceRate(model, paths.length)
        : plainLoopRate(model, paths);
  rate.then(
    (perSecond) => process.send?.(perSecond, undefined, undefined, () => process.exit(0)),
    (thrown: unknown) => {
      console.error(thrown);
      process.exit(1);
    },
  );
});
