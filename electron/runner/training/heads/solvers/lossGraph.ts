import {
  attachLoss,
  differentiate,
  Emit,
  encode,
  graphOf,
  oneVsRestHingeLoss,
  softmaxLoss,
  tensorValue,
  type Graph,
} from '../../../../compiler/index.ts';

/** The loss of a linear head over a block of rows. */
export interface LossShape {
  readonly loss: 'softmax' | 'svm';
  /** N of the block. */
  readonly rows: number;
  /** F */
  readonly width: number;
  /** C */
  readonly classes: number;
}

/**
 * The graph of the losses of a linear head and of their weighted sum's gradient.
 *
 *     in   features [N, F], weight [C, F], bias [C], targets [N, int64], costs [N]
 *     out  losses [N],  gradients of Σ costs · losses:  weight/gradient [C, F], bias/gradient [C]
 */
export function lossGraph({ loss, rows, width, classes }: LossShape): Graph {
  const emit = new Emit(null);
  const inputs = [
    tensorValue('features', 'float32', [rows, width]),
    tensorValue('weight', 'float32', [classes, width]),
    tensorValue('bias', 'float32', [classes]),
    tensorValue('costs', 'float32', [rows]),
  ];
  const logits = emit.op('Gemm', ['features', 'weight', 'bias'], { transB: 1 }, { outputs: ['logits'] });
  const forward = graphOf('linear head', emit, inputs, [tensorValue(logits, 'float32', [rows, classes])]);
  const kind = loss === 'softmax' ? softmaxLoss({ logits }) : oneVsRestHingeLoss({ scores: logits, squared: true });
  const { graph } = attachLoss(forward, kind);
  const wrt = ['weight', 'bias'];
  const whole = differentiate(graph, { of: 'losses', wrt, seed: 'costs' });
  const wanted = new Set(['losses', ...whole.gradients.values()]);
  return { ...whole.graph, outputs: whole.graph.outputs.filter(({ name }) => wanted.has(name)) };
}

export const lossNetwork = (shape: LossShape): Uint8Array => encode(lossGraph(shape));
