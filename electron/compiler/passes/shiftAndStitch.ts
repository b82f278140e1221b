import { tensorValue, type Graph } from '../graph/graph.ts';
import { Shapes } from '../graph/shapes.ts';
import { TypedEmit } from '../graph/typedEmit.ts';
import { verify } from '../graph/verify.ts';
import { ops } from '../ops/table.ts';
import { densify, type DenseGraph, type DensifyOptions } from './densify.ts';
import { pair, type Pair } from './densify/denseMap.ts';
import { windowed } from './densify/folding.ts';

export interface ShiftAndStitchOptions extends Pick<DensifyOptions, 'height' | 'width' | 'batch' | 'output'> {
  /** The product of the strides of the network: so many pixels lie between positions of one shifted picture. */
  readonly strides: number;
}

/**
 * Evaluates a patch network at every pixel with its strides as they are: on strides² pictures, each shifted by another
 * number of pixels, whose answers are interleaved. All pictures are one batch of one graph, so that memory grows with
 * strides²; `densify` computes what the shifted pictures share only once.
 *
 *     position (strides · i + a, strides · j + b) is position (i, j) of the picture that begins at pixel (a, b)
 *
 * Law: equals densify at stride 1 with its padding dropped.
 *
 * @throws what `densify` throws
 * @see Long, Shelhamer, Darrell, "Fully convolutional networks for semantic segmentation", 2015, section 3.2
 */
export function shiftAndStitch(graph: Graph, options: ShiftAndStitchOptions): DenseGraph {
  const { height, width, strides, batch = 1, output } = options;
  const wanted = output === undefined ? {} : { output };
  const dense = densify(graph, { height, width, batch, ...wanted });
  const seen: Pair = [dense.receptiveField.rows, dense.receptiveField.columns];
  const rows: Pair = [height - seen[0] + 1, width - seen[1] + 1];
  // Each shifted picture holds as many whole steps as the longest; what it lacks at the end are zeros.
  const length = pair((axis) => Math.ceil(rows[axis] / strides));
  const size = pair((axis) => seen[axis] + (length[axis] - 1) * strides);
  const strided = densify(graph, {
    height: size[0],
    width: size[1],
    batch: batch * strides * strides,
    stride: strides,
    ...wanted,
  });
  return { ...dense, graph: stitched(strided.graph, { height, width, batch }, strides, rows) };
}

interface Picture {
  readonly height: number;
  readonly width: number;
  readonly batch: number;
}

/** The graph between the shifts of one picture and the interleaving of the answers. */
function stitched(strided: Graph, picture: Picture, strides: number, rows: Pair): Graph {
  const [input] = strided.inputs;
  const [output] = strided.outputs;
  if (input?.type?.kind !== 'tensor' || !output) throw new Error('A dense graph has one input and one output.');
  const [, channels = 3, height = 1, width = 1] = (input.type.shape ?? []).map(Number);
  const outer = tensorValue(input.name, input.type.dtype, [picture.batch, channels, picture.height, picture.width]);
  const emit = new TypedEmit(strided, new Shapes({ ...strided, nodes: [], inputs: [outer] }, ops));
  const shifts = shifted(emit, input.name, [height, width], strides);
  const answers = emit.fresh('answers');
  const renamed = (name: string): string => (name === input.name ? shifts : name === output.name ? answers : name);
  const shifting = [...emit.nodes];
  const inner = strided.nodes.map((node) => ({
    ...node,
    name: renamed(node.name),
    inputs: node.inputs.map(renamed),
    outputs: node.outputs.map(renamed),
  }));
  for (const node of inner) emit.shapes.addNode(node);
  const whole = windowed(emit, interleaved(emit, answers, strides), [0, 0], rows);
  emit.op('Identity', [whole], {}, { outputs: [output.name] });
  const result: Graph = {
    ...strided,
    inputs: [outer],
    outputs: [tensorValue(output.name, emit.type(whole).dtype, emit.dims(whole))],
    nodes: [...shifting, ...inner, ...emit.nodes.slice(shifting.length)],
    initializers: [...strided.initializers, ...emit.initializers],
  };
  return verify(result, 'shiftAndStitch');
}

/** [N, C, H, W] → [strides · strides · N, C, height, width]: the picture from pixel (a, b) on, for every shift */
function shifted(emit: TypedEmit, image: string, [height, width]: Pair, strides: number): string {
  const [, , rows = 1, columns = 1] = emit.dims(image);
  const missing = [height + strides - 1 - rows, width + strides - 1 - columns].map((count) => Math.max(0, count));
  const filled = emit.pad(image, [0, 0, 0, 0], [0, 0, ...missing]);
  const counts = Array.from({ length: strides }, (_, shift) => shift);
  const pictures = counts.flatMap((a) => counts.map((b) => windowed(emit, filled, [a, b], [a + height, b + width])));
  return emit.concat(pictures, 0);
}

/** [strides · strides · N, M, h, w] → [N, M, h · strides, w · strides] */
function interleaved(emit: TypedEmit, answers: string, strides: number): string {
  const [batch = 1, channels = 1, rows = 1, columns = 1] = emit.dims(answers);
  const pictures = batch / (strides * strides);
  const dealt = emit.reshape(answers, [strides, strides, pictures, channels, rows, columns]);
  const sorted = emit.transpose(dealt, [2, 3, 4, 0, 5, 1]);
  return emit.reshape(sorted, [pictures, channels, rows * strides, columns * strides]);
}
