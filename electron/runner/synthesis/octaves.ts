import type { Graph, LossTerm } from '../../compiler/index.ts';
import type { DeviceId, ModelFile } from '../../contract/index.ts';
import type { Tensor } from '../runtime/index.ts';
import type { Canvas } from './basis.ts';
import type { Parametrization } from './front.ts';
import { resizedPlanes } from './numbers.ts';
import { paint, type PaintOptions } from './paint.ts';
import { openPainter, type Painter } from './painter.ts';
import { freshParameters, parametersOf } from './parameters.ts';

export interface Side {
  readonly width: number;
  readonly height: number;
}

/** What pictures of one size are made for. */
export interface Wish {
  /** Bound to the pictures, as far as it is needed. */
  readonly graph: Graph;
  readonly terms: readonly [LossTerm, ...LossTerm[]];
  readonly fed: Readonly<Record<string, Tensor>>;
}

export interface OctavePlan {
  readonly batch: number;
  /** From coarse to fine; steps are shared out evenly. */
  readonly sizes: readonly [Side, ...Side[]];
  /** Pixels around what the network sees. */
  readonly margin: number;
  readonly parametrization: Parametrization;
  wishAt(size: Side): Promise<Wish> | Wish;
  /** [N, 3, H, W] numbers of the finest size to begin with; null: as `freshParameters`. */
  readonly from: Float32Array | null;
}

export type OctaveOptions = Omit<PaintOptions, 'fed' | 'onStep'> & {
  /** @param show  the pictures as they stand, [N, 3, H, W] of that size */
  readonly onStep?: (
    step: number,
    losses: Float32Array,
    show: () => Promise<Float32Array>,
    size: Side,
  ) => Promise<void> | void;
};

/** How much larger each size is than the one before (Mordvintsev et al., "Inceptionism", 2015, their program). */
const growth = 1.4;

/** Sizes from coarse to fine, the last one as given. */
export function octaveSizes({ width, height }: Side, octaves: number): [Side, ...Side[]] {
  const at = (octave: number): Side => {
    const scale = growth ** -(octaves - 1 - octave);
    return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  };
  return [at(0), ...Array.from({ length: octaves - 1 }, (_, octave) => at(octave + 1))];
}

/** Makes pictures, from coarse to fine. @returns [N, 3, H, W] the network's numbers. @throws as `openPainter`, engine/stopped */
export async function paintOctaves(
  model: ModelFile,
  device: DeviceId,
  plan: OctavePlan,
  options: OctaveOptions,
): Promise<Float32Array> {
  const { batch, sizes, margin, parametrization } = plan;
  const finest = sizes.at(-1) ?? sizes[0];
  let numbers = plan.from && resizedPlanes(plan.from, finest, sizes[0]);
  let before = sizes[0];
  let done = 0;
  for (const [octave, size] of sizes.entries()) {
    const canvas = { ...size, margin };
    const { fed, ...wish } = await plan.wishAt(size);
    const parameters = numbers
      ? joined(resizedPlanes(numbers, before, size), batch, (own) =>
          parametersOf(own, model.card, canvas, parametrization),
        )
      : freshParameters(batch, canvas, parametrization, options.rng);
    const painter = await openPainter(model, device, { ...wish, batch, canvas, parametrization });
    const until = Math.round((options.steps * (octave + 1)) / sizes.length);
    try {
      numbers = await painted(painter, parameters, { ...options, fed, steps: until - done }, done, canvas);
    } finally {
      await painter.close();
    }
    [done, before] = [until, size];
  }
  return numbers ?? new Float32Array();
}

async function painted(
  painter: Painter,
  parameters: Float32Array,
  { onStep, ...options }: OctaveOptions & Pick<PaintOptions, 'fed'>,
  done: number,
  canvas: Canvas,
): Promise<Float32Array> {
  const show = (): Promise<Float32Array> => options.turn(() => painter.picture(parameters));
  await paint(painter, parameters, {
    ...options,
    onStep: (step, _loss, losses) => onStep?.(done + step, losses, show, canvas),
  });
  return show();
}

function joined(numbers: Float32Array, batch: number, make: (own: Float32Array) => Float32Array): Float32Array {
  const each = numbers.length / batch;
  const parts = Array.from({ length: batch }, (_, slot) => make(numbers.subarray(slot * each, (slot + 1) * each)));
  const made = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}
