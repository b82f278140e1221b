import { describe, expect, test } from 'vitest';
import {
  absoluteError,
  attachLoss,
  attachLosses,
  diceLoss,
  differentiate,
  Emit,
  exposeGrams,
  featureDistance,
  gramDistance,
  graphOf,
  hingeLoss,
  oneVsRestHingeLoss,
  sigmoidLoss,
  smoothAbsoluteError,
  softmaxLoss,
  squaredError,
  tensorValue,
  totalVariation,
  tripletLoss,
  type Graph,
  type Loss,
  type LossOptions,
} from '../../../../electron/compiler/index.ts';
import { evaluate, tensor64, type Tensor64 } from '../../../../electron/reference/index.ts';
import { Draw } from '../../../support/cases/draw.ts';
import { outputNames, seed, smallCnn, type Feeds } from '../../../support/passes.ts';
import recorded from '../../../fixtures/losses.json' with { type: 'json' };

/** A network that gives out its input x. */
function identity(dims: readonly number[]): Graph {
  const emit = new Emit(null);
  const y = emit.op('Identity', [emit.fresh('x')], {}, { name: 'y' });
  return graphOf('identity', emit, [tensorValue('x', 'float32', dims)], [tensorValue(y, 'float32', dims)]);
}

const classes = (values: readonly number[], dims: readonly number[] = [values.length]): Tensor64 =>
  tensor64(dims, values, 'int64');

interface Found {
  readonly loss: number;
  readonly losses: readonly number[];
  readonly gradient: readonly number[];
}

function lossOf(loss: Loss, x: Tensor64, given: Record<string, Tensor64> = {}, options: LossOptions = {}): Found {
  const { graph, loss: of } = attachLoss(identity(x.dims), loss, options);
  const { graph: both, gradients } = differentiate(graph, { of, wrt: ['x'] });
  const values = evaluate(both, new Map([['x', x], ...Object.entries(given)]));
  const numbers = (name: string): number[] => [...values.get(name)!.values];
  return { loss: numbers(of)[0]!, losses: numbers('losses'), gradient: numbers(gradients.get('x')!) };
}

const close = (found: readonly number[], wanted: readonly number[], digits = 9): void => {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => expect(value, `number ${i}, seed ${seed}`).toBeCloseTo(wanted[i]!, digits));
};

describe('the losses of the lecture', () => {
  // Scores of cat, car and frog for a picture of each.
  const scores = tensor64([3, 3], [3.2, 5.1, -1.7, 1.3, 4.9, 2.0, 2.2, 2.5, -3.1]);
  const truth = { targets: classes([0, 1, 2]) };

  test('multi-class hinge: 2.9, 0 and 12.9, in the mean 15.8 / 3', () => {
    const { loss, losses } = lossOf(hingeLoss({ scores: 'y' }), scores, truth);
    close(losses, [2.9, 0, 12.9]);
    expect(loss).toBeCloseTo(15.8 / 3, 9);
  });

  test('softmax on the cat: 0.13, 0.87 and 0.00, and 2.04 for the natural logarithm', () => {
    // The slide's 0.89 is the logarithm to base 10 of the same 0.13.
    const cat = tensor64([1, 3], [3.2, 5.1, -1.7]);
    const { loss, gradient } = lossOf(softmaxLoss({ logits: 'y' }), cat, { targets: classes([0]) });
    expect(loss).toBeCloseTo(2.04, 2);
    expect(loss / Math.LN10).toBeCloseTo(0.89, 2);
    // The gradient is probability − truth.
    close([gradient[0]! + 1, gradient[1]!, gradient[2]!], [0.13, 0.87, 0.0], 2);
    expect(Math.exp(-loss)).toBeCloseTo(0.13, 2);
  });

  test('the column of numerical gradients (f(x + h) − f(x)) / h is the analytic gradient to 1e-3', () => {
    // The slide's W begins 0.34, −1.11, 0.78, 0.12, 0.55, 2.81, −3.1, −1.5, 0.33; here it classifies one example.
    const W = [0.34, -1.11, 0.78, 0.12, 0.55, 2.81, -3.1, -1.5, 0.33];
    const example = [0.5, -0.25, 1];
    const scoresOf = (w: readonly number[]): number[] =>
      [0, 1, 2].map((k) => example.reduce((sum, x, i) => sum + x * w[3 * k + i]!, 0));
    const f = (w: readonly number[]): Found =>
      lossOf(hingeLoss({ scores: 'y' }), tensor64([1, 3], scoresOf(w)), { targets: classes([0]) });
    const h = 1e-4;
    const column = W.map((_, i) => (f(W.map((w, j) => (i === j ? w + h : w))).loss - f(W).loss) / h);
    const analytic = f(W).gradient.flatMap((dScore) => example.map((x) => dScore * x));
    close(column, analytic, 3);
    expect(Math.max(...analytic.map(Math.abs))).toBeGreaterThan(0.4);
  });
});

