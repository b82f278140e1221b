import { floatAttribute, intAttribute, stringAttribute } from '../graph/attributes.ts';
import type { Node } from '../graph/graph.ts';

/** How RoiAlign divides its boxes. */
export interface RegionGrid {
  /** Bins of each box. */
  readonly height: number;
  readonly width: number;
  /** Samples along each side of a bin; 0 for as many as it has pixels of X, rounded up. */
  readonly samples: number;
  /** 'avg' or 'max' of the samples. */
  readonly mode: string;
  /** Pixels of X for each unit of the boxes. */
  readonly scale: number;
  /** Where coordinate 0 of a box lies in X, whose pixel 0 has its center at 0. */
  readonly origin: number;
  /** No side of a box is taken to be shorter, in pixels of X. */
  readonly shortest: number;
}

/** @see ONNX operator RoiAlign, version 16 */
export function regionGridOf(node: Node): RegionGrid {
  const isCentered = transformationOf(node) === 'half_pixel';
  return {
    height: intAttribute(node, 'output_height', 1),
    width: intAttribute(node, 'output_width', 1),
    samples: intAttribute(node, 'sampling_ratio', 0),
    mode: stringAttribute(node, 'mode', 'avg'),
    scale: floatAttribute(node, 'spatial_scale', 1),
    origin: isCentered ? -0.5 : 0,
    shortest: isCentered ? -Infinity : 1,
  };
}

export const transformationOf = (node: Node): string =>
  stringAttribute(node, 'coordinate_transformation_mode', 'half_pixel');
