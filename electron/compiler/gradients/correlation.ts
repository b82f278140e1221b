import { elements } from '../graph/graph.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import type { Window } from '../ops/window.ts';

/**
 * What the gradient of a kernel is: the correlation of what the kernel saw with the gradient of what it made,
 *
 *     dW[m, c, t] = sum over n, p of dY[n, m, p] · X[n, c, p·stride + t·dilation − pad]     in each of g groups
 *
 *   X [N, gC, H, W]   dY [N, gM, H', W']   dW [gM, C, kH, kW]   T = kH·kW taps   P = H'·W' positions
 *
 * Conv has X and dY as they are; ConvTranspose has them the other way round.
 */
export interface Correlation {
  readonly emit: TypedEmit;
  readonly x: string;
  readonly dY: string;
  readonly window: Window;
  readonly group: number;
  /** N */
  readonly batch: number;
  /** C, of one group */
  readonly channels: number;
  /** M, of one group */
  readonly maps: number;
  /** T */
  readonly taps: number;
  /** P */
  readonly positions: number;
}

export function correlationOf(emit: TypedEmit, x: string, dY: string, window: Window, group: number): Correlation {
  const [batch = 0, channels = 0] = emit.dims(x);
  const [, maps = 0] = emit.dims(dY);
  const [taps, positions] = [elements(window.kernel), elements(window.output)];
  return { emit, x, dY, window, group, batch, channels: channels / group, maps: maps / group, taps, positions };
}

/** One way to compute it. */
export interface CorrelationWay {
  readonly name: string;
  readonly compute: (correlation: Correlation) => string;
}