const weights = [1, 2, 0.5, 3];
const asPyTorch: Readonly<Record<keyof typeof recorded, Loss>> = {
  softmax: softmaxLoss({ logits: 'y' }),
  'softmax weighted': softmaxLoss({ logits: 'y', classWeights: weights }),
  'softmax smoothed': softmaxLoss({ logits: 'y', classWeights: weights, labelSmoothing: 0.2 }),
  'softmax probabilities': softmaxLoss({ logits: 'y', form: 'probabilities', labelSmoothing: 0.1 }),
  'softmax pixels': softmaxLoss({ logits: 'y', classWeights: [0.5, 1, 4] }),
  hinge: hingeLoss({ scores: 'y' }),
  'squared hinge': hingeLoss({ scores: 'y', squared: true }),
  sigmoid: sigmoidLoss({ logits: 'y' }),
  'squared error': squaredError({ values: 'y' }),
  'absolute error': absoluteError({ values: 'y' }),
  'smooth absolute error': smoothAbsoluteError({ values: 'y', beta: 0.7 }),
};

test.each(Object.entries(asPyTorch))('%s: loss and gradient are those that PyTorch recorded', (name, loss) => {
  const { values, targets, loss: wanted, gradient } = recorded[name as keyof typeof recorded];
  const isClass = targets.dims.length < values.dims.length;
  const truth = tensor64(targets.dims, targets.values, isClass ? 'int64' : 'float32');
  const found = lossOf(loss, tensor64(values.dims, values.values), { targets: truth });
  // Constants of a graph are 32-bit numbers: 0.7 is not 0.7.
  expect(found.loss).toBeCloseTo(wanted, 6);
  close(found.gradient, gradient.values, 6);
});

describe('softmax cross-entropy', () => {
  test('is finite for logits far beyond what exp can hold', () => {
    const far = tensor64([2, 3], [1000, -1000, 0, -3000, -3000, -3001]);
    const { losses, gradient } = lossOf(softmaxLoss({ logits: 'y' }), far, { targets: classes([1, 0]) });
    close(losses, [2000, Math.log(2 + Math.exp(-1))], 6);
    close(gradient.slice(0, 3), [0.5, -0.5, 0]);
  });

  test('an index that is ignored, or no class at all, counts for nothing', () => {
    const x = new Draw(seed).floats([3, 4]);
    const two = lossOf(softmaxLoss({ logits: 'y', ignore: 3 }), x, { targets: classes([1, 3, 0]) });
    const out = lossOf(softmaxLoss({ logits: 'y' }), x, { targets: classes([1, 255, 0]) });
    expect(two).toEqual(out);
    expect(out.loss).toBeCloseTo((out.losses[0]! + out.losses[2]!) / 2, 12);
    close(out.gradient.slice(4, 8), [0, 0, 0, 0]);
    const none = lossOf(softmaxLoss({ logits: 'y' }), x, { targets: classes([255, 255, 255]) });
    expect([none.loss, ...none.gradient].every((value) => value === 0)).toBe(true);
  });

  test('class indices as probabilities of 0 and 1 are the same loss', () => {
    const x = new Draw(seed).floats([2, 3]);
    const hot = tensor64([2, 3], [0, 0, 1, 1, 0, 0]);
    const soft = softmaxLoss({ logits: 'y', form: 'probabilities' });
    expect(lossOf(soft, x, { targets: hot })).toEqual(
      lossOf(softmaxLoss({ logits: 'y' }), x, { targets: classes([2, 0]) }),
    );
  });

  test('an example of weight 0 is not there, and a doubled one is there twice', () => {
    const x = new Draw(seed).floats([3, 4]);
    const loss = softmaxLoss({ logits: 'y' });
    const options = { exampleWeights: 'weights' };
    const all = lossOf(loss, x, { targets: classes([1, 2, 0]), weights: tensor64([3], [2, 0, 1]) }, options);
    expect(all.loss).toBeCloseTo((2 * all.losses[0]! + all.losses[2]!) / 3, 12);
    close(all.gradient.slice(4, 8), [0, 0, 0, 0]);
  });
});

