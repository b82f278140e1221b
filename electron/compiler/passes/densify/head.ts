import { floatAttribute, intAttribute } from '../../graph/attributes.ts';
import { elements } from '../../graph/graph.ts';
import { floatsOf, floatTensor } from '../../graph/tensor.ts';
import type { DenseContext, DenseRule } from './context.ts';
import type { DenseMap } from './denseMap.ts';
import { slide, wholePatch } from './window.ts';

// Fully connected layers are convolutions whose window is the whole patch.
// See Long, Shelhamer, Darrell, "Fully convolutional networks for semantic segmentation", 2015, section 3.1.

/** [N, C, h, w] → [N, C·h·w]: the map stays, and what reads it next reads it with a window. */
const reshaped: DenseRule = ({ map, dims, output, refuse }) => {
  const [batch = 1, channels = 1] = dims(0);
  const places = map.patch[0] * map.patch[1];
  const perSample = elements(dims(0)) / batch;
  const isFlat = output.length === 2 && output[0] === batch && output[1] === perSample;
  const isColumn = places === 1 && output.length === 4 && output.slice(0, 2).join() === [batch, channels].join();
  return isFlat || isColumn || output.join() === dims(0).join()
    ? map
    : refuse(`it rearranges [${dims(0).join(', ')}] to [${output.join(', ')}]`);
};

export const Flatten = reshaped;
export const Reshape = reshaped;
export const Squeeze = reshaped;
export const Unsqueeze = reshaped;

/** Y = alpha · A · B + beta · C becomes Conv with the window h × w */
export const Gemm: DenseRule = (context) => {
  const { node, known, refuse } = context;
  if (intAttribute(node, 'transA', 0) === 1) refuse('it mixes the samples of a batch');
  const isTransposed = intAttribute(node, 'transB', 0) === 1;
  const bias = known(2);
  return linear(context, isTransposed, floatAttribute(node, 'alpha', 1), {
    numbers: bias && floatsOf(bias),
    factor: floatAttribute(node, 'beta', 1),
  });
};

export const MatMul: DenseRule = (context) => linear(context, false, 1, { numbers: null, factor: 1 });

interface Bias {
  /** [M] or one for all; null: none */
  readonly numbers: ArrayLike<number> | null;
  readonly factor: number;
}

function linear(context: DenseContext, isTransposed: boolean, factor: number, bias: Bias): DenseMap {
  const { emit, map, known, dims, output, refuse } = context;
  const tensor = known(1);
  const weights = tensor && floatsOf(tensor);
  if (!weights || context.mapAt(1)) return refuse('its weights depend on the picture');
  if (dims(0).length !== 2 || dims(1).length !== 2) return refuse('it is not a product of rows with one matrix');
  const [inputs = 1, outputs = 1] = [dims(0)[1], output[1]];
  const kernel = [outputs, inputs / (map.patch[0] * map.patch[1]), ...map.patch];
  const laid = laidInRows(weights, inputs, outputs, isTransposed ? 'rows' : 'columns', factor);
  const { numbers } = bias;
  const biases = numbers
    ? Float32Array.from({ length: outputs }, (_, m) => bias.factor * (numbers[numbers.length === 1 ? 0 : m] ?? 0))
    : null;
  const names = [
    emit.constant(floatTensor(`${tensor.name}_window`, kernel, laid)),
    ...(biases ? [emit.constant(floatTensor('window_bias', [outputs], biases))] : []),
  ];
  return slide(context, wholePatch(map), 0, (x, window) => emit.op('Conv', [x, ...names], { ...window }));
}

/**
 * The weights of each output in one row, times a factor: [outputs · inputs]. In plain loops, because VGG-16 has a
 * hundred million of them.
 *
 * @param stand  whether an output's weights are a row or a column of the matrix
 */
function laidInRows(
  weights: Float32Array | Float64Array,
  inputs: number,
  outputs: number,
  stand: 'rows' | 'columns',
  factor: number,
): Float32Array {
  const [rowStep, columnStep] = stand === 'rows' ? [inputs, 1] : [1, outputs];
  const laid = new Float32Array(weights.length);
  for (let m = 0, at = 0; m < outputs; m++) {
    for (let k = 0; k < inputs; k++) laid[at++] = factor * (weights[m * rowStep + k * columnStep] ?? 0);
  }
  return laid;
}
