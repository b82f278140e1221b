// Resident memory over a training run, in a process of its own: `memoryChild.ts head|network FOLDER`. Prints one JSON array
// of megabytes, sampled 100 times over the run.

import { TrainingSettings } from '../../../electron/contract/index.ts';
import { trainNetwork, type TrainingHooks, type TrainingRequest } from '../../../electron/runner/training/index.ts';
import { drawnSet, linearNetwork, requestOf, watched } from '../../support/learning.ts';
import { randomCnnGraph } from '../../support/networks.ts';

const [what = '', folder = ''] = process.argv.slice(2);
const samples: number[] = [];
// Nothing of what is told is kept, so that all that grows is the run's own.
const hooks: TrainingHooks = {
  ...watched().hooks,
  onStep({ done, total }) {
    if (done % Math.floor(total / 100) !== 0) return;
    // When JavaScript collects its few megabytes of garbage is no matter of ours; what is held is.
    globalThis.gc?.();
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

/** 500 steps of every layer of a convolutional network on 32 × 32 pixels. */
function network(): TrainingRequest {
  const set = { classes: 5, dims: [3, 32, 32] };
  const sets = {
    classes: 5,
    train: drawnSet({ ...set, seed: 1, count: 40 }),
    holdout: drawnSet({ ...set, seed: 2, count: 16 }),
  };
  const graph = randomCnnGraph(5, { classes: 5, width: 32, height: 32 });
  return requestOf(graph, { ...sets, folder }, settings({ epochs: 100, batch: 8, batchNorm: 'updated' }));
}

function settings(wishes: object): object {
  return { ...TrainingSettings.parse({ learningRate: 0.01, patience: null, ...wishes }) };
}
