import { intAttribute, intsAttribute } from '../graph/attributes.ts';
import { fail } from '../graph/errors.ts';
import { fedInputs, shapeOf, type Graph, type Node } from '../graph/graph.ts';
import { shapesOf, type Shapes } from '../graph/shapes.ts';
import { numbersOf } from '../graph/tensor.ts';
import { topologicalOrder } from '../graph/walk.ts';
import { elementwise } from './elementwise.ts';
import { collapsed, pixels, through, united, type AxisField } from './receptiveField/axis.ts';
import { mixedAxes, readingsOf, type Layer } from './receptiveField/readings.ts';

export type { AxisField } from './receptiveField/axis.ts';

/** What each position of a value sees of the picture. */
export interface ReceptiveField {
  readonly rows: AxisField;
  readonly columns: AxisField;
}

export interface ReceptiveFieldOptions {
  /** The input that takes the picture; default: the only one with four axes. */
  readonly input?: string;
  /** Where it has its channels; default NCHW. */
  readonly layout?: 'NCHW' | 'NHWC';
}

/**
 * The receptive field of every value that depends on the picture, in pixels of the picture: how many rows and columns
 * one position sees, how far apart the windows of neighboring positions lie, where the window of position 0 begins, and
 * how many positions at each side depend on padding.
 *
 * Where branches meet, the field is the smallest rectangle around both. A value without rows and columns of its own
 * (behind Flatten, a global average, Gemm) sees the rectangle of all positions that went into it, with step 0. An
 * operator that is not known to keep places counts as mixing all of them.
 *
 * Law: a pixel outside its rectangle never changes a position, and the gradient of the position there is 0.
 *
 * @throws graph/unknown-value, graph/unfit-value  there is no such input, or none that is a picture
 * @throws what `shapesOf` throws: every shape must be known
 * @see Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks", Distill, 2019
 */
export function receptiveFieldsOf(
  graph: Graph,
  options: ReceptiveFieldOptions = {},
): ReadonlyMap<string, ReceptiveField> {
  const shapes = shapesOf(graph);
  const image = pictureOf(graph, options.input);
  const [row, column] = options.layout === 'NHWC' ? [1, 2] : [2, 3];
  const dims = shapes.dims(image);
  const views = new Map<string, View>();
  views.set(image, { row, column, rows: pixels(dims[row] ?? 1), columns: pixels(dims[column] ?? 1) });
  for (const node of topologicalOrder(graph, 'receptiveFieldsOf')) addViews(node, views, shapes);
  return new Map([...views].map(([name, { rows, columns }]) => [name, { rows, columns }] as const));
}

/** A field with the axes of the value that rows and columns are; −1 where it has none. */
interface View extends ReceptiveField {
  readonly row: number;
  readonly column: number;
}

/** The input that takes the picture. @throws graph/unknown-value, graph/unfit-value */
export function pictureOf(graph: Graph, wished?: string): string {
  const inputs = fedInputs(graph);
  const known = inputs.map(({ name }) => name).join(', ');
  const chosen = inputs.filter((input) =>
    wished === undefined ? shapeOf(input)?.length === 4 : input.name === wished,
  );
  const [input] = chosen;
  if (!input || chosen.length !== 1)
    return fail('graph/unknown-value', { role: 'single picture input', value: wished ?? 'a picture', known });
  if (shapeOf(input)?.length === 4) return input.name;
  return fail('graph/unfit-value', { value: input.name, reason: 'it does not have the four axes of pictures.' });
}

function addViews(node: Node, views: Map<string, View>, shapes: Shapes): void {
  const seen = node.inputs.flatMap((name) => {
    const view = views.get(name);
    return view ? [{ view, rank: shapes.dims(name).length }] : [];
  });
  for (const name of node.outputs) {
    if (name === '' || seen.length === 0 || shapes.knownOf(name)) continue;
    const layer = layerOf(node, shapes, shapes.dims(name));
    const view = viewThrough(layer, seen);
    if (view) views.set(name, view);
  }
}

function layerOf(node: Node, shapes: Shapes, output: readonly number[]): Layer {
  return {
    node,
    dims: (position) => shapes.dims(node.inputs[position] ?? ''),
    output,
    numbers: (position) => {
      const tensor = shapes.knownOf(node.inputs[position] ?? '');
      return tensor ? numbersOf(tensor) : null;
    },
  };
}

interface Seen {
  readonly view: View;
  readonly rank: number;
}