test('one-vs-rest hinge adds up a binary hinge per class', () => {
  const x = tensor64([2, 3], [0.5, -2, 0.25, 3, -0.5, 0]);
  const truth = classes([0, 2]);
  const { losses } = lossOf(oneVsRestHingeLoss({ scores: 'y' }), x, { targets: truth });
  close(losses, [0.5 + 0 + 1.25, 4 + 0.5 + 1]);
  const { losses: squares } = lossOf(oneVsRestHingeLoss({ scores: 'y', squared: true }), x, { targets: truth });
  close(squares, [0.25 + 1.25 ** 2, 16 + 0.25 + 1]);
  const both = tensor64([2, 3], [1, 0, 1, 0, 0, 1]);
  const several = oneVsRestHingeLoss({ scores: 'y', form: 'probabilities' });
  close(lossOf(several, x, { targets: both }).losses, [0.5 + 0 + 0.75, 4 + 0.5 + 1]);
});

test('sigmoid cross-entropy is log 2 per class at logit 0, with the gradient ½ − target', () => {
  const { loss, gradient } = lossOf(sigmoidLoss({ logits: 'y' }), tensor64([1, 2], [0, 0]), {
    targets: tensor64([1, 2], [1, 0]),
  });
  expect(loss).toBeCloseTo(2 * Math.LN2, 12);
  close(gradient, [-0.5, 0.5]);
});

test('sigmoid cross-entropy is finite and exact far beyond what exp can hold', () => {
  const far = tensor64([1, 4], [1000, -1000, 1000, -1000]);
  const { loss, gradient } = lossOf(sigmoidLoss({ logits: 'y' }), far, { targets: tensor64([1, 4], [1, 0, 0, 1]) });
  expect(loss).toBe(2000);
  close(gradient, [0, 0, 1, -1]);
});

describe('triplet loss', () => {
  const draw = new Draw(seed);
  const x = draw.floats([8, 3]);
  const labels = [0, 0, 0, 1, 1, 2, 2, 3];

  test.each([true, false])('takes the semi-hard negative of each pair (normalized: %s)', (normalize) => {
    const found = lossOf(tripletLoss({ embeddings: 'y', normalize, margin: 0.25 }), x, { labels: classes(labels) });
    const wanted = slowTriplets(rowsOf(x, normalize), labels, 0.25);
    expect(found.loss, `seed ${seed}`).toBeCloseTo(wanted.loss, 9);
    close(found.losses, wanted.losses);
  });

  test('its gradient is a central difference', () => {
    const loss = tripletLoss({ embeddings: 'y', margin: 0.25 });
    const at = (values: Float64Array): number =>
      lossOf(loss, tensor64([8, 3], values), { labels: classes(labels) }).loss;
    const { gradient } = lossOf(loss, x, { labels: classes(labels) });
    const direction = draw.floats([8, 3]).values;
    const along = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
    const moved = (h: number): Float64Array => x.values.map((value, i) => value + h * direction[i]!);
    expect(along, `seed ${seed}`).toBeCloseTo((at(moved(1e-5)) - at(moved(-1e-5))) / 2e-5, 6);
    expect(Math.abs(along)).toBeGreaterThan(1e-3);
  });

  test('a batch of one label has nothing to tell apart', () => {
    const found = lossOf(tripletLoss({ embeddings: 'y' }), x, { labels: classes(Array<number>(8).fill(5)) });
    expect([found.loss, ...found.gradient].every((value) => value === 0)).toBe(true);
  });
});

