import { cutAt, Emit, shapeOf, tensorValue, verify, type Graph } from '../../../../compiler/index.ts';
import { fail, type DeviceId, type ModelFile, type Preprocessing } from '../../../../contract/index.ts';
import { hypercolumnNetwork, type Size, type Tap } from '../../../hypercolumns/index.ts';

/** How regions reach a network: each warped to its input, or all pooled from one map of the photo. */
export type RegionForm = 'exact' | 'shared';

/** The part of a network that describes regions. */
export interface RegionNetwork {
  /** Of the network it is a part of. */
  readonly name: string;
  readonly form: RegionForm;
  /** exact: [batch, 3, height, width] to rows [batch, F]. shared: a picture [1, 3, side, side] to its map. */
  readonly graph: Graph;
  readonly preprocessing: Preprocessing;
  /** Of the graph's input. */
  readonly size: Size;
  readonly batch: number;
  /** Cells of a region's features along each side. */
  readonly grid: number;
  readonly tap: Tap;
  /** F */
  readonly width: number;
}

export interface RegionWishes {
  readonly form: RegionForm;
  /** null: what suits the form. */
  readonly grid: number | null;
  /** A value of the network; null: its last map that every path passes through. */
  readonly tap: string | null;
  readonly device: DeviceId;
  /** Regions of one run of the exact form; default: what suits the device. */
  readonly batch?: number;
}

/** Pixels of the network's input that show what is around a region. */
export const contextPx = 16;

// Measured on two cores, mobilenetv2 at 224 pixels: 3.2 ms a region in fours, 3.4 in sixteens, 2.9 in thirty-twos.
const batchOnCpu = 16;
const batchOnDevice = 64;
/** Measured on the raccoons; docs/detectors.md has the table. */
const gridOf: Readonly<Record<RegionForm, number>> = { exact: 3, shared: 3 };
/** Of the square that a photo is laid into, in sides of the network's input, at least and at most so many pixels. */
const [inputsPerSide, leastSide, mostSide] = [3, 320, 1024];

/** @throws model/not-onnx, model/bad-card, model/unsupported */
export async function regionNetwork(model: ModelFile, wishes: RegionWishes): Promise<RegionNetwork> {
  const { form, device } = wishes;
  const { name, preprocessing } = model.card;
  const grid = wishes.grid ?? gridOf[form];
  const batch = form === 'shared' ? 1 : (wishes.batch ?? (device === 'cpu' ? batchOnCpu : batchOnDevice));
  if (form === 'exact' && Math.min(preprocessing.width, preprocessing.height) <= 2 * contextPx)
    fail('model/unsupported', { model: name, reason: 'it sees too few pixels to leave room around a region.' });
  const side = sharedSide(preprocessing);
  const { width, height } = form === 'shared' ? { width: side, height: side } : preprocessing;
  const size = { width, height };
  const { graph, tap } = await mapTrunk(model, size, batch, wishes.tap);
  const parts = { name, form, preprocessing, size, batch, grid, tap };
  if (form === 'shared') return { ...parts, graph, width: tap.channels * grid * grid };
  const pooled = pooledTo(graph, tap, grid, batch);
  return { ...parts, graph: pooled, width: Number(shapeOf(pooled.outputs[0] ?? { name: '', type: null })?.[1] ?? 0) };
}

function sharedSide({ width, height }: Preprocessing): number {
  const wished = inputsPerSide * Math.max(width, height);
  return 32 * Math.round(Math.min(mostSide, Math.max(leastSide, wished)) / 32);
}

async function mapTrunk(model: ModelFile, size: Size, batch: number, tap: string | null) {
  const { graph, taps } = await hypercolumnNetwork(model, size, { batch, ...(tap !== null && { taps: [tap] }) });
  // The last of all is the colors.
  const last = taps.at(-2);
  if (!last) return fail('model/unsupported', { model: model.card.name, reason: 'it has no such map of a picture.' });
  return { graph: cutAt(graph, [last.value]), tap: last };
}

/** The mean over each cell of a grid of `side` × `side` cells that cover a map, overlapping where they do not fit. */
function pooledTo(trunk: Graph, { channels, rows, columns }: Tap, side: number, batch: number): Graph {
  const emit = new Emit(trunk);
  const alongs = [rows, columns].map((length) => {
    const cells = Math.min(side, length);
    const step = Math.floor(length / cells);
    return { cells, step, kernel: length - (cells - 1) * step };
  });
  const pooled = emit.op('AveragePool', [trunk.outputs[0]?.name ?? ''], {
    kernel_shape: alongs.map(({ kernel }) => kernel),
    strides: alongs.map(({ step }) => step),
  });
  const width = alongs.reduce((product, { cells }) => product * cells, channels);
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
