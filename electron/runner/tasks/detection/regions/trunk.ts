import { cutAt, Emit, tensorValue, verify, type Graph } from '../../../../compiler/index.ts';
import { fail, type ModelFile } from '../../../../contract/index.ts';
import { hypercolumnNetwork, type Size, type Tap } from '../../../hypercolumns/index.ts';

/** The part of a network before one of its maps, for pictures of one size. */
export interface MapTrunk {
  /** `picture` to [batch, channels, rows, columns] */
  readonly graph: Graph;
  readonly tap: Tap;
}

/**
 * @param tap  a value of the network; null: the last map that every path passes through
 * @throws model/not-onnx, model/bad-card, model/unsupported
 */
export async function mapTrunk(model: ModelFile, size: Size, batch: number, tap: string | null): Promise<MapTrunk> {
  const { graph, taps } = await hypercolumnNetwork(model, size, { batch, ...(tap !== null && { taps: [tap] }) });
  // The last of all is the colors.
  const last = taps.at(-2);
  const { name: card } = model.card;
  if (!last) return fail('model/unsupported', { model: card, reason: 'it has no map of a picture.' });
  return { graph: cutAt(graph, [last.value]), tap: last };
}

/** The mean over each cell of a grid of `side` × `side` cells that cover a map, overlapping where they do not fit. */
export function pooledTo(trunk: Graph, { channels, rows, columns }: Tap, side: number, batch: number): Graph {
  const emit = new Emit(trunk);
  const [steps, kernel] = [
    [rows, columns].map((length) => Math.max(1, Math.floor(length / side))),
    [rows, columns].map((length) => Math.max(1, length - (side - 1) * Math.max(1, Math.floor(length / side)))),
  ];
  const map = trunk.outputs[0]?.name ?? '';
  const pooled = emit.op('AveragePool', [map], { kernel_shape: kernel, strides: steps });
  const cells = [rows, columns].map(
    (length, axis) => 1 + Math.floor((length - (kernel[axis] ?? 1)) / (steps[axis] ?? 1)),
  );
  const width = channels * cells.reduce((product, count) => product * count, 1);
  const name = emit.op('Reshape', [pooled, emit.ints([batch, width], 'row')]);
  return verify(
    {
      ...trunk,
      nodes: [...trunk.nodes, ...emit.nodes],
      initializers: [...trunk.initializers, ...emit.initializers],
      outputs: [tensorValue(name, 'float32', [batch, width])],
    },
    'regions',
  );
}
