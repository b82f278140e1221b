import type { AttributeInput } from '../../../electron/compiler/index.ts';
import { oneNode, type CaseMaker, type OpCase } from './define.ts';
import type { Draw } from './draw.ts';

/** One spatial axis: a length that a window of this reach fits, with uneven padding. */
interface Axis {
  readonly length: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

interface Ranges {
  readonly kernel?: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly padded?: boolean;
  /** No stride is longer than its kernel: with auto_pad ONNX Runtime would pad by a negative number. */
  readonly snug?: boolean;
}

function axisOf(draw: Draw, { kernel = 3, stride = 4, dilation = 3, padded = true, snug = false }: Ranges): Axis {
  const taps = draw.int(1, kernel);
  const holes = draw.int(1, dilation);
  const reach = holes * (taps - 1) + 1;
  const [before, after] = padded ? [draw.int(0, 2), draw.int(0, 2)] : [0, 0];
  const length = Math.max(1, reach - before - after) + draw.int(0, 5);
  return { length, kernel: taps, stride: draw.int(1, snug ? taps : stride), dilation: holes, before, after };
}

interface Wanted extends Ranges {
  readonly rank?: number;
  readonly group?: number;
  /** Pictures; drawn where absent. */
  readonly batch?: number;
  /** Added to every length. */
  readonly longer?: number;
  /** Channels in and out per group; drawn where absent. */
  readonly perGroup?: readonly [number, number];
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
}

/** A Conv of drawn shape. */
function conv(
  draw: Draw,
  { rank = 2, group = 1, longer = 0, batch, perGroup, attributes = {}, ...ranges }: Wanted,
): OpCase {
  const axes = Array.from({ length: rank }, () => axisOf(draw, ranges));
  const [channels, maps] = perGroup ?? [draw.int(1, 3), draw.int(1, 3)];
  const pick = (name: keyof Axis): number[] => axes.map((axis) => axis[name]);
  const lengths = pick('length').map((length) => length + longer);
  const pads = 'auto_pad' in attributes ? {} : { pads: [...pick('before'), ...pick('after')] };
  return oneNode(
    'Conv',
    {
      X: draw.floats([batch ?? draw.int(1, 3), group * channels, ...lengths]),
      W: draw.floats([group * maps, channels, ...pick('kernel')]),
      ...(draw.rng() < 0.7 ? { B: draw.floats([group * maps]) } : {}),
    },
    { attributes: { strides: pick('stride'), dilations: pick('dilation'), group, ...pads, ...attributes } },
  );
}

/** A ConvTranspose of drawn shape; `more` may add attributes that depend on the axes. */
function convTranspose(
  draw: Draw,
  { rank = 2, group = 1, attributes = {}, ...ranges }: Wanted,
  more: (axes: readonly Axis[]) => Readonly<Record<string, AttributeInput>> = () => ({}),
): OpCase {
  const axes = Array.from({ length: rank }, () => {
    const axis = axisOf(draw, { ...ranges, padded: false });
    const reach = axis.dilation * (axis.kernel - 1) + 1;
    const length = draw.int(1, 4);
    // As much padding as leaves one row at least.
    const room = Math.min(2, Math.floor(((length - 1) * axis.stride + reach - 1) / 2));
    return { ...axis, length, before: draw.int(0, room), after: draw.int(0, room) };
  });
  const [channels, maps] = [draw.int(1, 3), draw.int(1, 3)];
  const pick = (name: keyof Axis): number[] => axes.map((axis) => axis[name]);
  const extra = { ...attributes, ...more(axes) };
  const pads = 'auto_pad' in extra || 'output_shape' in extra ? {} : { pads: [...pick('before'), ...pick('after')] };
  return oneNode(
    'ConvTranspose',
    {
      X: draw.floats([draw.int(1, 2), group * channels, ...pick('length')]),
      W: draw.floats([group * channels, maps, ...pick('kernel')]),
      ...(draw.rng() < 0.7 ? { B: draw.floats([group * maps]) } : {}),
    },
    { attributes: { strides: pick('stride'), dilations: pick('dilation'), group, ...pads, ...extra } },
  );
}

const reachOf = ({ kernel, dilation }: Axis): number => dilation * (kernel - 1) + 1;

export const cases: readonly CaseMaker[] = [
  {
    op: 'Conv',
    what: 'any strides, dilations and padding',
    draw: (draw) => conv(draw, {}),
  },
  { op: 'Conv', what: 'stride 1', draw: (draw) => conv(draw, { stride: 1, dilation: 2 }) },
  {
    op: 'Conv',
    what: 'many small pictures',
    draw: (draw) => conv(draw, { batch: draw.int(8, 9), stride: 1, dilation: 2 }),
  },
  { op: 'Conv', what: 'one tap', draw: (draw) => conv(draw, { kernel: 1, stride: 1, padded: false }) },
  { op: 'Conv', what: 'one tap, strided', draw: (draw) => conv(draw, { kernel: 1, stride: 3, padded: false }) },
  // The gradient of the kernel has other formulations for more channels, and for small, middling and large pictures.
  ...[0, 9, 18].flatMap((longer) =>
    [1, 2].map((stride) => ({
      op: 'Conv',
      what: `five channels, stride ${stride}, ${longer} rows more`,
      draw: (draw: Draw) => conv(draw, { perGroup: [5, 2], dilation: 2, stride, longer }),
    })),
  ),
  { op: 'Conv', what: 'groups', draw: (draw) => conv(draw, { group: draw.int(2, 4) }) },
  { op: 'Conv', what: 'groups, stride 1', draw: (draw) => conv(draw, { group: draw.int(2, 4), stride: 1 }) },
  {
    op: 'Conv',
    what: 'each channel by itself',
    draw: (draw) => conv(draw, { group: draw.int(2, 4), perGroup: [1, 1], stride: draw.int(1, 2) }),
  },
  { op: 'Conv', what: 'one axis', draw: (draw) => conv(draw, { rank: 1, group: draw.int(1, 2) }) },
  { op: 'Conv', what: 'three axes', draw: (draw) => conv(draw, { rank: 3, kernel: 2, stride: 2, dilation: 2 }) },
  ...(['SAME_UPPER', 'SAME_LOWER', 'VALID'] as const).map((auto_pad) => ({
    op: 'Conv',
    what: auto_pad,
    draw: (draw: Draw) => conv(draw, { padded: false, snug: true, dilation: 1, attributes: { auto_pad } }),
  })),
  { op: 'ConvTranspose', what: 'any strides, dilations and padding', draw: (draw) => convTranspose(draw, {}) },
  {
    op: 'ConvTranspose',
    what: 'groups, with output padding',
    draw: (draw) =>
      convTranspose(draw, { group: draw.int(2, 3) }, (axes) => ({
        output_padding: axes.map(({ stride }) => draw.int(0, stride - 1)),
      })),
  },
  { op: 'ConvTranspose', what: 'one axis', draw: (draw) => convTranspose(draw, { rank: 1 }) },
  {
    op: 'ConvTranspose',
    what: 'a given output shape',
    draw: (draw) =>
      convTranspose(draw, {}, (axes) => ({
        output_shape: axes.map((axis) => {
          const full = (axis.length - 1) * axis.stride + reachOf(axis);
          return Math.max(1, full - draw.int(0, 2));
        }),
      })),
  },
  ...(['SAME_UPPER', 'SAME_LOWER', 'VALID'] as const).map((auto_pad) => ({
    op: 'ConvTranspose',
    what: auto_pad,
    draw: (draw: Draw) => convTranspose(draw, { attributes: { auto_pad } }),
  })),
];