describe('soft Dice', () => {
  const draw = new Draw(seed);
  const x = draw.floats([2, 3, 2, 4]);
  /** The last class occurs in the second example alone, and one place of each is not judged. */
  const truth = classes([0, 1, 1, 0, 0, 1, 255, 0, 2, 2, 0, 1, 1, -1, 2, 2], [2, 2, 4]);
  const loss = diceLoss({ logits: 'y' });

  test('is what the formula says, class by class over those that occur', () => {
    const found = lossOf(loss, x, { targets: truth });
    const wanted = [0, 1].map((n) =>
      slowDice([...x.values].slice(24 * n, 24 * n + 24), [...truth.values].slice(8 * n, 8 * n + 8)),
    );
    close(found.losses, wanted);
    expect(found.loss, `seed ${seed}`).toBeCloseTo((wanted[0]! + wanted[1]!) / 2, 9);
  });

  test('its gradient is a central difference, and 0 at places that are not judged', () => {
    const at = (values: Float64Array): number => lossOf(loss, tensor64(x.dims, values), { targets: truth }).loss;
    const { gradient } = lossOf(loss, x, { targets: truth });
    const direction = draw.floats(x.dims).values;
    const along = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
    const moved = (h: number): Float64Array => x.values.map((value, i) => value + h * direction[i]!);
    expect(along, `seed ${seed}`).toBeCloseTo((at(moved(1e-5)) - at(moved(-1e-5))) / 2e-5, 8);
    expect(Math.abs(along)).toBeGreaterThan(1e-4);
    for (const at of [6, 14, 22, 24 + 5, 24 + 13, 24 + 21]) expect(gradient[at]).toBe(0);
  });

  test('is near 0 where all is right, and 0 with its gradient where nothing is judged', () => {
    const sure = tensor64([1, 2, 1, 2], [30, -30, -30, 30]);
    expect(lossOf(loss, sure, { targets: classes([0, 1], [1, 1, 2]) }).loss).toBeCloseTo(0, 9);
    const none = lossOf(loss, sure, { targets: classes([255, -1], [1, 1, 2]) });
    expect([none.loss, ...none.gradient].every((value) => value === 0)).toBe(true);
  });

  test('an example without a judged place does not count', () => {
    const [first, unjudged] = [[...truth.values].slice(0, 8), Array<number>(8).fill(-1)];
    const both = lossOf(loss, x, { targets: classes([...first, ...unjudged], [2, 2, 4]) });
    const alone = lossOf(loss, tensor64([1, 3, 2, 4], [...x.values].slice(0, 24)), {
      targets: classes(first, [1, 2, 4]),
    });
    expect(both.loss).toBeCloseTo(alone.loss, 12);
  });
});

/** The Dice loss of one example, place by place. @param logits  [K, P] @param truth  [P] */
function slowDice(logits: readonly number[], truth: readonly number[]): number {
  const [places, K] = [truth.length, logits.length / truth.length];
  const overlap = Array.from({ length: K }, () => ({ both: 0, sizes: 0, count: 0 }));
  for (const [p, own] of truth.entries()) {
    if (own < 0 || own >= K) continue;
    const exps = overlap.map((_, k) => Math.exp(logits[k * places + p]!));
    const all = exps.reduce((a, b) => a + b, 0);
    for (const [k, sums] of overlap.entries()) {
      const [share, g] = [exps[k]! / all, Number(own === k)];
      sums.both += share * g;
      sums.sizes += share ** 2 + g;
      sums.count += g;
    }
  }
  const occurring = overlap.filter(({ count }) => count > 0);
  return 1 - occurring.reduce((sum, { both, sizes }) => sum + (2 * both) / sizes, 0) / occurring.length;
}

test('total variation adds up the steps between neighbors', () => {
  const image = tensor64([1, 1, 2, 3], [0, 1, 3, 2, 2, 2]);
  // Down: 2, 1, −1. To the right: 1, 2, 0, 0.
  expect(lossOf(totalVariation({ image: 'x' }), image).loss).toBe(4 + 1 + 1 + 1 + 4);
  expect(lossOf(totalVariation({ image: 'x', power: 1 }), image).loss).toBe(2 + 1 + 1 + 1 + 2);
});

test('the distance of features and of styles is 0 at the target and grows as published', () => {
  const draw = new Draw(seed);
  const maps = draw.floats([1, 2, 2, 3]);
  const other = draw.floats([1, 2, 2, 3]);
  const gram = evaluate(exposeGrams(identity([1, 2, 2, 3]), ['y']), new Map([['x', other]])).get('y/gram')!;
  const style = lossOf(gramDistance({ features: 'y' }), maps, { 'y/gram/target': gram }).loss;
  const content = lossOf(featureDistance({ features: 'y' }), maps, { 'y/target': other }).loss;
  const product = (m: Tensor64, a: number, b: number): number =>
    [0, 1, 2, 3, 4, 5].reduce((sum, i) => sum + m.values[6 * a + i]! * m.values[6 * b + i]!, 0);
  const pairs = [0, 1].flatMap((a) => [0, 1].map((b) => (product(maps, a, b) - product(other, a, b)) ** 2));
  expect(style).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / (4 * 4 * 36), 9);
  expect(content).toBeCloseTo(
    maps.values.reduce((sum, f, i) => sum + 0.5 * (f - other.values[i]!) ** 2, 0),
    9,
  );
  expect(lossOf(gramDistance({ features: 'y' }), other, { 'y/gram/target': gram }).loss).toBe(0);
});

