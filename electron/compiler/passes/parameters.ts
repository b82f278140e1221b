import { isFloat } from '../graph/dtype.ts';
import { fail } from '../graph/errors.ts';
import { tensorValue, type Graph, type Initializer, type Tensor } from '../graph/graph.ts';
import { verify } from '../graph/verify.ts';
import { someOf } from './valueTypes.ts';

export interface Parameterized {
  /** The graph with its parameters as inputs, after those it had. */
  readonly graph: Graph;
  /** What they were in the file: where training begins. */
  readonly values: ReadonlyMap<string, Tensor>;
}

/**
 * Makes initializers inputs, so that they can be trained. What is not chosen stays a constant: it is frozen, and
 * ONNX Runtime lays it out for speed.
 *
 * Law: with the file's own numbers fed, all outputs are what they were (to rounding: a runtime may have faster ways
 *      with constants, which add up in another order); withParameters undoes it.
 *
 * @param chosen  names, or which of the float initializers
 * @throws graph/unknown-value  there is no float initializer of that name
 */
export function asParameters(
  graph: Graph,
  chosen: readonly string[] | ((tensor: Initializer) => boolean),
): Parameterized {
  const candidates = graph.initializers.filter(({ dtype }) => isFloat(dtype));
  const byName = new Map(candidates.map((tensor) => [tensor.name, tensor] as const));
  const parameters =
    typeof chosen === 'function'
      ? candidates.filter(chosen)
      : chosen.map((name) => byName.get(name) ?? unknownParameter(name, [...byName.keys()]));
  const names = new Set(parameters.map(({ name }) => name));
  const result: Graph = {
    ...graph,
    initializers: graph.initializers.filter(({ name }) => !names.has(name)),
    inputs: [
      ...graph.inputs.filter(({ name }) => !names.has(name)),
      ...parameters.map(({ name, dtype, dims }) => tensorValue(name, dtype, dims)),
    ],
  };
  return {
    graph: verify(result, 'asParameters'),
    values: new Map(parameters.map((tensor) => [tensor.name, tensor] as const)),
  };
}

/**
 * Stores numbers in the graph under the names of inputs or initializers: what training has found becomes part of the
 * file. Inputs that are not named stay inputs.
 *
 * Law: the outputs are those of the graph that is fed with the same numbers.
 *
 * @throws graph/unknown-value  neither an input nor an initializer is called so
 * @throws graph/unfit-value    it has another type or shape
 */
export function withParameters(graph: Graph, values: ReadonlyMap<string, Tensor>): Graph {
  for (const [name, tensor] of values) checkFit(graph, name, tensor);
  const stored = new Set(graph.initializers.map(({ name }) => name));
  const added = [...values].flatMap(([name, tensor]) => (stored.has(name) ? [] : [{ ...tensor, name }]));
  const result: Graph = {
    ...graph,
    inputs: graph.inputs.filter(({ name }) => !values.has(name)),
    initializers: [
      ...graph.initializers.map((old) => ({ ...(values.get(old.name) ?? old), name: old.name })),
      ...added,
    ],
  };
  return verify(result, 'withParameters');
}

function checkFit(graph: Graph, name: string, tensor: Tensor): void {
  const type = graph.inputs.find((input) => input.name === name)?.type;
  const stored = graph.initializers.find((initializer) => initializer.name === name);
  const wanted = stored ?? (type?.kind === 'tensor' ? { dtype: type.dtype, dims: type.shape ?? tensor.dims } : null);
  if (!wanted)
    return unknownParameter(
      name,
      [...graph.inputs, ...graph.initializers].map((value) => value.name),
    );
  if (wanted.dtype === tensor.dtype && wanted.dims.join() === tensor.dims.join()) return;
  const [found, there] = [tensor, wanted].map(({ dtype, dims }) => `${dtype}[${dims.join(', ')}]`);
  fail('graph/unfit-value', { value: name, reason: `${found} cannot be stored where the network has ${there}.` });
}

const unknownParameter = (value: string, names: readonly string[]): never =>
  fail('graph/unknown-value', { role: 'parameter', value, known: someOf(names) });
