import { dtypes, isFloat } from '../graph/dtype.ts';
import { Emit } from '../graph/emit.ts';
import { fail } from '../graph/errors.ts';
import { dtypeOf, fedInputs, shapeOf, tensorValue, type Dim, type Graph, type Value } from '../graph/graph.ts';
import { verify } from '../graph/verify.ts';
import { withDims } from './dims.ts';

type Triple = readonly [number, number, number];

/** What happens to pixels before the first layer: value = (pixel − mean) / std, in the network's own channel order. */
export interface PixelPreprocessing {
  /** Where the network wants its channels. */
  readonly layout: 'NCHW' | 'NHWC';
  /** In which order it wants them. */
  readonly colorOrder: 'RGB' | 'BGR';
  /** In units of 0..255. */
  readonly mean: Triple;
  readonly std: Triple;
  readonly width: number;
  readonly height: number;
}

export interface PreprocessingOptions {
  /** The input that takes the photo; default: the only one. */
  readonly inputName?: string;
  /** Photos per run: a number to fix it, a name to leave it open; default: as the network has it. */
  readonly batch?: Dim;
}

/**
 * Puts the preprocessing into the network. The new input, `pixels` uint8 [N, height, width, 3] RGB, takes the old
 * one's place in the list of inputs; the old input's name is now the value that the new nodes make of it:
 *
 *     pixels ─ Cast ─ (Gather channels, for BGR) ─ Sub mean ─ Div std ─ (Transpose, for NCHW) ─ old input
 *
 * Steps that would change nothing (mean 0, std 1) are left out. A batch other than the network's own is stated for the
 * photo and for outputs that had the same first axis; a network whose inner shapes hold the batch in constants
 * (a Reshape to [1, 1000]) cannot follow.
 *
 * Law: result(pixels) equals graph((pixels − mean) / std), bit for bit when each of the two steps is rounded to
 *      float32, for each layout and color order.
 *
 * @throws graph/unknown-value  there is no such input, or not exactly one
 * @throws graph/unfit-value    the input is not a float picture of that layout and size
 */
export function withPreprocessing(
  graph: Graph,
  preprocessing: PixelPreprocessing,
  { inputName, batch }: PreprocessingOptions = {},
): Graph {
  const old = photoInput(graph, inputName);
  const sized = bindAxes(graph, old, preprocessing, batch);
  const emit = new Emit(sized);
  const pixels = emit.fresh('pixels');
  emitPreprocessing(emit, pixels, old, preprocessing);
  const firstDim = batch ?? shapeOf(old)?.[0] ?? '';
  const input = tensorValue(pixels, 'uint8', [firstDim, preprocessing.height, preprocessing.width, 3]);
  const result: Graph = {
    ...sized,
    inputs: sized.inputs.map((value) => (value.name === old.name ? input : value)),
    initializers: [...sized.initializers, ...emit.initializers],
    nodes: [...emit.nodes, ...sized.nodes],
  };
  return verify(result, 'withPreprocessing');
}

function photoInput(graph: Graph, wanted: string | undefined): Value {
  const inputs = fedInputs(graph);
  const found =
    wanted === undefined ? (inputs.length === 1 ? inputs[0] : undefined) : inputs.find(({ name }) => name === wanted);
  const known = inputs.map(({ name }) => name).join(', ');
  return found ?? fail('graph/unknown-value', { role: 'input', value: wanted ?? '(the only one)', known });
}

/** The graph with batch and size said for the photo's axes, wherever they have a name. */
function bindAxes(
  graph: Graph,
  input: Value,
  { layout, width, height }: PixelPreprocessing,
  batch: Dim | undefined,
): Graph {
  const unfit = (reason: string): never => fail('graph/unfit-value', { value: input.name, reason });
  const dtype = dtypeOf(input);
  if (!dtype || !isFloat(dtype)) return unfit('it takes no floating-point numbers.');
  const shape = shapeOf(input);
  if (!shape) return graph;
  if (shape.length !== 4) return unfit(`it has ${shape.length} axes instead of 4.`);
  const wanted: readonly (Dim | undefined)[] =
    layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];
  const names = new Map<string, Dim>();
  shape.forEach((dim, axis) => {
    const length = wanted[axis];
    if (length === undefined) return;
    if (typeof dim === 'string') names.set(dim, length);
    else if (axis > 0 && dim !== length) unfit(`axis ${axis} has the length ${dim}, not ${length}.`);
  });
  return withBatch(withDims(graph, names), shape[0], batch);
}

/** A fixed batch becomes another one; the hints about inner values no longer hold then. */
function withBatch(graph: Graph, from: Dim | undefined, to: Dim | undefined): Graph {
  if (to === undefined || typeof from !== 'number' || from === to) return graph;
  const outputs = graph.outputs.map((value): Value => {
    if (value.type?.kind !== 'tensor' || value.type.shape?.[0] !== from) return value;
    return { ...value, type: { ...value.type, shape: [to, ...value.type.shape.slice(1)] } };
  });
  return { ...graph, outputs, values: [] };
}

function emitPreprocessing(emit: Emit, pixels: string, old: Value, preprocessing: PixelPreprocessing): void {
  const { layout, colorOrder, mean, std } = preprocessing;
  let x = emit.op('Cast', [pixels], { to: dtypes.float32.code }, { name: 'pixels_float' });
  if (colorOrder === 'BGR') {
    x = emit.op('Gather', [x, emit.ints([2, 1, 0], 'bgr')], { axis: 3 }, { name: 'pixels_bgr' });
  }
  if (mean.some((value) => value !== 0)) x = emit.op('Sub', [x, emit.floats(mean, 'mean')], {}, { name: 'centered' });
  if (std.some((value) => value !== 1)) x = emit.op('Div', [x, emit.floats(std, 'std')], {}, { name: 'scaled' });
  if (layout === 'NCHW') x = emit.op('Transpose', [x], { perm: [0, 3, 1, 2] }, { name: 'channels_first' });
  const dtype = dtypeOf(old) ?? 'float32';
  if (dtype === 'float32') emit.op('Identity', [x], {}, { outputs: [old.name] });
  else emit.op('Cast', [x], { to: dtypes[dtype].code }, { outputs: [old.name] });
}
