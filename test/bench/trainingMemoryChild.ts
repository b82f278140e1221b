// Resident memory over a training run, in a process of its own: `trainingMemoryChild.ts head|network FOLDER`. Prints one JSON array
// of megabytes, sampled 100 times over the run.

import { TrainingSettings } from '../../electron/contract/index.ts';
import { trainNetwork, type TrainingHooks, type TrainingRequest } from '../../electron/runner/training/index.ts';
import { drawnSet, linearNetwork, requestOf, watched } from '../support/learning.ts';
import { randomCnnGraph } from '../support/networks.ts';

const [what = '', folder = ''] = process.argv.slice(2);
const samples: number[] = [];
// Nothing of what is told is kept, so that all that grows is the run's own.
const hooks: TrainingHooks = {
  ...watched().hooks,
  onStep({ done, total }) {
    if (done % Math.floor(total / 100) !== 0) return;
    samples.push(process.memoryUsage.rss() / 2 ** 20);
  },
  onEpoch: () => undefined,
};
await trainNetwork(what === 'head' ? head() : network(), hooks);
console.log(JSON.stringify(samples));

/** 1,000 epochs of a head on 640 features. */
function head(): TrainingRequest {
  const set = { classes: 10, dims: [640] };
  const sets = {
    classes: 10,
    train: drawnSet({ ...set, seed: 1, count: 256 }),
    holdout: drawnSet({ ...set, seed: 2, count: 64 }),
  };
  return requestOf(linearNetwork(640, 10), { ...sets, folder }, settings({ epochs: 1000, batch: 64 }));
}

/** 500 steps of every layer of a convolutional network on 48 × 48 pixels. */
function network(): TrainingRequest {
  const set = { classes: 5, dims: [3, 48, 48] };
  const sets = {
    classes: 5,
    train: drawnSet({ ...set, seed: 1, count: 80 }),
    holdout: drawnSet({ ...set, seed: 2, count: 16 }),
  };
  const graph = randomCnnGraph(5, { classes: 5, width: 48, height: 48 });
  return requestOf(graph, { ...sets, folder }, settings({ epochs: 100, batch: 16, batchNorm: 'updated' }));
}

function settings(wishes: object): object {
  return { ...TrainingSettings.parse({ learningRate: 0.01, patience: null, ...wishes }) };
}
