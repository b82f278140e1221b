import {
  fedInputs,
  layoutOf,
  opsetOf,
  shapeOf,
  upgrade,
  type Dim,
  type Graph,
  type Shape,
  type Value,
} from '../../../compiler/index.ts';
import type { CompiledInput, CompileSize } from '../../../contract/index.ts';
import { readGraph } from '../../runtime/index.ts';

/** A network as the passes want it: the working opset, and every length of its inputs stated. */
export interface Compiled {
  readonly graph: Graph;
  readonly inputs: readonly CompiledInput[];
  /** Of the file; null where it does not say. */
  readonly opset: number | null;
  /** The network before its lengths were stated. */
  readonly open: Graph;
}

/** Pixels of a picture whose size nobody stated. */
export const usualSide = 224;

/**
 * Reads a network and compiles it for one batch and one picture size.
 *
 * @param side  pixels of a picture whose size neither the file nor the asker says
 * @throws model/not-onnx, and what `upgrade` throws
 */
export async function compileFile(path: string, size: CompileSize, side = usualSide): Promise<Compiled> {
  const read = await readGraph(path);
  const open = upgrade(read);
  return { ...sized(open, size, side), open, opset: read.opsets.length === 0 ? null : opsetOf(read) };
}

/** States the lengths of every input: those asked for, then those of the file, then one picture of `side` pixels. */
export function sized(graph: Graph, size: CompileSize, side: number): Pick<Compiled, 'graph' | 'inputs'> {
  const fed = new Map(fedInputs(graph).map((value) => [value.name, stated(value, size, side)] as const));
  const named = new Map<string, Dim>();
  const inputs = graph.inputs.map((value) => fed.get(value.name)?.value ?? value);
  graph.inputs.forEach((value, i) => noteNames(named, shapeOf(value), shapeOf(inputs[i] ?? value)));
  const isOverruled = [...fed.values()].some(({ overruled }) => overruled);
  // What the file states of inner values holds for its own size only.
  const values = isOverruled ? [] : graph.values.map((value) => renamed(value, named));
  const outputs = isOverruled
    ? graph.outputs.map(({ name }) => ({ name, type: null }))
    : graph.outputs.map((value) => renamed(value, named));
  const compiled = [...fed.values()].map(({ value, chosen }) => ({
    name: value.name,
    dims: (shapeOf(value) ?? []).filter((dim) => typeof dim === 'number'),
    chosen,
  }));
  return { graph: { ...graph, inputs, values, outputs }, inputs: compiled };
}

interface Stated {
  readonly value: Value;
  /** A length is our choice. */
  readonly chosen: boolean;
  /** A length of the file gave way to one that was asked for. */
  readonly overruled: boolean;
}

function stated(value: Value, size: CompileSize, side: number): Stated {
  const shape = shapeOf(value);
  if (value.type?.kind !== 'tensor' || !shape) return { value, chosen: false, overruled: false };
  const roles = rolesOf(shape);
  const usual = { batch: 1, height: side, width: side };
  let [chosen, overruled] = [false, false];
  const dims = shape.map((dim, axis) => {
    const role = roles[axis];
    const asked = role ? size[role] : null;
    if (asked !== null) {
      overruled ||= typeof dim === 'number' && dim !== asked;
      return asked;
    }
    if (typeof dim === 'number' || !role) return dim;
    chosen ||= role !== 'batch';
    return usual[role];
  });
  return { value: { ...value, type: { ...value.type, shape: dims } }, chosen, overruled };
}

type Role = 'batch' | 'height' | 'width';

/** What each axis of an input counts: pictures have four axes, channels before or after the pixels. */
function rolesOf(shape: Shape): readonly (Role | null)[] {
  if (shape.length !== 4) return shape.map((_, axis) => (axis === 0 ? 'batch' : null));
  return layoutOf(shape) === 'NHWC' ? ['batch', 'height', 'width', null] : ['batch', null, 'height', 'width'];
}

function noteNames(named: Map<string, Dim>, from: Shape | null, to: Shape | null): void {
  from?.forEach((dim, axis) => {
    const length = to?.[axis];
    if (typeof dim === 'string' && dim !== '' && typeof length === 'number') named.set(dim, length);
  });
}

function renamed(value: Value, named: ReadonlyMap<string, Dim>): Value {
  const shape = shapeOf(value);
  if (value.type?.kind !== 'tensor' || !shape) return value;
  return {
    ...value,
    type: { ...value.type, shape: shape.map((dim) => (typeof dim === 'string' ? (named.get(dim) ?? dim) : dim)) },
  };
}
