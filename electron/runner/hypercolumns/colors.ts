import type { Emit } from '../../compiler/index.ts';
import type { Size } from './network.ts';
import type { Tap } from './taps.ts';

/** Color, and its mean and deviation around. */
export const colorChannels = 3 + 3 + 3;
/** Side of the window of mean and deviation, in positions. */
const window = 5;

/**
 * What no layer of a network says as sharply: at every second pixel the color, and its mean and deviation over a
 * window of 10 pixels. The place in the picture is not among them: it was of no use, as deep layers know it from the
 * zeros around the picture.
 */
export function emitColors(emit: Emit, picture: string, layout: 'NCHW' | 'NHWC', { width, height }: Size): Tap {
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const first = layout === 'NCHW' ? picture : emit.op('Transpose', [picture], { perm: [0, 3, 1, 2] });
  const color = emit.op('AveragePool', [first], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 });
  const around = (x: string): string =>
    emit.op('AveragePool', [x], { kernel_shape: [window, window], pads: Array(4).fill((window - 1) / 2) });
  const mean = around(color);
  const squares = around(emit.op('Mul', [color, color]));
  const variance = emit.op('Relu', [emit.op('Sub', [squares, emit.op('Mul', [mean, mean])])]);
  const deviation = emit.op('Sqrt', [variance]);
  const value = emit.op('Concat', [color, mean, deviation], { axis: 1 }, { name: 'colors' });
  return { value, channels: colorChannels, stepPx: 2, center: { x: 0.5, y: 0.5 }, rows, columns };
}
