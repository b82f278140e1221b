import type { AttributeInput } from '../../../electron/compiler/index.ts';
import { tensor64, type Tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker, type OpCase } from './define.ts';
import type { Draw } from './draw.ts';

interface Wanted {
  readonly rank?: number;
  readonly dilation?: number;
  readonly stride?: number;
  readonly padded?: boolean;
  /** The stride is the kernel. */
  readonly apart?: boolean;
  /** No window begins behind the last element, even where lengths are rounded up. */
  readonly snug?: boolean;
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
}

interface Pooling {
  readonly dims: readonly number[];
  readonly attributes: Readonly<Record<string, AttributeInput>>;
}

/** Dims of X and attributes of a pool that fits it. Padding stays below the kernel, as ONNX Runtime demands. */
function pooling(
  draw: Draw,
  { rank = 2, dilation = 1, stride = 3, padded = true, apart = false, snug = false, attributes = {} }: Wanted,
): Pooling {
  const axes = Array.from({ length: rank }, () => {
    const kernel = draw.int(1, 3);
    const holes = draw.int(1, dilation);
    const room = padded && holes === 1 ? kernel - 1 : 0;
    const step = apart ? kernel : draw.int(1, snug ? kernel : stride);
    const [before, after] = [draw.int(0, room), draw.int(0, snug ? Math.min(room, kernel - step) : room)];
    const length = holes * (kernel - 1) + 1 + draw.int(0, 4);
    return { length, kernel, holes, before, after, stride: step };
  });
  const pads = 'auto_pad' in attributes ? [] : axes.map(({ before }) => before);
  const ends = 'auto_pad' in attributes ? [] : axes.map(({ after }) => after);
  return {
    dims: [draw.int(1, 2), draw.int(1, 3), ...axes.map(({ length }) => length)],
    attributes: {
      kernel_shape: axes.map(({ kernel }) => kernel),
      strides: axes.map((axis) => axis.stride),
      ...(pads.length > 0 ? { pads: [...pads, ...ends] } : {}),
      ...(dilation > 1 ? { dilations: axes.map(({ holes }) => holes) } : {}),
      ...attributes,
    },
  };
}

type Fill = (draw: Draw, dims: readonly number[]) => Tensor64;

const anyNumbers: Fill = (draw, dims) => draw.floats(dims);
/** No two near each other: nothing ties in a maximum, and a small step keeps the order. */
const distinct: Fill = (draw, dims) => draw.distinct(dims);
/** A power of |x| has a kink at 0. */
const awayFrom0: Fill = (draw, dims) => draw.awayFrom([0], dims);

const pool = (op: string, fill: Fill, what: string, wanted: Wanted | ((draw: Draw) => Wanted)): CaseMaker => ({
  op,
  what,
  draw: (draw) => {
    const { dims, attributes } = pooling(draw, typeof wanted === 'function' ? wanted(draw) : wanted);
    return oneNode(op, { X: fill(draw, dims) }, { attributes });
  },
});

/** The ways in which all pools can be used. */
const ways = (op: string, fill: Fill): readonly CaseMaker[] => [
  pool(op, fill, 'any strides and padding', {}),
  pool(op, fill, 'stride 1', { stride: 1 }),
  pool(op, fill, 'windows that do not overlap', { apart: true, padded: false }),
  pool(op, fill, 'dilations', { dilation: 2 }),
  pool(op, fill, 'ceil_mode', { snug: true, attributes: { ceil_mode: 1 } }),
  pool(op, fill, 'ceil_mode, windows that do not overlap', {
    apart: true,
    padded: false,
    attributes: { ceil_mode: 1 },
  }),
  {
    ...pool(op, fill, 'ceil_mode, a last window without elements', { attributes: { ceil_mode: 1 } }),
    notInRuntime: 'its kernel leaves that window out, as ONNX says, but its shape inference counts it',
  },
  pool(op, fill, 'one axis', { rank: 1 }),
  pool(op, fill, 'three axes', { rank: 3, stride: 2 }),
  // Snug, because ONNX Runtime computes a negative padding where the stride is longer than the kernel, and refuses it.
  ...['SAME_UPPER', 'SAME_LOWER', 'VALID'].map((auto_pad) =>
    pool(op, fill, auto_pad, { snug: true, attributes: { auto_pad } }),
  ),
];

/** Numbers at places of which no two are the same. */
function unpool(draw: Draw, shaped: boolean): OpCase {
  const [kernel, rows, columns] = [draw.int(2, 3), draw.int(1, 3), draw.int(1, 3)];
  const dims = [draw.int(1, 2), draw.int(1, 2), rows, columns];
  const grown = [dims[0]!, dims[1]!, rows * kernel, columns * kernel];
  const indices = Array.from({ length: dims.reduce((a, b) => a * b) }, (_, flat) => {
    const [row, column] = [Math.floor(flat / columns), flat % columns];
    return (row * kernel + draw.int(0, kernel - 1)) * columns * kernel + column * kernel + draw.int(0, kernel - 1);
  });
  return oneNode(
    'MaxUnpool',
    {
      X: draw.floats(dims),
      I: tensor64(dims, indices, 'int64'),
      ...(shaped ? { output_shape: known(tensor64([4], grown, 'int64')) } : {}),
    },
    { attributes: { kernel_shape: [kernel, kernel], strides: [kernel, kernel] } },
  );
}

const whole = (op: string, fill: Fill, attributes: Readonly<Record<string, AttributeInput>> = {}): CaseMaker => ({
  op,
  what: `one, two or three axes ${JSON.stringify(attributes)}`,
  draw: (draw) => {
    const spatial = Array.from({ length: draw.int(1, 3) }, () => draw.int(1, 4));
    return oneNode(op, { X: fill(draw, [draw.int(1, 2), draw.int(1, 3), ...spatial]) }, { attributes });
  },
});

export const cases: readonly CaseMaker[] = [
  ...ways('MaxPool', distinct),
  {
    op: 'MaxPool',
    what: 'with Indices',
    draw: (draw) => {
      const { dims, attributes } = pooling(draw, {});
      return oneNode('MaxPool', { X: distinct(draw, dims) }, { attributes, outputs: 2 });
    },
  },
  ...ways('AveragePool', anyNumbers),
  pool('AveragePool', anyNumbers, 'padding that counts', { attributes: { count_include_pad: 1 } }),
  pool('AveragePool', anyNumbers, 'padding that counts, ceil_mode', {
    snug: true,
    attributes: { count_include_pad: 1, ceil_mode: 1 },
  }),
  pool('AveragePool', anyNumbers, 'padding that counts, stride 1', { stride: 1, attributes: { count_include_pad: 1 } }),
  ...[1, 2, 3].flatMap((p) => [
    pool('LpPool', awayFrom0, `p = ${p}`, { attributes: { p } }),
    pool('LpPool', awayFrom0, `p = ${p}, stride 1`, { stride: 1, attributes: { p } }),
  ]),
  pool('LpPool', awayFrom0, 'dilations, ceil_mode', { dilation: 2, snug: true, attributes: { ceil_mode: 1 } }),
  { op: 'MaxUnpool', what: 'windows that do not overlap', draw: (draw) => unpool(draw, false) },
  { op: 'MaxUnpool', what: 'a given output shape', draw: (draw) => unpool(draw, true) },
  whole('GlobalAveragePool', anyNumbers),
  whole('GlobalMaxPool', distinct),
  whole('GlobalLpPool', awayFrom0),
  whole('GlobalLpPool', awayFrom0, { p: 3 }),
];
