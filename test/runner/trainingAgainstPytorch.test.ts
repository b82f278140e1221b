import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TrainingSettings } from '../../electron/contract/index.ts';
import { trainNetwork, type TrainingData } from '../../electron/runner/training/index.ts';
import { readGolden } from '../golden/training/golden.ts';
import { trainingCases, type TrainingCase } from '../golden/training/runs.ts';
import { peerLosses, type TrainedSteps } from '../peer/losses.ts';
import { peerAbsent, peerPython } from '../peer/peer.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

// The training loop as the app runs it against a recorded run of PyTorch; where PyTorch is installed, against a live one
// too.

const shared = sharedDir();
const models = join(shared ?? '', 'models');
const hasPeer = peerPython() !== null;

describe.each(trainingCases)('$name, all layers', (trainingCase) => {
  const isAbsent = trainingCase.isShared && shared === null;

  test.skipIf(isAbsent)('the first twenty losses are those of PyTorch, each to a thousandth', async () => {
    const { losses } = readGolden(trainingCase.name);
    const found = await ourLosses(trainingCase);
    expect(losses).toHaveLength(20);
    expect(found).toHaveLength(20);
    losses.forEach((loss, t) =>
      expect(Math.abs(found[t]! / loss - 1), `step ${t}: ${found[t]} and ${loss}`).toBeLessThan(1e-3),
    );
    expect(losses.at(-1), 'something was learned').toBeLessThan(0.95 * losses[0]!);
  });

  test.skipIf(isAbsent || !hasPeer)('PyTorch computes the committed losses here', () => {
    const { losses } = readGolden(trainingCase.name);
    const live = peerLosses(trainingCase.trained(models)).losses;
    losses.forEach((loss, t) => expect(Math.abs(live[t]! / loss - 1), `step ${t}`).toBeLessThan(1e-3));
  });
});

test.skipIf(hasPeer)(`PyTorch computes the committed losses here: ${peerAbsent}`, () => undefined);
test.skipIf(shared !== null)(`published networks: ${sharedAbsent}`, () => undefined);

/** Every epoch is one batch of the same examples, whose pictures are others each time. */
function epochsOf({ problem, pictures, truth }: TrainedSteps): TrainingData {
  const dims = problem.feeds[0]!.dims.slice(1);
  const each = dims.reduce((a, b) => a * b, 1);
  return {
    count: truth.length,
    dims,
    classOf: Int32Array.from(truth),
    targets: null,
    fill(indices, into, draw) {
      const batch = pictures[draw!.epoch - 1]!;
      Array.from(indices).forEach((n, slot) => into.set(batch.subarray(n * each, (n + 1) * each), slot * each));
    },
  };
}

async function ourLosses({ network, trained, batchNorm }: TrainingCase): Promise<number[]> {
  const theirs = trained(models);
  const { problem, pictures, truth, learningRate, momentum, nesterov, weightDecay } = theirs;
  const graph = network(models);
  const train = epochsOf(theirs);
  const settings = TrainingSettings.parse({
    depth: { kind: 'all' },
    epochs: pictures.length,
    batch: truth.length,
    optimizer: nesterov ? 'nesterov' : 'momentum',
    schedule: 'constant',
    warmupEpochs: 0,
    clipNorm: null,
    labelSmoothing: 0,
    patience: null,
    ...{ batchNorm, learningRate, momentum, weightDecay },
  });
  const folder = await mkdtemp(join(tmpdir(), 'fovea-losses-'));
  const losses: number[] = [];
  try {
    await trainNetwork(
      {
        ...{ network: graph, input: graph.inputs[0]!.name, logits: 'logits', trained: problem.wanted },
        ...{ classes: Math.max(...truth) + 1, settings, train, holdout: null, folder },
        ...{ device: 'cpu', threads: 1, winners: {} },
      },
      {
        turn: (step) => step(),
        stop: { aborted: false, throwIfAborted: () => undefined },
        finishAsked: () => false,
        onPhase: () => undefined,
        onStep: ({ loss }) => losses.push(loss),
        onEpoch: () => undefined,
      },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
  return losses;
}
