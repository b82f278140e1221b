import type { DType } from '../graph/dtype.ts';
import { fedInputs, shapeOf, type Dim, type Graph, type Node, type Shape, type Value } from '../graph/graph.ts';
import type { Shapes } from '../graph/shapes.ts';
import { labelOf, topologicalOrder } from '../graph/walk.ts';
import { ops } from '../ops/table.ts';
import { GraphError } from '../graph/errors.ts';
import { costOf, parametersOf } from './countCost.ts';
import { densify } from './densify.ts';
import { describeTraining, type TrainingVerdict } from './describeTraining.ts';
import { knownShapes, readValues } from './knownShapes.ts';
import { receptiveFieldsOf } from './receptiveField.ts';

/** One node as a person reads it. */
export interface Layer {
  /** With its domain before it where that is not the standard one. */
  readonly op: string;
  readonly name: string;
  /** Name of its first output; '' where it has none. */
  readonly value: string;
  /** Type of the first output; null where no rule and no statement of the file says it. */
  readonly dtype: DType | null;
  readonly dims: readonly number[] | null;
  readonly parameters: number;
  /** null where it is not known. */
  readonly multiplyAdds: number | null;
  readonly activationBytes: number | null;
  readonly training: TrainingVerdict;
  /** What one position of the first output sees of the picture; null where there is no picture or it is not known. */
  readonly field: Field | null;
  /** Computes with whole numbers in the place of floats. */
  readonly quantized: boolean;
  /** Why Fovea cannot look into this node; null where it can. */
  readonly problem: string | null;
}

/** In pixels of the picture; a step of 0 where every position sees the same. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** Whether a network can be evaluated at every place of a larger picture at once. */
export interface DenseVerdict {
  readonly possible: boolean;
  /** Why not, as a sentence; else ''. */
  readonly reason: string;
  /** Of its first output; null where it is not possible. */
  readonly field: Field | null;
}

export interface NetworkDescription {
  /** In the order of computation. */
  readonly layers: readonly Layer[];
  readonly parameters: number;
  /** Of the layers of which it is known. */
  readonly multiplyAdds: number;
  readonly activationBytes: number;
  /** null for a network that does not take one picture. */
  readonly dense: DenseVerdict | null;
  /** Whether every layer's shape and cost is known. */
  readonly complete: boolean;
}

/**
 * What a network is made of and what can be done with it. Operators that Fovea does not know are told by name; behind
 * them it goes on with what the file states of shapes.
 *
 * @throws graph/open-shape  an input's shape is not stated in full
 */
export function describeNetwork(graph: Graph): NetworkDescription {
  const { shapes, problems } = knownShapes(graph);
  const parameters = parametersOf(graph);
  const read = readValues(graph);
  const fields = problems.size === 0 ? fieldsOf(graph) : new Map<string, Field>();
  const layers = topologicalOrder(graph, 'describeNetwork').map((node): Layer => {
    const isShaped = !problems.has(node) && node.outputs.every((name) => name === '' || shapes.shapeOf(name));
    const own = parameters.get(node) ?? 0;
    const cost = isShaped ? costOf(node, shapes, own) : null;
    const [type] = node.outputs.flatMap((name) => shapes.shapeOf(name) ?? []);
    return {
      op: opName(node),
      name: labelOf(node),
      value: node.outputs[0] ?? '',
      dtype: type?.dtype ?? null,
      dims: type?.dims ?? null,
      parameters: own,
      multiplyAdds: cost?.multiplyAdds ?? null,
      activationBytes: cost?.activationBytes ?? null,
      training: isShaped ? trainingOf(node, shapes, read) : untried(node),
      field: fields.get(node.outputs[0] ?? '') ?? null,
      quantized: isQuantized(node),
      problem: problems.get(node)?.message ?? null,
    };
  });
  const total = (count: (layer: Layer) => number | null): number =>
    layers.reduce((sum, layer) => sum + (count(layer) ?? 0), 0);
  return {
    layers,
    parameters: total((layer) => layer.parameters),
    multiplyAdds: total((layer) => layer.multiplyAdds),
    activationBytes: total((layer) => layer.activationBytes),
    dense: denseVerdict(graph, fields, problems.size > 0),
    complete: layers.every(({ multiplyAdds }) => multiplyAdds !== null),
  };
}

