import { intAttribute } from '../graph/attributes.ts';
import type { Graph, Initializer, Node } from '../graph/graph.ts';
import { floatTensor } from '../graph/tensor.ts';

/**
 * How far weights lie from 0, before they learn:
 *
 *     xavier  variance 2 / (in + out), which keeps the size of activations and of gradients where both are linear
 *     he      variance 2 / in, the same behind rectifiers
 *     small   standard deviation 0.01, large 1: whatever the layer's size
 *
 * with `in` the numbers that make one output, and `out` the outputs that one number goes into.
 *
 * @see Glorot and Bengio, 2010, equation 12 (xavier); He et al., 2015, equation 10 (he)
 */
export type DrawRule = 'xavier' | 'he' | 'small' | 'large';

const deviation: Readonly<Record<DrawRule, (fanIn: number, fanOut: number) => number>> = {
  xavier: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  he: (fanIn) => Math.sqrt(2 / fanIn),
  small: () => 0.01,
  large: () => 1,
};

/**
 * Numbers of a network that has not learned anything yet, by their names: weights of Conv, ConvTranspose, Gemm and MatMul
 * are drawn from a normal distribution about 0, biases are 0, normalizations change nothing.
 *
 * @param names  the parameters to draw, as `trainableFrom` answers them; running statistics go with their scales
 * @param rng    uniform in [0, 1)
 */
export function drawAnew(
  graph: Graph,
  names: readonly string[],
  rule: DrawRule,
  rng: () => number,
): ReadonlyMap<string, Initializer> {
  const wanted = new Set(names);
  const stored = new Map(graph.initializers.map((tensor) => [tensor.name, tensor] as const));
  const drawn = new Map<string, Initializer>();
  const put = (name: string, value: () => number): void => {
    const tensor = stored.get(name);
    if (tensor?.dtype !== 'float32' || drawn.has(name)) return;
    const count = tensor.dims.reduce((product, length) => product * length, 1);
    drawn.set(name, floatTensor(name, tensor.dims, Float32Array.from({ length: count }, value)));
  };
  for (const node of graph.nodes) {
    const [, first = '', second = ''] = node.inputs;
    const fans = fansOf(node, stored.get(first)?.dims ?? []);
    if (fans && wanted.has(first)) put(first, () => deviation[rule](...fans) * normal(rng));
    if (fans && wanted.has(second)) put(second, () => 0);
    if (!node.op.endsWith('Normalization') || !wanted.has(first)) continue;
    for (const [at, name] of node.inputs.slice(1).entries()) put(name, () => (at === 0 || at === 3 ? 1 : 0));
  }
  return drawn;
}

/** [numbers into one output, outputs of one number]; null where a node has no weights to draw. */
function fansOf(node: Node, dims: readonly number[]): [number, number] | null {
  const [first = 1, second = 1, ...window] = dims;
  const area = window.reduce((product, length) => product * length, 1);
  const group = intAttribute(node, 'group', 1);
  switch (node.domain === '' ? node.op : '') {
    case 'Conv': // [M, C / group, k…]
      return [second * area, (first / group) * area];
    case 'ConvTranspose': // [C, M / group, k…]
      return [(first / group) * area, second * area];
    case 'Gemm':
      return intAttribute(node, 'transB', 0) === 1 ? [second, first] : [first, second];
    case 'MatMul':
      return dims.length === 2 ? [first, second] : null;
    default:
      return null;
  }
}

/** Normally distributed about 0 with variance 1 (Box and Muller). */
const normal = (rng: () => number): number => Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());
