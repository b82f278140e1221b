import { floatAttribute, intAttribute } from '../graph/attributes.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { topologicalOrder } from '../graph/walk.ts';
import { Extension } from './extension.ts';

/**
 * Writes each BatchNormalization that uses the statistics of the batch in elementary operators, for devices that have
 * it only for use: the WebGPU provider accepts such a node and refuses to run it. Those in use stay as they are.
 *
 *     Y = scale · (X − μ) / √(σ² + ε) + B,  running = momentum · input + (1 − momentum) · that of the batch
 *
 * Law: outputs and gradients are what they were, to rounding.
 *
 * @throws what `shapesOf` throws
 * @see Ioffe and Szegedy, "Batch Normalization", 2015, section 3; onnx/docs/Operators.md, BatchNormalization-15
 */
export function decomposeBatchNorm(graph: Graph): Graph {
  const emit = new Extension(graph);
  const nodes = graph.nodes.filter((node) => !isTraining(node));
  graph.nodes.filter(isTraining).forEach((node) => decompose(emit, node));
  const result = emit.applied(graph.outputs, 'decomposeBatchNorm', nodes);
  return { ...result, nodes: topologicalOrder(result, 'decomposeBatchNorm') };
}

const isTraining = (node: Node): boolean =>
  node.op === 'BatchNormalization' && node.domain === '' && intAttribute(node, 'training_mode', 0) === 1;

/** X [N, C, …]; all others [C] */
function decompose(emit: Extension, node: Node): void {
  const [x = '', scale = '', bias = '', inputMean = '', inputVariance = ''] = node.inputs;
  const [y = '', runningMean = '', runningVariance = ''] = node.outputs;
  const dims = emit.dims(x);
  const perChannel = (value: string): string =>
    emit.reshape(value, [...emit.dims(value), ...dims.slice(2).map(() => 1)]);
  const axes = dims.flatMap((_, axis) => (axis === 1 ? [] : [axis]));

  const mean = emit.mean(x, axes, 1);
  const centered = emit.sub(x, mean);
  const variance = emit.mean(emit.square(centered), axes, 1);
  const deviation = emit.sqrt(emit.affine(variance, 1, floatAttribute(node, 'epsilon', 1e-5)));
  const scaled = emit.mul(emit.div(centered, deviation), perChannel(scale));
  emit.op('Add', [scaled, perChannel(bias)], {}, { outputs: [y] });

  const momentum = floatAttribute(node, 'momentum', 0.9);
  const carry = (last: string, batch: string, output: string): void => {
    if (output === '') return;
    const share = emit.affine(emit.reshape(batch, emit.dims(last)), 1 - momentum);
    emit.op('Add', [emit.affine(last, momentum), share], {}, { outputs: [output] });
  };
  carry(inputMean, mean, runningMean);
  carry(inputVariance, variance, runningVariance);
}
