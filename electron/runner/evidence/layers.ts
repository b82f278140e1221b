import {
  GraphError,
  knownShapes,
  receptiveFieldsOf,
  topologicalOrder,
  type Graph,
  type ReceptiveField,
} from '../../compiler/index.ts';
import type { LabLayer, ModelCard } from '../../contract/index.ts';
import { refusing } from './bound.ts';
import { waysFrom } from './ways.ts';

/** Operators that only move or keep numbers: what they give was there before. */
const passing = new Set(
  'Identity Dropout Reshape Flatten Squeeze Unsqueeze Transpose Cast Shape Slice Gather Pad'.split(' '),
);

/**
 * The layers of a network that can be looked into, in the order of computation: float values of one picture with channels,
 * as maps [1, C, H, W] or as numbers [1, C].
 *
 * @param graph  bound to one picture, as `boundTo` gives it
 * @throws model/unsupported  the picture's size is not known
 */
export function layersOf(graph: Graph, card: ModelCard): LabLayer[] {
  return refusing(card, () => {
    // Behind an operator that Fovea does not know, ONNX Runtime goes on; only the sizes of layers are not known there.
    const { shapes } = knownShapes(graph);
    const { layout } = card.preprocessing;
    const fields = fieldsIn(graph, card.inputName, layout);
    const ways = waysFrom(graph, card.inputName);
    return topologicalOrder(graph, 'layersOf').flatMap((node): LabLayer[] => {
      const [name = ''] = node.outputs;
      const way = ways.get(name);
      if (!way) return [];
      const type = shapes.shapeOf(name);
      if (passing.has(node.op) || type?.dtype !== 'float32') return [];
      const size = sizeOf(type.dims);
      return size ? [{ name, op: node.op, ...size, field: fieldOf(fields.get(name)), noGradient: way.why }] : [];
    });
  });
}

/** Inside a graph pictures are [N, C, H, W], whatever the form of its input. */
function sizeOf(dims: readonly number[]): Pick<LabLayer, 'channels' | 'rows' | 'columns'> | null {
  const [batch, channels = 0, rows = 1, columns = 1] = dims;
  const isLayer = (dims.length === 4 || dims.length === 2) && batch === 1 && channels > 1;
  return isLayer ? { channels, rows, columns } : null;
}

/** The receptive field of each value; none where a shape is not known. */
export function fieldsIn(graph: Graph, input: string, layout: 'NCHW' | 'NHWC'): ReadonlyMap<string, ReceptiveField> {
  try {
    return receptiveFieldsOf(graph, { input, layout });
  } catch (thrown) {
    if (thrown instanceof GraphError) return new Map();
    throw thrown;
  }
}

function fieldOf(field: ReceptiveField | undefined): LabLayer['field'] {
  if (!field) return null;
  const { rows, columns } = field;
  return {
    ...{ width: columns.extentPx, height: rows.extentPx, stepX: columns.stepPx, stepY: rows.stepPx },
    ...{ startX: columns.startPx, startY: rows.startPx },
  };
}
