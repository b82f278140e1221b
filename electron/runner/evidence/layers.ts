import {
  gradients,
  receptiveFieldsOf,
  shapesOf,
  topologicalOrder,
  labelOf,
  type GradientTable,
  type Graph,
  type Node,
  type ReceptiveField,
} from '../../compiler/index.ts';
import type { LabLayer, ModelCard } from '../../contract/index.ts';
import { refusing } from './bound.ts';

/** Operators that only move or keep numbers: what they give was there before. */
const passing = new Set(
  'Identity Dropout Reshape Flatten Squeeze Unsqueeze Transpose Cast Shape Slice Gather Pad'.split(' '),
);

/**
 * The layers of a network that can be looked into, in the order of computation: float values of one picture with channels,
 * as maps [1, C, H, W] or as numbers [1, C].
 *
 * @param graph  bound to one picture, as `boundTo` gives it
 * @throws model/unsupported  a shape in it is not known
 */
export function layersOf(graph: Graph, card: ModelCard): LabLayer[] {
  return refusing(card, () => {
    const shapes = shapesOf(graph);
    const { layout } = card.preprocessing;
    const fields = receptiveFieldsOf(graph, { input: card.inputName, layout });
    const barriers = new Map<string, string | null>([[card.inputName, null]]);
    return topologicalOrder(graph, 'layersOf').flatMap((node): LabLayer[] => {
      const before = node.inputs.filter((name) => barriers.has(name));
      if (before.length === 0) return [];
      const barrier = barrierOf(node) ?? before.map((name) => barriers.get(name)).find((why) => why != null) ?? null;
      for (const name of node.outputs) barriers.set(name, barrier);
      const [name = ''] = node.outputs;
      const type = shapes.shapeOf(name);
      if (passing.has(node.op) || type?.dtype !== 'float32') return [];
      const size = sizeOf(type.dims);
      return size ? [{ name, op: node.op, ...size, field: fieldOf(fields.get(name)), noGradient: barrier }] : [];
    });
  });
}

function barrierOf(node: Node): string | null {
  const table: GradientTable = gradients;
  return node.domain === '' && Object.hasOwn(table, node.op) ? null : `${node.op}, in "${labelOf(node)}"`;
}

/** Inside a graph pictures are [N, C, H, W], whatever the form of its input. */
function sizeOf(dims: readonly number[]): Pick<LabLayer, 'channels' | 'rows' | 'columns'> | null {
  const [batch, channels = 0, rows = 1, columns = 1] = dims;
  const isLayer = (dims.length === 4 || dims.length === 2) && batch === 1 && channels > 1;
  return isLayer ? { channels, rows, columns } : null;
}

function fieldOf(field: ReceptiveField | undefined): LabLayer['field'] {
  if (!field) return null;
  const { rows, columns } = field;
  return { width: columns.extentPx, height: rows.extentPx, stepX: columns.stepPx, stepY: rows.stepPx };
}
