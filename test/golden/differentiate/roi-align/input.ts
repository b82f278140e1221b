import { Emit, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const [x, rois, pictures, dY] = ['x', 'rois', 'pictures', 'dY'].map((name) => emit.fresh(name)) as [
  string,
  string,
  string,
  string,
];
const grid = { output_height: 2, output_width: 3, sampling_ratio: 2 };
emit.op('RoiAlign', [x, rois, pictures], grid, { outputs: ['y'] });

export const graph = graphOf(
  'roi-align',
  emit,
  [
    tensorValue(x, 'float32', [2, 5, 8, 9]),
    tensorValue(rois, 'float32', [4, 4]),
    tensorValue(pictures, 'int64', [4]),
    tensorValue(dY, 'float32', [4, 5, 2, 3]),
  ],
  [tensorValue('y', 'float32', [4, 5, 2, 3])],
);
export const options = { of: 'y', wrt: [x], seed: dY };
