import { intAttribute } from '../graph/attributes.ts';
import { transposedWindowOf, windowOf } from '../ops/window.ts';
import type { GradientRules } from './define.ts';
import { foldGroupsIntoBatch, swapFirstTwo, trimTo } from './layout.ts';

export const Conv: GradientRules = {
  X: ({ node, dY, input, shape, emit }) => {
    const { strides, dilations, pads, unread } = windowOf(node, shape(input('X')), shape(input('W')).slice(2));
    const group = intAttribute(node, 'group', 1);
    return emit.op('ConvTranspose', [dY, input('W')], { strides, dilations, pads, group, output_padding: unread });
  },
  W: ({ node, dY, input, shape, emit }) => {
    const kernel = shape(input('W')).slice(2);
    const { strides, dilations, pads } = windowOf(node, shape(input('X')), kernel);
    const group = intAttribute(node, 'group', 1);
    const x = foldGroupsIntoBatch(emit, input('X'), group); // [C, gN, H, W]
    const dy = swapFirstTwo(emit, dY); //                      [gM, N, H', W']
    const dw = emit.op('Conv', [x, dy], { strides: dilations, dilations: strides, pads, group });
    return swapFirstTwo(emit, trimTo(emit, dw, kernel));
  },
  B: ({ dY, shape, emit }) =>
    emit.sum(dY, [
      0,
      ...shape(dY)
        .map((_, axis) => axis)
        .slice(2),
    ]),
};

export const ConvTranspose: GradientRules = {
  X: ({ node, dY, input, shape, emit }) => {
    const [x, kernel] = [shape(input('X')), shape(input('W')).slice(2)];
    const { strides, dilations, pads } = transposedWindowOf(node, x, kernel);
    const group = intAttribute(node, 'group', 1);
    const dx = emit.op('Conv', [dY, input('W')], { strides, dilations, pads, group });
    return trimTo(emit, dx, x.slice(2));
  },
  W: ({ node, dY, input, shape, emit }) => {
    const [x, kernel] = [shape(input('X')), shape(input('W')).slice(2)];
    const { strides, dilations, pads } = transposedWindowOf(node, x, kernel);
    const group = intAttribute(node, 'group', 1);
    const dy = foldGroupsIntoBatch(emit, dY, group);
    const dw = emit.op('Conv', [dy, swapFirstTwo(emit, input('X'))], {
      strides: dilations,
      dilations: strides,
      pads,
      group,
    });
    return swapFirstTwo(emit, trimTo(emit, dw, kernel));
  },
  B: ({ dY, shape, emit }) =>
    emit.sum(dY, [
      0,
      ...shape(dY)
        .map((_, axis) => axis)
        .slice(2),
    ]),
};
