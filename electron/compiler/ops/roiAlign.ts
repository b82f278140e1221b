import { elements } from '../graph/graph.ts';
import type { Op, OpContext } from './define.ts';
import { regionGridOf, transformationOf } from './regions.ts';

// Boxes of a map at one size, each divided into bins of which the samples are pooled:
//
//   X [B, C, H, W]   rois [N, 4] x0, y0, x1, y1   batch_indices [N] the picture of each box   Y [N, C, H', W']
//
// He, Gkioxari, Dollár and Girshick, "Mask R-CNN", 2017, section 3.

export const RoiAlign: Op = {
  inputs: ['X', 'rois', 'batch_indices'],
  outputs: ['Y'],
  shape: (context) => {
    checkAttributes(context);
    const { node, input, refuse } = context;
    const [x, boxes] = [input('X'), input('rois')];
    if (x.dims.length !== 4) refuse(`an input [${x.dims.join(', ')}] is no picture [B, C, H, W]`);
    if (boxes.dims.length !== 2 || boxes.dims[1] !== 4) refuse(`rois [${boxes.dims.join(', ')}] are no boxes [N, 4]`);
    if (boxes.dtype !== x.dtype) refuse(`its rois are ${boxes.dtype} and its input is ${x.dtype}`);
    const count = boxes.dims[0] ?? 0;
    if (input('batch_indices').dims.join() !== `${count}`) refuse('not every box has one picture');
    const { height, width } = regionGridOf(node);
    return [{ dtype: x.dtype, dims: [count, x.dims[1] ?? 0, height, width] }];
  },
  // Four neighbors of each sample. Where their number is that of the pixels, one in each bin is counted.
  multiplyAdds: ({ node }, [y]) => 4 * elements(y?.dims ?? [0]) * Math.max(1, regionGridOf(node).samples) ** 2,
};

function checkAttributes({ node, refuse }: OpContext): void {
  const { height, width, samples, mode } = regionGridOf(node);
  if (height < 1 || width < 1) refuse(`it divides a box into ${height} × ${width} bins`);
  if (samples < 0) refuse(`it takes ${samples} samples of a bin`);
  if (mode !== 'avg' && mode !== 'max') refuse(`there is no mode ${mode}`);
  const transformation = transformationOf(node);
  if (transformation !== 'half_pixel' && transformation !== 'output_half_pixel')
    refuse(`there is no coordinate_transformation_mode ${transformation}`);
}
