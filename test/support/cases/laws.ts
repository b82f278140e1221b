import { expect } from 'vitest';
import {
  differentiate,
  isFloat,
  shapesOf,
  tensorValue,
  TypedEmit,
  type DifferentiateOptions,
  type GradientSite,
  type Graph,
} from '../../../electron/compiler/index.ts';
import { evaluate, tensor64, type Tensor64 } from '../../../electron/reference/index.ts';
import type { OpCase } from './define.ts';
import type { Draw } from './draw.ts';

/** The shape rule says what the reference makes. */
export function shapeLaw({ graph, feeds }: OpCase): void {
  const shapes = shapesOf(graph);
  for (const [name, { dims, dtype }] of evaluate(graph, feeds)) {
    expect({ name, dims: shapes.dims(name), dtype: shapes.type(name).dtype }).toEqual({ name, dims: [...dims], dtype });
  }
}

/** The name of the scalar that `withWeightedSum` adds. */
export const lossName = 'weighted_sum';

/** The case with a scalar at the end: the sum of all its float outputs, each number weighted by a drawn one. */
export function withWeightedSum({ graph, feeds, wrt }: OpCase, draw: Draw): OpCase {
  const shapes = shapesOf(graph);
  const emit = new TypedEmit(graph, shapes);
  const terms = graph.outputs.flatMap(({ name }) => {
    const { dtype, dims } = shapes.type(name);
    if (!isFloat(dtype)) return [];
    const weight = emit.floats(draw.floats(dims).values, `weight_of_${name}`, dims);
    return [emit.op('ReduceSum', [emit.mul(emit.cast(name, 'float32'), weight)], { keepdims: 0 })];
  });
  const total = terms.reduce((a, b) => emit.add(a, b));
  emit.op('Identity', [total], {}, { outputs: [lossName] });
  const result: Graph = {
    ...graph,
    nodes: [...graph.nodes, ...emit.nodes],
    initializers: [...graph.initializers, ...emit.initializers],
    outputs: [tensorValue(lossName, 'float32', [])],
  };
  return { graph: result, feeds, wrt };
}

export interface GradientError {
  readonly wrt: string;
  /** ⟨gradient, v⟩ */
  readonly ours: number;
  /** (loss(x + h·v) − loss(x − h·v)) / 2h */
  readonly measured: number;
  /** |ours − measured| over the sum of the sizes of what was added up. */
  readonly error: number;
}

const step = 1e-4;

/** How far each gradient is from a central difference in a random direction, in 64 bits. */
export function gradientErrors(
  opCase: OpCase,
  draw: Draw,
  options: Partial<DifferentiateOptions> = {},
): readonly GradientError[] {
  const { graph, feeds, wrt } = withWeightedSum(opCase, draw);
  const { graph: backward, gradients } = differentiate(graph, { of: lossName, wrt, ...options });
  const computed = evaluate(backward, feeds, { wanted: [...gradients.values()] });
  const lossAt = (value: string, direction: Tensor64, h: number): number =>
    evaluate(graph, new Map([...feeds, [value, moved(feeds.get(value)!, direction, h)]])).get(lossName)!.values[0]!;
  return wrt.map((value) => {
    const direction = draw.floats(feeds.get(value)!.dims);
    const gradient = computed.get(gradients.get(value)!)!;
    const products = Array.from(gradient.values, (g, i) => g * (direction.values[i] ?? 0));
    const ours = products.reduce((a, b) => a + b, 0);
    const measured = (lossAt(value, direction, step) - lossAt(value, direction, -step)) / (2 * step);
    const scale = products.reduce((sum, product) => sum + Math.abs(product), 0) + Math.abs(measured) + 1e-6;
    return { wrt: value, ours, measured, error: Math.abs(ours - measured) / scale };
  });
}

/** Every gradient agrees with a central difference to 1e-6 of the sizes involved (STYLE: smooth operators, 64 bits). */
export function gradientLaw(opCase: OpCase, draw: Draw, options: Partial<DifferentiateOptions> = {}): void {
  for (const found of gradientErrors(opCase, draw, options))
    expect(found.error, JSON.stringify(found)).toBeLessThan(1e-6);
}

function moved({ dims, values }: Tensor64, direction: Tensor64, h: number): Tensor64 {
  return tensor64(
    dims,
    values.map((value, i) => value + h * (direction.values[i] ?? 0)),
  );
}

/** Each formal input with each of its formulations beyond the first. */
export function formulationsOf(opCase: OpCase, draw: Draw): readonly (readonly [string, string])[] {
  const sites: GradientSite[] = [];
  const { graph, wrt } = withWeightedSum(opCase, draw);
  differentiate(graph, {
    of: lossName,
    wrt,
    choose: (site) => {
      sites.push(site);
      return undefined;
    },
  });
  return sites.flatMap(({ formal, candidates }) => candidates.slice(1).map((name) => [formal, name] as const));
}