const opName = ({ op, domain }: Node): string => (domain === '' ? op : `${domain}.${op}`);

/** Where the channels of a picture stand: before its rows and columns, or behind them. */
export function layoutOf(shape: Shape): 'NCHW' | 'NHWC' {
  const isChannels = (dim: Dim | undefined): boolean => dim === 1 || dim === 3 || dim === 4;
  return isChannels(shape[3]) && !isChannels(shape[1]) ? 'NHWC' : 'NCHW';
}

/** Found out by making it dense for a picture of its own size. */
function denseVerdict(graph: Graph, fields: ReadonlyMap<string, Field>, hasProblems: boolean): DenseVerdict | null {
  const picture = onePicture(graph);
  if (!picture || layoutOf(shapeOf(picture) ?? []) === 'NHWC') return null;
  if (hasProblems) return { possible: false, reason: 'Fovea does not know all of its operators.', field: null };
  const [, , height, width] = shapeOf(picture) ?? [];
  try {
    densify(graph, { height: Number(height), width: Number(width), padding: 'keep' });
    return { possible: true, reason: '', field: lastMap(graph, fields) };
  } catch (thrown) {
    if (thrown instanceof GraphError) return { possible: false, reason: thrown.message, field: null };
    throw thrown;
  }
}

/** By the names of the values; none for a network that does not take one picture. */
function fieldsOf(graph: Graph): ReadonlyMap<string, Field> {
  const picture = onePicture(graph);
  if (!picture) return new Map();
  const found = receptiveFieldsOf(graph, { input: picture.name, layout: layoutOf(shapeOf(picture) ?? []) });
  return new Map(
    [...found].map(([name, { rows, columns }]) => [
      name,
      { width: columns.extentPx, height: rows.extentPx, stepX: columns.stepPx, stepY: rows.stepPx },
    ]),
  );
}

/** The only input of four axes; null where there is none or more than one. */
function onePicture(graph: Graph): Value | null {
  const pictures = fedInputs(graph).filter((input) => shapeOf(input)?.length === 4);
  return pictures.length === 1 ? (pictures[0] ?? null) : null;
}

/** The field of the first output, with the step of the last value that still has one: places between its answers. */
function lastMap(graph: Graph, fields: ReadonlyMap<string, Field>): Field | null {
  const end = fields.get(graph.outputs[0]?.name ?? '');
  const steps = [...fields.values()].filter(({ stepX, stepY }) => stepX > 0 && stepY > 0);
  const last = steps.at(-1);
  return end && last ? { ...end, stepX: last.stepX, stepY: last.stepY } : null;
}

/** A rule with a mistake takes nothing away from what else there is to tell. */
function trainingOf(node: Node, shapes: Shapes, read: ReadonlySet<string>): TrainingVerdict {
  try {
    return describeTraining(node, shapes, read);
  } catch (thrown) {
    return { trains: 'no', reason: `its gradient has a mistake: ${thrown instanceof Error ? thrown.message : ''}` };
  }
}

const untried = (node: Node): TrainingVerdict => ({
  trains: 'no',
  reason: Object.hasOwn(ops, node.op) && node.domain === '' ? 'its shape is not known' : 'the operator is not known',
});

/** Of the standard operators and of ONNX Runtime's own. */
const isQuantized = ({ op }: Node): boolean =>
  /^(QLinear|QGemm|QAttention|Quantize|Dequantize|DynamicQuantize)|Integer(ToFloat)?$/.test(op);
