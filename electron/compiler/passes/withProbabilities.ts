import { isFloat } from '../graph/dtype.ts';
import { Emit } from '../graph/emit.ts';
import { fail } from '../graph/errors.ts';
import { dtypeOf, shapeOf, tensorValue, type Graph, type Shape, type Value } from '../graph/graph.ts';
import { verify } from '../graph/verify.ts';

/**
 * Appends Softmax over the classes. The new output, `probabilities` [N, classes], takes the logits' place in the list
 * of outputs; logits of shape [N, classes, 1, 1] are flattened first.
 *
 * Law: result = exp(logit) / sum of exp(logits) in each row; all other outputs stay the same.
 *
 * @param outputName  default: the only output
 * @throws graph/unknown-value  there is no such output, or not exactly one
 * @throws graph/unfit-value    the output is not one row of floating-point scores per photo
 */
export function withProbabilities(graph: Graph, outputName?: string): Graph {
  const logits = logitsOutput(graph, outputName);
  const shape = shapeOf(logits);
  const classes = classesIn(shape, logits.name);
  const emit = new Emit(graph);
  // On a matrix, Softmax means the same before and after opset 13, which changed how it treats further axes.
  const rows =
    shape?.length === 2 ? logits.name : emit.op('Flatten', [logits.name], { axis: 1 }, { name: 'logits_flat' });
  const name = emit.op('Softmax', [rows], { axis: 1 }, { name: 'probabilities' });
  const output = tensorValue(name, dtypeOf(logits) ?? 'float32', [shape?.[0] ?? '', classes]);
  const result: Graph = {
    ...graph,
    outputs: graph.outputs.map((value) => (value.name === logits.name ? output : value)),
    nodes: [...graph.nodes, ...emit.nodes],
  };
  return verify(result, 'withProbabilities');
}

/**
 * Appends a Sigmoid of each class's own score, for classes that were learned one against the rest. The new output,
 * `probabilities` [N, classes], takes the logits' place in the list of outputs.
 *
 * Law: result = 1 / (1 + exp(−logit)); as shares, divided by their sum in each row.
 *
 * @param shares      whether exactly one class is true, so that the probabilities of a row sum to 1
 * @param outputName  default: the only output
 * @throws graph/unknown-value, graph/unfit-value  as withProbabilities
 * @see Platt, "Probabilistic outputs for support vector machines", 1999, whose slope and offset lie in the logits
 */
export function withOneVsRestProbabilities(graph: Graph, shares: boolean, outputName?: string): Graph {
  const logits = logitsOutput(graph, outputName);
  const shape = shapeOf(logits);
  const classes = classesIn(shape, logits.name);
  const emit = new Emit(graph);
  const rows =
    shape?.length === 2 ? logits.name : emit.op('Flatten', [logits.name], { axis: 1 }, { name: 'logits_flat' });
  const each = emit.op('Sigmoid', [rows], {}, { name: shares ? 'each' : 'probabilities' });
  const name = shares ? sharesOf(emit, each) : each;
  const output = tensorValue(name, dtypeOf(logits) ?? 'float32', [shape?.[0] ?? '', classes]);
  const result: Graph = {
    ...graph,
    outputs: graph.outputs.map((value) => (value.name === logits.name ? output : value)),
    initializers: [...graph.initializers, ...emit.initializers],
    nodes: [...graph.nodes, ...emit.nodes],
  };
  return verify(result, 'withOneVsRestProbabilities');
}

/** Divided by their sum in each row. */
function sharesOf(emit: Emit, each: string): string {
  const axes = emit.ints([1], 'classes_axis');
  const sum = emit.op('ReduceSum', [each, axes], { keepdims: 1 });
  return emit.op('Div', [each, sum], {}, { name: 'probabilities' });
}

function logitsOutput(graph: Graph, wanted: string | undefined): Value {
  const { outputs } = graph;
  const found =
    wanted === undefined
      ? outputs.length === 1
        ? outputs[0]
        : undefined
      : outputs.find(({ name }) => name === wanted);
  const known = outputs.map(({ name }) => name).join(', ');
  if (!found) return fail('graph/unknown-value', { role: 'output', value: wanted ?? '(the only one)', known });
  const dtype = dtypeOf(found);
  if (dtype && isFloat(dtype)) return found;
  return fail('graph/unfit-value', { value: found.name, reason: 'it holds no floating-point numbers.' });
}

/** The one axis after the first that is longer than 1. */
function classesIn(shape: Shape | null, value: string) {
  if (!shape) return '';
  const long = shape.slice(1).filter((dim) => dim !== 1);
  const only = shape.length === 2 ? shape[1] : long[0];
  if (shape.length >= 2 && long.length <= 1 && only !== undefined) return only;
  return fail('graph/unfit-value', {
    value,
    reason: `its shape [${shape.join(', ')}] is not one row of scores per photo.`,
  });
}
