import type { Stop } from '../../../contract/index.ts';
import type { TargetForm } from '../../../compiler/index.ts';
import { Tensor } from '../../runtime/index.ts';
import { derived } from '../../vision/index.ts';
import { mixed, type Mixing } from '../mixing.ts';
import type { Draw, TrainingData } from './types.ts';

/** Examples as a session takes them. The tensors are used again by the batch after the next. */
export interface Batch {
  /** Within the epoch, from 0. */
  readonly step: number;
  /** The examples themselves; rows beyond them fill up the batch and weigh 0. */
  readonly indices: Int32Array;
  readonly examples: Tensor;
  readonly targets: Tensor;
  readonly weights: Tensor;
}

export interface BatchOptions {
  readonly data: TrainingData;
  /** What of the data, in which order. */
  readonly order: Int32Array;
  readonly batch: number;
  readonly classes: number;
  readonly form: TargetForm;
  /** [data.count] */
  readonly weights: Float32Array;
  readonly drawOf: (step: number) => Draw | null;
  /** Leaves out a last batch that is not full, where there is another. */
  readonly onlyFull: boolean;
  /** Mixes pairs of examples and their truths, which are numbers per class then; null: never. */
  readonly mixing: Mixing | null;
  /** Where batches are put by turns, made once for all epochs by `placesFor`. */
  readonly places: Places;
}

/** How many batches an order makes. */
export const stepsOf = (count: number, batch: number, onlyFull: boolean): number =>
  onlyFull ? Math.max(1, Math.floor(count / batch)) : Math.ceil(count / batch);

/**
 * The batches of an epoch from one of its steps on. While a batch is learned from, the next is being filled.
 *
 * Every example comes once: a last batch that is too small is filled up with rows of weight 0, so that loss and gradient
 * are those of the smaller batch. The rows repeat its own examples, which leaves the batch's statistics about what they
 * are. Triplets compare all rows with each other, and leave such a batch out.
 */
export async function* batchesOf(options: BatchOptions, from: number, stop: Stop): AsyncGenerator<Batch, void> {
  const steps = stepsOf(options.order.length, options.batch, options.onlyFull);
  const start = (step: number): Promise<Batch> => {
    const filled = filledBatch(options, step, options.places[step % 2 === 0 ? 0 : 1]);
    // A batch that nobody waits for any more may fail unheard.
    filled.catch(() => undefined);
    return filled;
  };
  let next = from < steps ? start(from) : null;
  try {
    for (let step = from; step < steps && next; step++) {
      const batch = await untilStopped(next, stop);
      next = step + 1 < steps ? start(step + 1) : null;
      yield batch;
    }
  } finally {
    // Whoever comes next uses the same places; after a stop nobody does.
    if (next && !stop.aborted) await next.catch(() => undefined);
  }
}

type Place = Omit<Batch, 'step' | 'indices'>;
export type Places = readonly [Place, Place];

/** Places for batches of one shape. */
export function placesFor(options: Pick<BatchOptions, 'data' | 'batch' | 'classes' | 'form'>): Places {
  return [placeFor(options), placeFor(options)];
}

function placeFor({ data, batch, classes, form }: Pick<BatchOptions, 'data' | 'batch' | 'classes' | 'form'>): Place {
  const numbers = data.dims.reduce((product, length) => product * length, 1);
  return {
    examples: new Tensor('float32', new Float32Array(batch * numbers), [batch, ...data.dims]),
    targets:
      form === 'classes'
        ? new Tensor('int64', new BigInt64Array(batch), [batch])
        : new Tensor('float32', new Float32Array(batch * classes), [batch, classes]),
    weights: new Tensor('float32', new Float32Array(batch), [batch]),
  };
}

async function filledBatch(options: BatchOptions, step: number, place: Place): Promise<Batch> {
  const { data, order, batch, classes, drawOf } = options;
  const indices = order.slice(step * batch, (step + 1) * batch);
  const examples = place.examples.data as Float32Array;
  const row = examples.length / batch;
  await data.fill(indices, examples.subarray(0, indices.length * row), drawOf(step));
  const weights = place.weights.data as Float32Array;
  for (let n = 0; n < batch; n++) {
    const source = n % indices.length;
    const example = indices[source] ?? 0;
    if (n !== source) examples.copyWithin(n * row, source * row, (source + 1) * row);
    weights[n] = n === source ? (options.weights[example] ?? 0) : 0;
    writeTarget(place.targets, n, classes, data, example);
  }
  mixPairs(options, place, indices.length, drawOf(step));
  return { step, indices, ...place };
}

/** The truth about one example, as class index or as a number per class. */
function writeTarget({ data: into }: Tensor, n: number, classes: number, data: TrainingData, example: number): void {
  const { classOf, targets } = data;
  if (into instanceof BigInt64Array) {
    into[n] = BigInt(classOf[example] ?? 0);
    return;
  }
  const row = (into as Float32Array).subarray(n * classes, (n + 1) * classes);
  if (targets) row.set(targets.subarray(example * classes, (example + 1) * classes));
  else row.fill(0)[classOf[example] ?? 0] = 1;
}

function mixPairs({ mixing, classes, data }: BatchOptions, place: Place, count: number, draw: Draw | null): void {
  if (!mixing || !draw) return;
  const values = place.examples.data as Float32Array;
  const targets = place.targets.data as Float32Array;
  const rng = derived(draw.seed, 'mixing', draw.restart, draw.epoch, draw.step);
  mixed({ values, targets, count, dims: data.dims, classes }, mixing, rng);
}

const lookEveryMs = 50;

/** Waits for photos, but no longer than until the run is stopped. */
export async function untilStopped<T>(work: Promise<T>, stop: Stop): Promise<T> {
  stop.throwIfAborted();
  let timer: ReturnType<typeof setInterval> | undefined;
  const stopped = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      try {
        stop.throwIfAborted();
      } catch (thrown) {
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    }, lookEveryMs);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearInterval(timer);
  }
}
