// A training run as a process of its own, to be killed: `trainingChild.ts FOLDER`. Writes a line per step, and in the end
// the trained network into FOLDER/model.onnx.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trainNetwork } from '../../../electron/runner/training/index.ts';
import { bytesOfTrained, drawnSet, requestOf, smallCnn, watched } from '../../support/learning.ts';

const [folder = ''] = process.argv.slice(2);
const set = { classes: 3, dims: [3, 12, 12] };
const sets = {
  classes: 3,
  train: drawnSet({ ...set, seed: 1, count: 72 }),
  holdout: drawnSet({ ...set, seed: 2, count: 30 }),
  folder,
};
// Every part that carries something from step to step: states, statistics, drawn masks, mixed pairs, restarts, and a rate
// that is found. Checkpoints come so often that being killed within one is likely.
const request = requestOf(smallCnn(3), sets, {
  epochs: 12,
  restarts: 2,
  optimizer: 'adamw',
  learningRate: null,
  schedule: 'plateau',
  batchNorm: 'updated',
  dropout: 0.2,
  mixup: 0.2,
  checkpointSeconds: 0.005,
});
const { hooks } = watched(({ done }) => console.log(done));
const trained = await trainNetwork(request, hooks);
await writeFile(join(folder, 'model.onnx'), bytesOfTrained(trained));
