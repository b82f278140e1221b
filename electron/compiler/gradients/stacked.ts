import type { EmitOptions } from '../graph/emit.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import type { Window } from '../ops/window.ts';
import { swapFirstTwo } from './layout.ts';

// A Conv over small pictures multiplies one small matrix per picture, at a third of the speed of a large one. The
// pictures of a batch, one above the other with rows of zeros between, are one tall picture, whose Conv is a large one:
//
//   X [N, C, H, W] → [1, C, N·P, W] → Conv → [1, M, N·P/s, W′] → Y [N, M, H′, W′]
//
// P, the pitch, is a multiple of the stride s that leaves room for the padding between two pictures.

/** What ONNX Runtime multiplies well has more positions than this; 128 channels of 8²: 21 ms alone, 14 ms stacked. */
const fewPositions = 100;
/** Fewer pictures are not worth the way there and back. */
const manyPictures = 8;

/** Whether a Conv is likely faster on stacked pictures. */
export const isWorthStacking = ({ input, output }: Window, pictures: number, group: number): boolean =>
  group === 1 && input.length === 2 && pictures >= manyPictures && (output[0] ?? 0) * (output[1] ?? 0) <= fewPositions;

/**
 * Conv of a batch of pictures as that of one tall picture.
 *
 * Law: the values are those of Conv [X, W, bias] with this window, to rounding.
 *
 * @param operands  X [N, C, H, W], W [M, C, kH, kW], and a bias [M] where there is one
 * @returns         Y [N, M, H′, W′]
 */
export function stackedConv(
  emit: TypedEmit,
  operands: readonly string[],
  window: Window,
  named: EmitOptions = {},
): string {
  const [x = '', w = '', ...bias] = operands;
  const [pictures = 0, channels = 0, height = 0, width = 0] = emit.dims(x);
  const [maps = 0] = emit.dims(w);
  const { strides, dilations, output, reach, before, after, unread } = window;
  const [[stride = 1], [span = 1]] = [strides, reach];
  const [above = 0, left = 0] = before;
  const gap = Math.max(above, (after[0] ?? 0) - (unread[0] ?? 0));
  const pitch = Math.ceil((height + gap) / stride) * stride;
  const apart = emit.pad(swapFirstTwo(emit, x), [0, 0, 0, 0], [0, 0, pitch - height, 0]);
  const tall = emit.reshape(apart, [1, channels, pictures * pitch, width]);
  const pads = [above, left, Math.max(0, span - stride - above), after[1] ?? 0];
  const made = emit.op('Conv', [tall, w, ...bias], { strides, dilations, pads });
  const [outHeight = 0, outWidth = 0] = output;
  const split = emit.reshape(made, [maps, pictures, pitch / stride, outWidth]);
  const rows = pitch / stride === outHeight ? split : emit.slice(split, 2, 0, outHeight);
  return emit.op('Transpose', [rows], { perm: [1, 0, 2, 3] }, named);
}
