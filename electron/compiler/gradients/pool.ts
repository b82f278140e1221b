import { intAttribute } from '../graph/attributes.ts';
import { elements } from '../graph/graph.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import { poolWindowOf, type Window } from '../ops/window.ts';
import type { Formulation, GradientContext, GradientRules } from './define.ts';
import { affordable } from './limit.ts';
import { byScatter, byTaps, byUnpool } from './poolMax.ts';
import { constantOf, countsOf, spreads } from './poolSpread.ts';

// Pools see each channel by itself: X [N, C, H, W] → Y [N, C, H', W'], with any number of spatial axes.

export const MaxPool: GradientRules = {
  // 2×2: unpool 83 ms, scatter 100; 3×3, stride 2: scatter 138 (PyTorch 42 and 64)
  X: [byUnpool, byScatter, byTaps],
};

export const AveragePool: GradientRules = {
  // Each element is given dY / count of every window that read it.
  X: spreads.map(({ name, applies, compute }): Formulation => ({
    name,
    applies: (context) => applies(windowOf(context)),
    rule: (context) => {
      const { node, dY, emit } = context;
      const window = windowOf(context);
      affordable(elements(window.output), node.outputs[0] ?? '');
      const counts = countsOf(window, intAttribute(node, 'count_include_pad', 0) === 1);
      return typeof counts === 'number'
        ? compute(emit, dY, window, counts)
        : compute(emit, emit.div(dY, constantOf(emit, counts, dY)), window, 1);
    },
  })),
};

export const GlobalAveragePool: GradientRules = {
  // dX = dY / area
  X: ({ dY, input, shape, emit }) => {
    const dims = shape(input('X'));
    return emit.expand(emit.affine(dY, 1 / elements(dims.slice(2))), dims);
  },
};

export const GlobalMaxPool: GradientRules = {
  // All of dY goes to the first of the maxima, as MaxPool does it.
  X: ({ dY, input, shape, emit }) => {
    const dims = shape(input('X'));
    const rows = [...dims.slice(0, 2), elements(dims.slice(2))];
    const first = emit.op('ArgMax', [emit.reshape(input('X'), rows)], { axis: 2, keepdims: 1 });
    const updates = emit.reshape(dY, [...dims.slice(0, 2), 1]);
    const zeros = emit.filled(rows, 0, emit.type(dY).dtype);
    return emit.reshape(emit.op('ScatterElements', [zeros, first, updates], { axis: 2 }), dims);
  },
};

export const LpPool: GradientRules = {
  X: spreads.map(({ name, applies, compute }): Formulation => ({
    name,
    applies: (context) => applies(windowOf(context)),
    rule: (context) => lpGradient(context, (g) => compute(context.emit, g, windowOf(context), 1)),
  })),
};

export const GlobalLpPool: GradientRules = {
  X: (context) => lpGradient(context, (g) => g),
};

export const MaxUnpool: GradientRules = {
  // Each number of X went to one place: dX = dY there. (Where two went to the same place, the later one is what stayed,
  // and the earlier is given the same gradient; pooling without overlap never does that.)
  X: ({ dY, input, shape, emit }) => emit.op('Gather', [emit.reshape(dY, [elements(shape(dY))]), input('I')]),
};

/**
 * Y = (Σ |x|^p)^(1/p), so dX = |X|^(p−1) · sign(X) · dY / Y^(p−1), where dY / Y^(p−1) is spread over the window. A window
 * of zeros has no slope; it gets 0.
 */
function lpGradient({ node, dY, input, output, emit }: GradientContext, spreadBack: (g: string) => string): string {
  const p = intAttribute(node, 'p', 2);
  const [x, y] = [input('X'), output('Y')];
  const positive = emit.op('Greater', [y, emit.scalar(0, y)]);
  const slope = emit.div(dY, power(emit, emit.where(positive, y, emit.scalar(1, y)), p - 1));
  // Odd powers keep the sign; even ones must be given it.
  const signed = p % 2 === 0 ? power(emit, x, p - 1) : emit.mul(power(emit, x, p - 1), signOf(emit, x));
  return emit.mul(signed, spreadBack(slope));
}

/** x · x · …, exact for negative x too, where WebGPU's Pow is not a number. */
function power(emit: TypedEmit, x: string, exponent: number): string {
  if (exponent === 0) return emit.scalar(1, x);
  if (exponent === 1) return x;
  const squared = emit.square(power(emit, x, Math.floor(exponent / 2)));
  return exponent % 2 === 0 ? squared : emit.mul(squared, x);
}

function signOf(emit: TypedEmit, x: string): string {
  const zero = emit.scalar(0, x);
  const above = emit.asNumber(emit.op('Greater', [x, zero]), x);
  return emit.sub(above, emit.asNumber(emit.op('Greater', [zero, x]), x));
}

const windowOf = ({ node, input, shape }: GradientContext): Window => poolWindowOf(node, shape(input('X')));