function viewThrough(layer: Layer, seen: readonly Seen[]): View | null {
  const [first] = seen;
  if (!first) return null;
  const { node, output } = layer;
  if (elementwise.has(node.op)) return unitedAt(seen, output);
  if (node.op === 'Concat') return concatenated(layer, seen);
  if (node.op === 'Split') return cutInto(layer, first.view);
  if (node.op === 'Transpose') return transposed(layer, first.view);
  if (node.op === 'Reshape') return reshaped(layer, first.view) ?? everything(seen, output);
  const readings = seen.length === 1 ? readingsOf(layer) : null;
  if (readings) {
    const along = (field: AxisField, axis: number): AxisField =>
      through(field, readings[axis] ?? { ratio: 1, first: 0, reach: 1 }, output[axis] ?? field.length);
    return placed(first.view, (field, axis) => (axis < 0 ? field : along(field, axis)));
  }
  const mixed = mixedAxes(layer);
  if (!mixed || output.length !== first.rank || seen.length > 1) return everything(seen, output);
  return placed(first.view, (field, axis) => (mixed.includes(axis) ? collapsed(field, output[axis] ?? 1) : field));
}

const placed = (view: View, follow: (field: AxisField, axis: number) => AxisField): View => ({
  ...view,
  rows: follow(view.rows, view.row),
  columns: follow(view.columns, view.column),
});

/** Broadcasting aligns the last axes, so axes are counted from the back. */
function unitedAt(seen: readonly Seen[], output: readonly number[]): View {
  const fromBack = (axis: number, rank: number): number => (axis < 0 ? -1 : axis + output.length - rank);
  const views = seen.map(({ view, rank }) => ({
    ...view,
    row: fromBack(view.row, rank),
    column: fromBack(view.column, rank),
  }));
  const row = Math.max(...views.map((view) => view.row));
  const column = Math.max(...views.map((view) => view.column));
  const isAligned = views.every((view) => [-1, row].includes(view.row) && [-1, column].includes(view.column));
  if (!isAligned) return everything(seen, output);
  const merge = (pick: (view: View) => AxisField, axis: number): AxisField =>
    unitedFields(views.map(pick), axis < 0 ? 1 : (output[axis] ?? 1));
  return { row, column, rows: merge(({ rows }) => rows, row), columns: merge(({ columns }) => columns, column) };
}

function unitedFields(fields: readonly AxisField[], length: number): AxisField {
  // One row that is repeated along all of them is seen by every position.
  const repeated = fields.map((field) => (field.length === length ? field : collapsed(field, length)));
  const [first, ...rest] = repeated;
  if (!first) throw new Error('A value that depends on the picture has no field.');
  return united([first, ...rest], length);
}

function concatenated({ node, output }: Layer, seen: readonly Seen[]): View {
  const axis = intAttribute(node, 'axis', 0);
  const along = axis < 0 ? axis + output.length : axis;
  const isSpatial = seen.some(({ view }) => view.row === along || view.column === along);
  return isSpatial ? everything(seen, output) : unitedAt(seen, output);
}

function cutInto({ node, dims, output }: Layer, view: View): View {
  const axis = intAttribute(node, 'axis', 0);
  const along = axis < 0 ? axis + dims(0).length : axis;
  return placed(view, (field, at) => (at === along ? collapsed(field, output[along] ?? 1) : field));
}

function transposed({ node, dims }: Layer, view: View): View {
  const perm = intsAttribute(node, 'perm') ?? dims(0).map((_, axis, all) => all.length - 1 - axis);
  return { ...view, row: perm.indexOf(view.row), column: perm.indexOf(view.column) };
}

/** Reshape keeps places where rows and columns stay the last two axes: channels that are cut into groups. */
function reshaped({ dims, output }: Layer, view: View): View | null {
  const before = dims(0);
  const isLast = view.row === before.length - 2 && view.column === before.length - 1;
  const isKept = before.slice(-2).join() === output.slice(-2).join() && output.length >= 3;
  return isLast && isKept ? { ...view, row: output.length - 2, column: output.length - 1 } : null;
}

/** The rectangle of all that went in: the operator mixes places, or may do so. */
function everything(seen: readonly Seen[], output: readonly number[]): View {
  const keepsAxes = seen.every(({ rank, view }) => rank === output.length && view.row === seen[0]?.view.row);
  const [row, column] = keepsAxes ? [seen[0]?.view.row ?? -1, seen[0]?.view.column ?? -1] : [-1, -1];
  const merge = (pick: (view: View) => AxisField, axis: number): AxisField => {
    const length = axis < 0 ? 1 : (output[axis] ?? 1);
    return unitedFields(
      seen.map(({ view }) => collapsed(pick(view), length)),
      length,
    );
  };
  return { row, column, rows: merge(({ rows }) => rows, row), columns: merge(({ columns }) => columns, column) };
}
