import type { DType } from '../graph/dtype.ts';
import { fedInputs, shapeOf, type Dim, type Graph, type Node, type Shape } from '../graph/graph.ts';
import type { Shapes } from '../graph/shapes.ts';
import { labelOf, topologicalOrder } from '../graph/walk.ts';
import { ops } from '../ops/table.ts';
import { costOf, parametersOf } from './countCost.ts';
import { describeTraining, type TrainingVerdict } from './describeTraining.ts';
import { knownShapes, readValues } from './knownShapes.ts';
import { receptiveFieldsOf } from './receptiveField.ts';

/** One node as a person reads it. */
export interface Layer {
  /** With its domain before it where that is not the standard one. */
  readonly op: string;
  readonly name: string;
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

export interface NetworkDescription {
  /** In the order of computation. */
  readonly layers: readonly Layer[];
  readonly parameters: number;
  /** Of the layers of which it is known. */
  readonly multiplyAdds: number;
  readonly activationBytes: number;
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
    complete: layers.every(({ multiplyAdds }) => multiplyAdds !== null),
  };
}

const opName = ({ op, domain }: Node): string => (domain === '' ? op : `${domain}.${op}`);

/** Where the channels of a picture stand: before its rows and columns, or behind them. */
export function layoutOf(shape: Shape): 'NCHW' | 'NHWC' {
  const isChannels = (dim: Dim | undefined): boolean => dim === 1 || dim === 3 || dim === 4;
  return isChannels(shape[3]) && !isChannels(shape[1]) ? 'NHWC' : 'NCHW';
}

/** By the names of the values; none for a network that does not take one picture. */
function fieldsOf(graph: Graph): ReadonlyMap<string, Field> {
  const pictures = fedInputs(graph).filter((input) => shapeOf(input)?.length === 4);
  const [picture] = pictures;
  if (!picture || pictures.length !== 1) return new Map();
  const found = receptiveFieldsOf(graph, { input: picture.name, layout: layoutOf(shapeOf(picture) ?? []) });
  return new Map(
    [...found].map(([name, { rows, columns }]) => [
      name,
      { width: columns.extentPx, height: rows.extentPx, stepX: columns.stepPx, stepY: rows.stepPx },
    ]),
  );
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
