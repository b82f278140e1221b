import type { ModelCard, Stop } from '../../contract/index.ts';
import type { Tensor, Turn } from '../runtime/index.ts';
import { straight, type View } from './basis.ts';
import { adam, plainSteps } from './adam.ts';
import { clampNumbers } from './numbers.ts';
import { blurParameters } from './parameters.ts';
import type { Painter } from './painter.ts';

export interface PaintOptions {
  readonly card: ModelCard;
  readonly steps: number;
  readonly rate: number;
  /** adam, or plain steps along the gradient. */
  readonly update: 'adam' | 'plain';
  /** Pixels that the view moves by, at the most the margin of the canvas. */
  readonly jitter: number;
  /** Standard deviation in pixels of a blur every few steps. */
  readonly blur: number;
  readonly fed: Readonly<Record<string, Tensor>>;
  readonly rng: () => number;
  readonly stop: Stop;
  readonly turn: Turn;
  /** After each step. @param losses  [N] the first term of each picture before it */
  readonly onStep?: (step: number, loss: number, losses: Float32Array) => Promise<void> | void;
}

/** Steps from one blur to the next (Yosinski et al., "Understanding neural networks through deep visualization", 2015). */
const stepsPerBlur = 4;

/**
 * How far the view zooms in or out: what is liked only at one size and place is noise. More than usual, because the view does
 * not turn: the waves of a turned one are no product of two matrices.
 */
const zoomed = 0.25;

/** Changes pictures step by step until they are what their aim asks for, in place. @throws engine/stopped */
export async function paint(painter: Painter, parameters: Float32Array, options: PaintOptions): Promise<void> {
  const { canvas, batch, parametrization } = painter.aim;
  const { steps, rate, card, fed, stop, turn } = options;
  const update = options.update === 'adam' ? adam(parameters.length, rate) : plainSteps(batch, rate);
  for (let step = 0; step < steps; step += 1) {
    stop.throwIfAborted();
    const view = drawnView(options, parametrization.basis === 'fourier');
    const { gradient, loss, losses } = await turn(() => painter.step(parameters, view, fed));
    update(parameters, gradient);
    const isLast = step === steps - 1;
    if (!isLast && step % stepsPerBlur === stepsPerBlur - 1)
      blurParameters(parameters, canvas, parametrization, options.blur);
    if (!parametrization.squashed) clampNumbers(parameters, batch, card);
    await options.onStep?.(step, loss, losses);
  }
}

/** Whole pixels where pixels are parameters: between them a picture would be blurred. */
function drawnView({ jitter, rng }: PaintOptions, zooms: boolean): View {
  if (jitter === 0) return straight;
  const shift = (): number => Math.floor(rng() * (2 * jitter + 1)) - jitter;
  return { x: shift(), y: shift(), zoom: zooms ? 1 + zoomed * (2 * rng() - 1) : 1 };
}