test('several losses are added up with their weights, one of which may change from run to run', () => {
  const graph = smallCnn();
  const { graph: both, loss } = attachLosses(graph, [
    { name: 'content', loss: featureDistance({ features: 'relu' }), weight: 0.5 },
    { name: 'smooth', loss: totalVariation({ image: 'image' }), weight: 'smoothness' },
  ]);
  expect(outputNames(both)).toEqual([
    'logits',
    'loss',
    ...['content', 'smooth'].flatMap((name) => [`${name}/loss`, `${name}/losses`]),
  ]);
  const draw = new Draw(seed);
  const feeds: Feeds = new Map([
    ['image', draw.floats([2, 3, 8, 8])],
    ['relu/target', draw.floats([2, 4, 4, 4])],
    ['smoothness', tensor64([], [0.25])],
  ]);
  const found = evaluate(both, feeds);
  const scalar = (name: string): number => found.get(name)!.values[0]!;
  expect(scalar(loss)).toBeCloseTo(0.5 * scalar('content/loss') + 0.25 * scalar('smooth/loss'), 9);
  expect(found.get('logits')).toEqual(evaluate(graph, feeds).get('logits'));
});

test('no loss uses an operator that the WebGPU provider lacks, forward or backward', () => {
  const lacking = ['LogSoftmax', 'Softplus', 'Sum', 'Sign', 'MatMulInteger', 'Mod', 'ArgMin', 'OneHot', 'Trilu'];
  const others = { triplet: tripletLoss({ embeddings: 'y' }), hinges: oneVsRestHingeLoss({ scores: 'y' }) };
  const all = { ...asPyTorch, ...others, 'dice pixels': diceLoss({ logits: 'y' }) };
  for (const [name, loss] of Object.entries(all)) {
    const dims = name.endsWith('pixels') ? [2, 3, 2, 4] : [5, 4];
    const { graph, loss: of } = attachLoss(identity(dims), loss);
    const used = differentiate(graph, { of, wrt: ['x'] }).graph.nodes.map(({ op }) => op);
    expect({ name, used: used.filter((op) => lacking.includes(op)) }).toEqual({ name, used: [] });
  }
});

test('what does not fit is refused by name', () => {
  expect(() => attachLoss(identity([2, 3]), softmaxLoss({ logits: 'logits' }))).toThrow('no value called "logits"');
  expect(() => attachLoss(identity([3]), softmaxLoss({ logits: 'y' }))).toThrow('it has 1 axes instead of 2 or 4');
  const wrong = softmaxLoss({ logits: 'y', targets: 'x' });
  expect(() => attachLoss(identity([2, 3]), wrong)).toThrow('it is float32[2, 3] where int64[2] is needed');
});

const rowsOf = ({ dims, values }: Tensor64, normalize: boolean): readonly (readonly number[])[] => {
  const [n = 0, d = 0] = dims;
  return Array.from({ length: n }, (_, i) => {
    const row = [...values.slice(d * i, d * i + d)];
    const length = normalize ? Math.sqrt(row.reduce((sum, v) => sum + v * v, 0)) : 1;
    return row.map((v) => v / length);
  });
};

/** Semi-hard mining as section 3.2 of FaceNet tells it, pair by pair. */
function slowTriplets(rows: readonly (readonly number[])[], labels: readonly number[], margin: number) {
  const distance = (a: number, b: number): number => rows[a]!.reduce((sum, v, i) => sum + (v - rows[b]![i]!) ** 2, 0);
  const others = (a: number, same: boolean): number[] =>
    labels.flatMap((label, i) => (i !== a && (label === labels[a]) === same ? [i] : []));
  const each = labels.map((_, a) =>
    others(a, true).map((p) => {
      const negatives = others(a, false).map((n) => distance(a, n));
      const farther = negatives.filter((d) => d > distance(a, p));
      const chosen = farther.length > 0 ? Math.min(...farther) : Math.max(...negatives);
      return Math.max(0, distance(a, p) - chosen + margin);
    }),
  );
  const mean = (terms: readonly number[]): number =>
    terms.length === 0 ? 0 : terms.reduce((a, b) => a + b, 0) / terms.length;
  return { loss: mean(each.flat()), losses: each.map(mean) };
}
