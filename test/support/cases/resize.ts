import { attributeOf, float, type AttributeInput } from '../../../electron/compiler/index.ts';
import { tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker, type OpCase } from './define.ts';
import type { Draw } from './draw.ts';
import { ints } from './movement.ts';

const coordinateModes = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
  'tf_crop_and_resize',
] as const;

const roundings = ['floor', 'ceil', 'round_prefer_floor', 'round_prefer_ceil'] as const;

/** Height and width of a picture, by scales or sizes, for the two axes named or for all four. */
function resized(draw: Draw, attributes: Readonly<Record<string, AttributeInput>>, crops = false): OpCase {
  const dims = [draw.int(1, 2), draw.int(1, 2), draw.int(2, 6), draw.int(2, 6)];
  const spatial = dims.slice(2);
  const namesAxes = draw.rng() < 0.5;
  const complete = (values: readonly number[], others: readonly number[]): readonly number[] =>
    namesAxes ? values : [...others, ...values];
  const sizes = complete(
    spatial.map(() => draw.int(1, 9)),
    dims.slice(0, 2),
  );
  const scales = complete(
    spatial.map((length) => Math.fround(draw.pick([0.5, 0.75, 1.5, 2, 3, 2.3, (length + 1) / length]))),
    [1, 1],
  );
  const region = [
    ...complete(
      spatial.map(() => Math.fround(draw.rng() * 0.5 - 0.2)),
      [0, 0],
    ),
    ...complete(
      spatial.map(() => Math.fround(0.7 + draw.rng() * 0.5)),
      [1, 1],
    ),
  ];
  const bySizes = draw.rng() < 0.5;
  return oneNode(
    'Resize',
    {
      X: draw.floats(dims),
      roi: crops ? known(tensor64([region.length], region)) : null,
      scales: bySizes ? null : known(tensor64([scales.length], scales)),
      ...(bySizes && { sizes: known(ints(sizes)) }),
    },
    { attributes: { ...attributes, ...(namesAxes && { axes: [2, 3] }) } },
  );
}

const maker = (mode: string, coordinates: string, more: (draw: Draw) => Record<string, AttributeInput>): CaseMaker => ({
  op: 'Resize',
  what: `${mode}, ${coordinates}`,
  // A number of its own outside of X makes the whole affine.
  linear: coordinates !== 'tf_crop_and_resize',
  draw: (draw) => {
    const outside = { extrapolation_value: float(draw.pick([0, 0.5])) };
    const said = { mode, coordinate_transformation_mode: coordinates, ...outside, ...more(draw) };
    return resized(draw, said, coordinates === 'tf_crop_and_resize');
  },
});

export const cases: readonly CaseMaker[] = [
  ...coordinateModes.flatMap((coordinates) => [
    maker('nearest', coordinates, (draw) => ({ nearest_mode: attributeOf(draw.pick(roundings)) })),
    maker('linear', coordinates, () => ({})),
    maker('cubic', coordinates, (draw) => ({
      cubic_coeff_a: float(draw.pick([-0.75, -0.5])),
      exclude_outside: draw.int(0, 1),
    })),
  ]),
  ...(['linear', 'cubic'] as const).map((mode): CaseMaker => ({
    ...maker(mode, 'half_pixel', (draw) => ({ antialias: 1, exclude_outside: mode === 'cubic' ? draw.int(0, 1) : 0 })),
    what: `${mode}, smoothed against aliasing`,
  })),
  {
    op: 'Resize',
    what: 'every place repeated a whole number of times',
    linear: true,
    draw: (draw) => {
      const scales = known(tensor64([4], [1, 1, draw.int(1, 3), draw.int(1, 3)]));
      const X = draw.floats([draw.int(1, 2), draw.int(1, 3), draw.int(1, 4), draw.int(1, 4)]);
      const attributes = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
      return oneNode('Resize', { X, roi: null, scales }, { attributes });
    },
  },
  {
    op: 'Resize',
    what: 'the aspect ratio kept',
    linear: true,
    draw: (draw) => {
      const sizes = known(ints([draw.int(3, 9), draw.int(3, 9)]));
      const policy = draw.pick(['not_larger', 'not_smaller']);
      const attributes = { mode: 'linear', keep_aspect_ratio_policy: policy, axes: [2, 3] };
      const X = draw.floats([1, 2, draw.int(3, 6), draw.int(3, 6)]);
      return oneNode('Resize', { X, roi: null, scales: null, sizes }, { attributes });
    },
  },
];
