import {
  asParameters,
  attachLoss,
  differentiate,
  encode,
  softmaxLoss,
  squaredError,
  upgrade,
  type Graph,
  type Tensor,
} from '../../electron/compiler/index.ts';
import { createSession, Tensor as RunTensor } from '../../electron/runner/runtime/session.ts';
import type { Loss, Problem } from './writeNetwork.ts';

export interface OurResult {
  readonly loss: number;
  /** Row-major. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** The training graph of a problem: parameters and target are inputs, loss and gradients are outputs. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly loss: string;
  /** From each wanted value to the output that is its gradient. */
  readonly gradients: ReadonlyMap<string, string>;
  /** The numbers of every input. */
  readonly feeds: readonly Tensor[];
}

const target = 'target';

/** What our compiler makes of a problem. */
export function trainingGraphOf({ graph, feeds, loss, wanted }: Problem): TrainingGraph {
  const fed = new Set(feeds.map(({ name }) => name));
  const parameterized = asParameters(
    upgrade(graph),
    wanted.filter((name) => !fed.has(name)),
  );
  const withLoss = attachLoss(parameterized.graph, lossOf(loss));
  const differentiated = differentiate(withLoss.graph, { of: withLoss.loss, wrt: wanted });
  const targets = { ...loss.target, name: target };
  return { ...differentiated, loss: withLoss.loss, feeds: [...feeds, targets, ...parameterized.values.values()] };
}

/** Runs it once in ONNX Runtime, float32, with the options of the product. */
export async function runOurs(problem: Problem): Promise<OurResult> {
  const { graph, loss, gradients, feeds } = trainingGraphOf(problem);
  const session = await createSession(encode(graph), 'cpu');
  try {
    const outputs = await session.run(Object.fromEntries(feeds.map((tensor) => [tensor.name, runTensorOf(tensor)])), [
      loss,
      ...gradients.values(),
    ]);
    const numbers = (name: string): Float32Array => {
      const numbersOf = outputs[name]?.data;
      if (!(numbersOf instanceof Float32Array)) throw new Error(`${name} is not float32`);
      return numbersOf;
    };
    return {
      loss: numbers(loss)[0] ?? NaN,
      gradients: new Map([...gradients].map(([value, name]) => [value, numbers(name)] as const)),
    };
  } finally {
    await session.release();
  }
}

const lossOf = (loss: Loss) =>
  loss.kind === 'crossEntropy'
    ? softmaxLoss({ logits: loss.logits, targets: target })
    : squaredError({ values: loss.output, targets: target });

function runTensorOf({ dtype, dims, bytes }: Tensor): RunTensor {
  const copy = bytes.slice().buffer;
  if (dtype === 'float32') return new RunTensor('float32', new Float32Array(copy), dims);
  if (dtype === 'int64') return new RunTensor('int64', new BigInt64Array(copy), dims);
  throw new Error(`no problem feeds ${dtype}`);
}
