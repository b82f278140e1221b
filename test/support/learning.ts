import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emit, encode, graphOf, tensorValue, type Graph } from '../../electron/compiler/index.ts';
import { failure, TrainingSettings, type EpochRecord, type TrainingWishes } from '../../electron/contract/index.ts';
import type {
  Judged,
  StepReport,
  Trained,
  TrainingData,
  TrainingHooks,
  TrainingRequest,
} from '../../electron/runner/training/index.ts';
import { derived } from '../../electron/runner/vision/index.ts';
import { randomCnnGraph } from './networks.ts';

// Small things to learn, and small networks to learn them with.

/** `x` float32 [N, features] → `logits` float32 [N, outputs], weights drawn. */
export function linearNetwork(features: number, outputs: number, scale = 0.1): Graph {
  const emit = new Emit(null);
  const rng = derived(7, 'head');
  const weights = Array.from({ length: outputs * features }, () => scale * (2 * rng() - 1));
  const weight = emit.floats(weights, 'weight', [outputs, features]);
  const bias = emit.floats(Array<number>(outputs).fill(0), 'bias');
  const logits = emit.op('Gemm', [emit.fresh('x'), weight, bias], { transB: 1 }, { name: 'logits' });
  const input = tensorValue('x', 'float32', ['N', features]);
  return graphOf('head', emit, [input], [tensorValue(logits, 'float32', ['N', outputs])]);
}

/** Three convolutions with batch normalization on 12 × 12 pixels. */
export const smallCnn = (classes: number): Graph => randomCnnGraph(5, { classes, width: 12, height: 12 });

/** Every float of a network that is a parameter: all but running statistics. */
export function parametersOf(network: Graph): string[] {
  const statistics = network.nodes.flatMap(({ op, inputs }) => (op === 'BatchNormalization' ? inputs.slice(3) : []));
  return network.initializers.flatMap(({ name, dtype }) =>
    dtype === 'float32' && !statistics.includes(name) ? [name] : [],
  );
}

export interface DrawnSet {
  readonly seed: number;
  readonly count: number;
  readonly classes: number;
  readonly dims: readonly number[];
  /** How much of each number is chance; what is left says the class. */
  readonly noise?: number;
  /** The last class has this many times fewer examples. */
  readonly rareness?: number;
  readonly multiLabel?: boolean;
}

/** Examples around a center per class. Sets with the same dims and classes have the same centers. */
export function drawnSet({
  seed,
  count,
  classes,
  dims,
  noise = 1,
  rareness = 1,
  multiLabel = false,
}: DrawnSet): TrainingData {
  const width = dims.reduce((product, length) => product * length, 1);
  const centers = Array.from({ length: classes }, (_, k) => numbers(width, derived(11, 'center', k)));
  const pick = derived(seed, 'class');
  const sum = classes - 1 + 1 / rareness;
  const classOf = Int32Array.from({ length: count }, () => Math.min(classes - 1, Math.floor(pick() * sum)));
  const targets = multiLabel ? Float32Array.from({ length: count * classes }, () => Number(pick() < 0.4)) : null;
  const rows = Array.from({ length: count }, (_, n) => {
    const row = numbers(width, derived(seed, 'example', n)).map((value) => noise * value);
    centers.forEach((center, k) => {
      const share = targets ? (targets[n * classes + k] ?? 0) : Number(classOf[n] === k);
      row.forEach((value, i) => (row[i] = value + share * (center[i] ?? 0)));
    });
    return row;
  });
  return {
    count,
    dims,
    classOf,
    targets,
    fill(indices, into) {
      indices.forEach((example, i) => into.set(rows[example] ?? [], i * width));
    },
  };
}

const numbers = (count: number, rng: () => number): Float32Array =>
  Float32Array.from({ length: count }, () => 2 * rng() - 1);

/** An empty folder, under the system's folder for such. */
export const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'fovea-loop-'));

/** A run of a network over two drawn sets; one thread, so that tests beside each other do not slow it. */
export function requestOf(
  network: Graph,
  sets: Pick<TrainingRequest, 'train' | 'holdout' | 'classes' | 'folder'>,
  wishes: TrainingWishes,
): TrainingRequest {
  return {
    network,
    input: network.inputs[0]?.name ?? '',
    logits: 'logits',
    trained: parametersOf(network),
    settings: TrainingSettings.parse({
      epochs: 4,
      batch: 16,
      learningRate: 0.05,
      patience: null,
      labelSmoothing: 0,
      ...wishes,
    }),
    device: 'cpu',
    threads: 1,
    winners: null,
    ...sets,
  };
}

export interface Watched {
  readonly hooks: TrainingHooks;
  readonly steps: StepReport[];
  readonly epochs: EpochRecord[];
  readonly judged: Judged[];
  readonly messages: string[];
  /** Stops the run, or asks it to finish, when it looks next. */
  stop(): void;
  finish(): void;
}

/** Hooks that remember what they were told. */
export function watched(onStep: (step: StepReport, watch: Watched) => void = () => undefined): Watched {
  const asked = { stop: false, finish: false };
  const watch: Watched = {
    steps: [],
    epochs: [],
    judged: [],
    messages: [],
    stop: () => (asked.stop = true),
    finish: () => (asked.finish = true),
    hooks: {
      turn: (step) => step(),
      stop: {
        get aborted() {
          return asked.stop;
        },
        throwIfAborted() {
          if (asked.stop) throw failure('engine/stopped', {});
        },
      },
      finishAsked: () => asked.finish,
      onPhase: (_phase, message) => watch.messages.push(message),
      onStep(step) {
        watch.steps.push(step);
        onStep(step, watch);
      },
      onEpoch(epoch, judged) {
        watch.epochs.push(epoch);
        if (judged) watch.judged.push(judged);
      },
    },
  };
  return watch;
}

/** The trained network's file, to be compared bit for bit. */
export const bytesOfTrained = ({ network }: Trained): Buffer => Buffer.from(encode(network));
