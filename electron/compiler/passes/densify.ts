import { fail } from '../graph/errors.ts';
import { shapeOf, tensorValue, type Graph, type Node } from '../graph/graph.ts';
import { Shapes, shapesOf } from '../graph/shapes.ts';
import { numbersOf } from '../graph/tensor.ts';
import { TypedEmit } from '../graph/typedEmit.ts';
import { verify } from '../graph/verify.ts';
import { topologicalOrder } from '../graph/walk.ts';
import { refusal, type DenseContext } from './densify/context.ts';
import { pair, type DenseMap, type Pair } from './densify/denseMap.ts';
import { foldedTo, unfolded, windowed } from './densify/folding.ts';
import { ruleOf } from './densify/rules.ts';
import { nodesFor, withoutUnused } from './prune.ts';
import { pictureOf, receptiveFieldsOf } from './receptiveField.ts';

export interface DensifyOptions {
  /** Pixels of the picture. */
  readonly height: number;
  readonly width: number;
  /** Pictures per run; default 1. */
  readonly batch?: number;
  /** The value to evaluate; default: the first output. */
  readonly output?: string;
  /** Pixels between neighboring patches; default 1. */
  readonly stride?: number;
  /**
   * What becomes of positions that see padding: `drop` (default) leaves them out; `keep` has them see padding around
   * the picture, and `border` says how many they are; `cover` also adds padding to windows that have none, zeros or, in
   * an average, nothing, so that there is a position for every pixel, in the middle of what it sees.
   */
  readonly padding?: 'keep' | 'drop' | 'cover';
  /**
   * Leaves the answers folded by the strides that were removed: those for pixels (r·a + b, s·d + e) are map
   * (n·r + b)·s + e of the batch. Height and width must be multiples of the strides, and `padding` one that leaves none
   * out. Default: one map.
   */
  readonly folded?: boolean;
  /** How windows find what lies `spacing` apart: by `dilated` windows (default, the faster) or in `folded` maps. */
  readonly form?: 'folded' | 'dilated';
}

export interface DenseGraph {
  /** float32 [batch, C, height, width] to [batch, M, rows, columns] under the names of the patch network. */
  readonly graph: Graph;
  /** Pixels between neighboring positions. */
  readonly stepPx: number;
  /** Pixels that one position sees. */
  readonly receptiveField: { readonly rows: number; readonly columns: number };
  /** The first pixel that position (0, 0) sees; negative where it sees padding. */
  readonly offset: { readonly row: number; readonly column: number };
  /** Positions at each side that see padding around the picture; 0 without padding or with `drop`. */
  readonly border: { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number };
}

/**
 * Evaluates a patch network, float32 [N, C, h, w] to [N, M], at every place of a picture at once. Each stride becomes 1,
 * and every window after it is dilated by the product of the strides removed so far; linear layers and global pools
 * become windows of the size of the patch.
 *
 * Law: without padding, position (i, j) equals the patch network on the h × w pixels that begin at (i, j), for every
 *      patch that lies in the picture (with `stride` n, at (n·i, n·j)).
 * With padding, a patch by itself sees zeros around it where the picture goes on. Here it sees the picture: the position
 *      equals the patch network whose padding has been replaced by the pixels around the patch, `receptiveField` of
 *      them. With `keep` and `cover`, positions inside `border` equal those of `drop`.
 *
 * @throws graph/not-dense    an operator mixes the places of a patch and has no dense form
 * @throws graph/unfit-value  the picture is smaller than the receptive field
 * @throws what `shapesOf` throws: the patch size must be known
 * @see Sermanet et al., "OverFeat", 2014, section 3.3; Chen et al., "DeepLab", 2016, section 3.1; Giusti et al., 2013
 */
export function densify(graph: Graph, options: DensifyOptions): DenseGraph {
  const patch = patchNetwork(graph, options.output);
  const walker = new Walker(patch, options);
  const { emit } = walker;
  const last = walker.run();
  const map = options.folded === true ? evenlyFolded(emit, last) : unfolded(emit, last);
  const isDropped = (options.padding ?? 'drop') === 'drop';
  const from = isDropped ? map.from : ([0, 0] as const);
  const to = isDropped ? map.to : map.length;
  const { image, output } = patch;
  if (to[0] <= from[0] || to[1] <= from[1])
    fail('graph/unfit-value', { value: image, reason: 'the picture is smaller than what one position sees.' });
  const stepPx = options.stride ?? 1;
  const thin = pair((axis) => stepPx / map.step[axis]);
  const value = map.folds.length > 0 ? map.value : windowed(emit, map.value, from, to, thin);
  emit.op('Identity', [value], {}, { outputs: [output] });
  const result: Graph = withoutUnused({
    ...walker.body,
    nodes: emit.nodes,
    initializers: [...patch.graph.initializers, ...emit.initializers],
    outputs: [tensorValue(output, emit.type(value).dtype, emit.dims(value))],
  });
  return { graph: verify(result, 'densify'), stepPx, ...placeOf(patch, map, from, to, stepPx) };
}

/** @throws graph/unfit-value  it does not come out even, or margins would have to be cut off */
function evenlyFolded(emit: TypedEmit, map: DenseMap): DenseMap {
  const isEven = map.length.every((length, axis) => length % (map.spacing[axis] ?? 1) === 0);
  if (!isEven) fail('graph/unfit-value', { value: map.value, reason: 'its size is no multiple of its strides.' });
  return foldedTo(emit, map, map.spacing);
}

