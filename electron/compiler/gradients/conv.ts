import { intAttribute } from '../graph/attributes.ts';
import { elements } from '../graph/graph.ts';
import { transposedWindowOf, windowOf, type Window } from '../ops/window.ts';
import { columnsOf, gatheredBack } from './convColumns.ts';
import { waysFor } from './convOrder.ts';
import { correlationOf, type Correlation } from './correlation.ts';
import type { Formulation, FormulationsByShape, GradientContext, GradientRule, GradientRules } from './define.ts';
import { flipped, swapFirstTwo, trimTo } from './layout.ts';
import { isWorthStacking, stackedConv } from './stacked.ts';

// Conv is a correlation: Y[n,m] = sum over c of X[n,c] ⋆ W[m,c], plus B[m]. It is linear in X and in W, so each gradient
// is the adjoint in the other argument. ConvTranspose is the adjoint of Conv in X; its X and Y trade places.
//
//   X  [N, gC, H, W]     Y  [N, gM, H', W']     g groups, any number of spatial axes
//   W  [gM, C, kH, kW]   B  [gM]                of ConvTranspose W [gC, M, kH, kW]
//
// Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, sections 4 and 5.

/** One tap that sees every element once: dX[n] = Wᵀ · dY[n], [C, M] · [M, H·W]. */
const byMatMul: Formulation = {
  name: 'matmul',
  applies: (context) => {
    const { kernel, strides, pads } = windowOfConv(context);
    return groupOf(context) === 1 && isAll(1, [...kernel, ...strides]) && isAll(0, pads);
  },
  rule: ({ dY, input, shape, emit }) => {
    const [batch = 0, maps = 0, ...spatial] = shape(dY);
    const [, channels = 0] = shape(input('W'));
    const w = swapFirstTwo(emit, emit.reshape(input('W'), [maps, channels]));
    const dx = emit.matmul(w, emit.reshape(dY, [batch, maps, elements(spatial)]));
    return emit.reshape(dx, [batch, channels, ...spatial]);
  },
};

/** Without a stride, undone by a Conv with the kernel turned by half a turn. */
const byFlippedKernel: Formulation = {
  name: 'flipped',
  applies: (context) => {
    const { kernel, strides, pads } = windowOfConv(context);
    return (
      elements(kernel) > 1 && isAll(1, strides) && mirrored(windowOfConv(context), pads).every((rows) => rows >= 0)
    );
  },
  rule: (context) => {
    const { dY, input, emit } = context;
    const window = windowOfConv(context);
    const group = groupOf(context);
    const pads = mirrored(window, window.pads);
    return emit.op('Conv', [dY, flipped(emit, input('W'), group)], { dilations: window.dilations, pads, group });
  },
};

/** The same on pictures stacked into one, where they are small and many. */
const byStackedFlippedKernel: Formulation = {
  name: 'flipped-stacked',
  applies: (context) => {
    const { dY, shape } = context;
    const [pictures = 0] = shape(dY);
    return byFlippedKernel.applies?.(context) === true && isWorthStacking(back(context), pictures, groupOf(context));
  },
  rule: (context) => {
    const { dY, input, emit } = context;
    return stackedConv(emit, [dY, flipped(emit, input('W'), 1)], back(context));
  },
};

/** The same by one product of all that was gathered. */
const byGatheredColumns: Formulation = {
  name: 'flipped-gathered',
  applies: (context) => byFlippedKernel.applies?.(context) === true && isSmall(context),
  rule: (context) => {
    const { dY, input, shape, emit } = context;
    const [batch = 0, channels = 0, ...spatial] = shape(input('X'));
    const [, maps = 0] = shape(dY);
    const window = back(context);
    const taps = elements(window.kernel);
    // [C, M, T] → [T·M, C], as the columns have it
    const w = emit.reshape(flipped(emit, input('W'), 1), [channels, maps, taps]);
    const kernel = emit.reshape(emit.transpose(w, [2, 1, 0]), [taps * maps, channels]);
    const rows = emit.matmul(columnsOf(emit, dY, window), kernel);
    const dx = emit.transpose(emit.reshape(rows, [batch, elements(spatial), channels]), [0, 2, 1]);
    return emit.reshape(dx, [batch, channels, ...spatial]);
  },
};

