import { intsAttribute, stringAttribute } from '../graph/attributes.ts';
import type { Node } from '../graph/graph.ts';
import { fromTheFront } from './axis.ts';

/** What Resize does to one axis. */
export interface ResizedAxis {
  readonly axis: number;
  /** Places before and after. */
  readonly from: number;
  readonly to: number;
  /** Steps of the result per step of the input, as given or to / from, in 32 bits as ONNX Runtime has it. */
  readonly scale: number;
  /** The part of the axis that tf_crop_and_resize shows, as fractions of it. */
  readonly region: readonly [number, number];
}

/** The numbers of Resize's inputs; null for those left out. */
export interface ResizeInputs {
  readonly scales: readonly number[] | null;
  readonly sizes: readonly number[] | null;
  readonly roi: readonly number[] | null;
}

/** The axes that Resize names, all of them where it names none. */
export const namedByResize = (node: Node, rank: number): readonly number[] =>
  intsAttribute(node, 'axes')?.map((axis) => fromTheFront(axis, rank)) ?? Array.from({ length: rank }, (_, i) => i);

/** @see ONNX operator Resize, keep_aspect_ratio_policy: one scale for all axes, the smallest or the largest wished */
export function resizedAxes(
  node: Node,
  dims: readonly number[],
  { scales, sizes, roi }: ResizeInputs,
): readonly ResizedAxis[] {
  const axes = namedByResize(node, dims.length);
  const policy = stringAttribute(node, 'keep_aspect_ratio_policy', 'stretch');
  const wished = axes.map((axis, i) => Math.fround(scales?.[i] ?? (sizes?.[i] ?? 0) / (dims[axis] ?? 1)));
  const common = policy === 'not_larger' ? Math.min(...wished) : Math.max(...wished);
  const keeps = sizes !== null && policy !== 'stretch';
  return axes.map((axis, i) => {
    const from = dims[axis] ?? 0;
    const scale = keeps ? common : (wished[i] ?? 1);
    const to = keeps ? Math.floor(common * from + 0.5) : (sizes?.[i] ?? Math.floor(Math.fround(from * scale)));
    return { axis, from, to, scale, region: [roi?.[i] ?? 0, roi?.[axes.length + i] ?? 1] };
  });
}
