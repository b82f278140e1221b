import type { LossKind } from '../../../contract/index.ts';
import { derived, shuffled } from '../../vision/index.ts';
import type { InferenceSession, Tensor } from '../../runtime/index.ts';
import { costOf, fitTemperature } from '../heads/index.ts';
import { batchesOf, placesFor, type BatchOptions } from './batches.ts';
import { openSession, release } from './learner.ts';
import { targetFormOf, targetsInput } from './losses.ts';
import { exampleWeights } from './order.ts';
import { judgingGraph, weightsInput, type StepGraph } from './step.ts';
import type { Judged, TrainingData, TrainingHooks, TrainingRequest } from './types.ts';

/** Judges the hold-out by the numbers of the moment. */
export interface Judge {
  (tensors: ReadonlyMap<string, Tensor>): Promise<Judged>;
  readonly release: () => Promise<void>;
}

/** A session that answers the hold-out; what a step updates is fed, so that one session serves all epochs. */
export async function openJudge(
  data: TrainingData,
  step: StepGraph,
  request: TrainingRequest,
  hooks: Pick<TrainingHooks, 'turn' | 'stop'>,
): Promise<Judge> {
  const { settings, classes, logits, input } = request;
  const batch = Math.min(settings.batch, data.count);
  const { graph, loss } = judgingGraph(request, batch, step);
  const session = await hooks.turn(() => openSession(graph, request));
  const wanted = new Set(graph.inputs.map(({ name }) => name));
  const form = targetFormOf({ ...settings, mixup: 0, cutmix: 0 }, data.targets !== null);
  const shape = { data, batch, classes, form };
  const options: BatchOptions = {
    ...shape,
    places: placesFor(shape),
    // Triplets are made within a batch, so classes must be mixed; the order is the same after every epoch.
    order: shuffled(data.count, derived(settings.seed, 'hold-out')),
    weights: exampleWeights(data, settings),
    drawOf: () => null,
    onlyFull: false,
    mixing: null,
  };

  const judge = async (tensors: ReadonlyMap<string, Tensor>): Promise<Judged> => {
    const carried = Object.fromEntries([...tensors].filter(([name]) => wanted.has(name)));
    const sums = { loss: 0, weight: 0 };
    let answers: Float32Array | null = null;
    for await (const { indices, examples, targets, weights } of batchesOf(options, 0, hooks.stop)) {
      const fed = { ...carried, [input]: examples, [targetsInput]: targets, [weightsInput]: weights };
      const outputs = await hooks.turn(() => session.run(fed));
      hooks.stop.throwIfAborted();
      const rows = floats(outputs, logits);
      const width = rows.length / batch;
      answers ??= new Float32Array(data.count * width);
      for (const [n, example] of indices.entries())
        answers.set(rows.subarray(n * width, (n + 1) * width), example * width);
      const weight = (weights.data as Float32Array).reduce((sum, one) => sum + one, 0);
      sums.loss += (floats(outputs, loss)[0] ?? 0) * weight;
      sums.weight += weight;
      for (const name of [logits, loss]) release(outputs[name]);
    }
    const mean = sums.loss / sums.weight;
    const said = { answers: answers ?? new Float32Array(), lossKind: settings.loss, data, classes };
    return { loss: mean, ...judgedBy(said, mean) };
  };
  return Object.assign(judge, { release: () => session.release() });
}

function floats(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const values = outputs[name]?.data;
  if (values instanceof Float32Array) return values;
  throw new Error(`The judging session gave no "${name}".`);
}

interface Said {
  /** Logits or scores [N, C], or embeddings [N, D]. */
  readonly answers: Float32Array;
  readonly lossKind: LossKind;
  readonly data: TrainingData;
  readonly classes: number;
}

function judgedBy({ answers, lossKind, data, classes }: Said, loss: number): Omit<Judged, 'loss'> {
  if (lossKind === 'sigmoid' || data.targets) {
    const probabilities = answers.map((logit) => 1 / (1 + Math.exp(-logit)));
    return { cost: loss, accuracy: accuracyOf(probabilities, data, classes), probabilities };
  }
  const scores = lossKind === 'triplet' ? nearness(answers, data, classes) : answers;
  const { temperature } = fitTemperature(scores, data.classOf, classes);
  return {
    cost: costOf(scores, data.classOf, classes, temperature),
    accuracy: accuracyOf(scores, data, classes),
    probabilities: softmaxRows(scores, classes),
  };
}

function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let at = 0; at < logits.length; at += classes) {
    const row = logits.subarray(at, at + classes);
    const shift = row.reduce((most, one) => Math.max(most, one), -Infinity);
    const sum = row.reduce((total, one) => total + Math.exp(one - shift), 0);
    row.forEach((one, k) => (probabilities[at + k] = Math.exp(one - shift) / sum));
  }
  return probabilities;
}

/**
 * [N, C] minus the squared distance of each embedding, brought to length 1, from the mean of each class; its own class's
 * mean is taken without it. A class of which nobody else is there is as far away as can be.
 */
function nearness(embeddings: Float32Array, { count, classOf }: TrainingData, classes: number): Float32Array {
  const width = embeddings.length / count;
  const unit = unitRows(embeddings, width);
  const sums = new Float64Array(classes * width);
  const counts = new Float64Array(classes);
  classOf.forEach((k, n) => {
    counts[k] = (counts[k] ?? 0) + 1;
    for (let d = 0; d < width; d++) sums[k * width + d] = (sums[k * width + d] ?? 0) + (unit[n * width + d] ?? 0);
  });
  const near = new Float32Array(count * classes);
  for (let n = 0; n < count; n++) {
    for (let k = 0; k < classes; k++) {
      const own = classOf[n] === k ? 1 : 0;
      const others = (counts[k] ?? 0) - own;
      let distance = 0;
      for (let d = 0; d < width; d++) {
        const x = unit[n * width + d] ?? 0;
        distance += (((sums[k * width + d] ?? 0) - own * x) / others - x) ** 2;
      }
      near[n * classes + k] = others === 0 ? -4 : -distance;
    }
  }
  return near;
}

function unitRows(x: Float32Array, width: number): Float32Array {
  const unit = x.slice();
  for (let at = 0; at < unit.length; at += width) {
    const row = unit.subarray(at, at + width);
    const length = Math.sqrt(row.reduce((sum, one) => sum + one * one, 1e-12));
    row.forEach((one, d) => (row[d] = one / length));
  }
  return unit;
}

/** The index of the largest of `classes` numbers from `at` on. */
export function largestAt(scores: ArrayLike<number>, at: number, classes: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) if ((scores[at + k] ?? 0) > (scores[at + best] ?? 0)) best = k;
  return best;
}

/** @param scores  [N, C] whatever is larger for likelier classes; probabilities where there are targets */
function accuracyOf(scores: Float32Array, { count, classOf, targets }: TrainingData, classes: number): number {
  let right = 0;
  if (targets) {
    scores.forEach((p, i) => (right += Number(p > 0.5 === (targets[i] ?? 0) > 0.5)));
    return right / scores.length;
  }
  for (let n = 0; n < count; n++) right += Number(largestAt(scores, n * classes, classes) === classOf[n]);
  return right / count;
}