/** Behind a stride: what each tap gives back, gathered where it belongs. */
const byGathering: Formulation = {
  name: 'gathered',
  applies: (context) => {
    const { kernel, strides } = windowOfConv(context);
    return elements(kernel) > 1 && !isAll(1, strides) && isSmall(context);
  },
  rule: (context) => gatheredBack(context.emit, context.dY, context.input('W'), windowOfConv(context)),
};

/** Where what is gathered, as many times as a kernel has taps, is no burden. */
function isSmall(context: GradientContext): boolean {
  return groupOf(context) === 1 && elements(windowOfConv(context).input) <= 64 * 64;
}

/** The window of stride 1 that leads from the output back to the input. */
function back(context: GradientContext): Window {
  const window = windowOfConv(context);
  const { kernel, input, output, reach, dilations } = window;
  const pads = mirrored(window, window.pads);
  return {
    input: output,
    output: input,
    kernel,
    strides: kernel.map(() => 1),
    dilations,
    reach,
    before: pads.slice(0, kernel.length),
    after: pads.slice(kernel.length),
    pads,
    unread: kernel.map(() => 0),
    overhang: kernel.map(() => 0),
  };
}

/** Spreads dY back through the same window; `unread` gives zeros to the trailing rows that a stride stepped over. */
const byConvTranspose: Formulation = {
  name: 'convTranspose',
  rule: (context) => {
    const { strides, dilations, pads, unread } = windowOfConv(context);
    const attributes = { strides, dilations, pads, group: groupOf(context), output_padding: unread };
    return context.emit.op('ConvTranspose', [context.dY, context.input('W')], attributes);
  },
};

/** The kernel's gradient in one of the ways that convOrder.ts has for its shape. */
const byShape = (correlate: (context: GradientContext) => Correlation): FormulationsByShape => ({
  order: (context) =>
    waysFor(correlate(context)).map(({ name, compute }) => ({ name, rule: (at) => compute(correlate(at)) })),
});

const sumOverPlaces: GradientRule = ({ dY, shape, emit }) =>
  emit.sum(dY, [
    0,
    ...shape(dY)
      .map((_, axis) => axis)
      .slice(2),
  ]);

export const Conv: GradientRules = {
  // 256 channels of 6², batch of 128: flipped-stacked 13 ms, flipped 38, convTranspose 34
  // 128 → 256 channels of 6², stride 2, batch of 128: gathered 5.4 ms, convTranspose 11.5
  // 256 channels of 14², 3×3: flipped 47 ms, convTranspose 57; at 7² 67 and 77; 1×1: matmul 23.0, convTranspose 23.4
  X: [byMatMul, byStackedFlippedKernel, byFlippedKernel, byGatheredColumns, byConvTranspose, byGathering],
  W: byShape((context) => {
    const { emit, input, dY } = context;
    return correlationOf(emit, input('X'), dY, windowOfConv(context), groupOf(context));
  }),
  B: sumOverPlaces,
};

export const ConvTranspose: GradientRules = {
  X: (context) => {
    const { dY, input, shape, emit } = context;
    const { strides, dilations, pads } = windowOfConvTranspose(context);
    const dx = emit.op('Conv', [dY, input('W')], { strides, dilations, pads, group: groupOf(context) });
    // Output padding of a whole stride would make one row too many.
    return trimTo(emit, dx, shape(input('X')).slice(2));
  },
  W: byShape((context) => {
    const { emit, input, dY } = context;
    return correlationOf(emit, dY, input('X'), windowOfConvTranspose(context), groupOf(context));
  }),
  B: sumOverPlaces,
};

const groupOf = ({ node }: GradientContext): number => intAttribute(node, 'group', 1);

const windowOfConv = ({ node, input, shape }: GradientContext): Window =>
  windowOf(node, shape(input('X')), shape(input('W')).slice(2));

const windowOfConvTranspose = ({ node, input, shape }: GradientContext): Window =>
  transposedWindowOf(node, shape(input('X')), shape(input('W')).slice(2));

/** The padding with which a window of stride 1 leads from the output back to the input. */
const mirrored = ({ reach }: Window, pads: readonly number[]): number[] =>
  pads.map((rows, i) => (reach[i % reach.length] ?? 1) - 1 - rows);

const isAll = (value: number, numbers: readonly number[]): boolean => numbers.every((number) => number === value);