/** A network of one picture and one output, of one patch size. */
interface PatchNetwork {
  readonly graph: Graph;
  readonly image: string;
  readonly output: string;
}

/** The network as far as one output needs it, an open batch bound to 1. */
export function patchNetwork(graph: Graph, wished?: string): PatchNetwork {
  const image = pictureOf(graph);
  const output = wished ?? graph.outputs[0]?.name ?? '';
  const inputs = graph.inputs.map((input) => {
    const shape = shapeOf(input);
    if (input.name !== image || !shape || input.type?.kind !== 'tensor') return input;
    return tensorValue(image, input.type.dtype, [typeof shape[0] === 'number' ? shape[0] : 1, ...shape.slice(1)]);
  });
  const outputs = [{ name: output, type: null }];
  return { graph: { ...graph, inputs, outputs, nodes: nodesFor(graph, [output]), values: [] }, image, output };
}

function placeOf(patch: PatchNetwork, map: DenseMap, from: Pair, to: Pair, stepPx: number) {
  const field = receptiveFieldsOf(patch.graph, { input: patch.image }).get(patch.output);
  if (!field) return fail('graph/unreached', { value: patch.image, of: patch.output });
  const { rows, columns } = field;
  const positions = (count: number, axis: 0 | 1): number => Math.ceil((count * map.step[axis]) / stepPx);
  return {
    receptiveField: { rows: rows.extentPx, columns: columns.extentPx },
    offset: {
      row: rows.startPx + from[0] * map.step[0] - map.shift[0],
      column: columns.startPx + from[1] * map.step[1] - map.shift[1],
    },
    border: {
      top: positions(map.from[0] - from[0], 0),
      left: positions(map.from[1] - from[1], 1),
      bottom: positions(to[0] - map.to[0], 0),
      right: positions(to[1] - map.to[1], 1),
    },
  };
}

/** The walk from the picture to the output. */
class Walker {
  /** The new graph without its nodes. */
  readonly body: Graph;
  readonly emit: TypedEmit;
  readonly #patch: PatchNetwork;
  readonly #shapes: Shapes;
  readonly #options: DensifyOptions;
  readonly #maps = new Map<string, DenseMap>();

  constructor(patch: PatchNetwork, options: DensifyOptions) {
    this.#patch = patch;
    this.#shapes = shapesOf(patch.graph);
    this.#options = options;
    const { dtype, dims } = this.#shapes.type(patch.image);
    const { batch = 1, height, width } = options;
    const inputs = [tensorValue(patch.image, dtype, [batch, dims[1] ?? 3, height, width])];
    this.body = { ...patch.graph, nodes: [], inputs };
    this.emit = new TypedEmit(this.body, new Shapes(this.body, this.#shapes.table));
    const [rows = 1, columns = 1] = dims.slice(2);
    const all = { step: [1, 1], spacing: [1, 1], folds: [], from: [0, 0], shift: [0, 0] } as const;
    const length = [height, width] as const;
    this.#maps.set(patch.image, { value: patch.image, patch: [rows, columns], length, to: length, ...all });
  }

  run(): DenseMap {
    const { graph, image, output } = this.#patch;
    for (const node of topologicalOrder(graph, 'densify')) {
      if (!node.inputs.some((name) => this.#maps.has(name))) continue;
      const [made = ''] = node.outputs;
      if (this.#shapes.knownOf(made)) continue;
      if (node.outputs.slice(1).some((name) => name !== '')) refusal(node)('it makes more than one value');
      this.#maps.set(made, ruleOf(node.op)(this.#contextOf(node, made)));
    }
    return this.#maps.get(output) ?? fail('graph/unreached', { value: image, of: output });
  }

  #contextOf(node: Node, made: string): DenseContext {
    const { stride = 1, padding = 'drop', form = 'dilated' } = this.#options;
    const refuse = refusal(node);
    const nameAt = (position: number): string => node.inputs[position] ?? '';
    const mapAt = (position: number): DenseMap | null => this.#maps.get(nameAt(position)) ?? null;
    const known = (position: number) => this.#shapes.knownOf(nameAt(position)) ?? null;
    const first = node.inputs.find((name) => this.#maps.has(name)) ?? '';
    return {
      ...{ node, emit: this.emit, stride, padding, form, refuse, mapAt, known },
      map: this.#maps.get(first) ?? refuse('it does not depend on the picture'),
      dims: (position) => this.#shapes.dims(nameAt(position)),
      output: this.#shapes.dims(made),
      constant: (position) => this.#constant(nameAt(position), refuse),
      numbers: (position) => {
        const tensor = known(position);
        return tensor ? numbersOf(tensor) : null;
      },
    };
  }

  /** Stored numbers keep their name; those that nodes make of them are stored. */
  #constant(name: string, refuse: DenseContext['refuse']): string {
    if (name === '' || this.#patch.graph.initializers.some((tensor) => tensor.name === name)) return name;
    const tensor = this.#shapes.knownOf(name) ?? refuse('a weight of it depends on the picture');
    return this.emit.constant(tensor);
  }
}
