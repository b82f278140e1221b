import { expect, test } from 'vitest';
import { chooseHead, leakCheck, type HeadAsked } from '../../electron/runner/training/index.ts';
import { Rows } from '../../electron/runner/training/heads/rows.ts';
import { derived, likeliest } from '../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const running = { stop: new AbortController().signal };

interface Drawn {
  readonly count?: number;
  readonly classes?: number;
  readonly width?: number;
  /** Distance of the classes' means in standard deviations; 0: features know nothing. */
  readonly apart?: number;
  /** Copies of each photo, which are one group. */
  readonly copies?: number;
}

/** Normal clusters far from the origin, as the features of pooled Relu are. */
function drawExamples(rng: () => number, drawn: Drawn = {}) {
  const { count = 120, classes = 3, width = 20, apart = 3, copies = 1 } = drawn;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());
  const means = Array.from({ length: classes }, () => Float64Array.from({ length: width }, () => normal()));
  const classOf = Int32Array.from({ length: count }, (_, row) => Math.floor(row / copies) % classes);
  const features = new Float32Array(count * width);
  for (let row = 0; row < count; row += 1) {
    for (let f = 0; f < width; f += 1) {
      const original = features[(row - (row % copies)) * width + f] ?? 0;
      const mean = means[classOf[row] ?? 0]?.[f] ?? 0;
      features[row * width + f] =
        row % copies ? original + 0.01 * normal() : 4 + (apart * mean) / Math.sqrt(width) + normal();
    }
  }
  return { features, width, classOf, groups: classOf.map((_, row) => Math.floor(row / copies)), classes };
}

const ask = (drawn: ReturnType<typeof drawExamples>, rest: Partial<HeadAsked> = {}): HeadAsked => {
  const { features, width, classOf, groups, classes } = drawn;
  const sets = [{ value: 'features', features, width }];
  return {
    sets,
    classOf,
    groups,
    classes,
    loss: 'softmax',
    c: null,
    folds: 5,
    seed: 1,
    balance: 'none',
    threads: 1,
    ...rest,
  };
};

const accuracyOf = (rows: Float32Array, classOf: Int32Array, classes: number): number =>
  classOf.filter((own, row) => likeliest(rows, row, classes) === own).length / classOf.length;

function scoresOf(
  { weight, bias }: { weight: Float32Array; bias: Float32Array },
  features: Float32Array,
): Float32Array {
  const [classes, width] = [bias.length, weight.length / bias.length];
  return Float32Array.from({ length: (features.length / width) * classes }, (_, at) => {
    const [row, k] = [Math.floor(at / classes), at % classes];
    let sum = bias[k] ?? 0;
    for (let f = 0; f < width; f += 1) sum += (features[row * width + f] ?? 0) * (weight[k * width + f] ?? 0);
    return sum;
  });
}

test.each(['softmax', 'svm'] as const)(
  '%s: the head tells clusters apart, the same bit for bit each time',
  async (loss) => {
    const drawn = drawExamples(derived(seed, loss));
    const progress: [number, number][] = [];
    const hooks = { ...running, onProgress: (done: number, total: number) => progress.push([done, total]) };
    const choice = await chooseHead(ask(drawn, { loss }), hooks);
    expect(accuracyOf(scoresOf(choice.head, drawn.features), drawn.classOf, 3), `SEED=${seed}`).toBeGreaterThan(0.85);
    expect(accuracyOf(choice.outOfFold, drawn.classOf, 3), `SEED=${seed}`).toBeGreaterThan(0.75);
    expect(choice.folds).toHaveLength(5);
    expect(choice.trials.filter(({ chosen }) => chosen).map(({ what }) => what)).toEqual([`C ${choice.c}`]);
    expect(progress.at(-1)?.[0]).toBe(progress.at(-1)?.[1]);
    expect(progress.every(([done, total], at) => done <= total && done >= (progress[at - 1]?.[0] ?? 0))).toBe(true);
    expect(await chooseHead(ask(drawn, { loss }), running)).toEqual(choice);
  },
);

test.each(['softmax', 'svm'] as const)('%s: labels that features know nothing of are not learned', async (loss) => {
  // Six copies per photo: a head that judged what it learned from would be right throughout.
  const drawn = drawExamples(derived(seed, 'chance', loss), {
    count: 720,
    copies: 6,
    classes: 2,
    width: 200,
    apart: 0,
  });
  const asked = ask(drawn, { loss, c: 1 });
  const choice = await chooseHead(asked, running);
  const leak = await leakCheck(asked, choice, running);
  expect(leak?.groupsWithSeveral).toBe(120);
  // Chance is ½, four standard deviations of 120 independent photos are 0.18.
  expect(leak?.grouped.value, `SEED=${seed}`).toBeLessThan(0.7);
  expect(leak?.torn.value, `SEED=${seed}`).toBeGreaterThan(0.95);
});

test('without a group of several there is nothing to leak', async () => {
  const asked = ask(drawExamples(derived(seed, 'alone')));
  expect(await leakCheck(asked, await chooseHead(asked, running), running)).toBeNull();
});

test('features that know the classes are chosen over those that do not, wherever they stand', async () => {
  const rng = derived(seed, 'layers');
  const drawn = drawExamples(rng);
  const noise = { value: 'noise', features: Float32Array.from({ length: 120 * 7 }, rng), width: 7 };
  const known = { value: 'known', features: drawn.features, width: drawn.width };
  for (const sets of [
    [noise, known],
    [known, noise],
  ]) {
    const choice = await chooseHead(ask(drawn, { sets }), running);
    expect(sets[choice.set]?.value, `SEED=${seed}`).toBe('known');
    expect(choice.trials.filter(({ what }) => what.startsWith('layer')).map(({ chosen }) => chosen)).toEqual(
      sets.map(({ value }) => value === 'known'),
    );
  }
});

test('a C that was asked for is the one that is used', async () => {
  const choice = await chooseHead(ask(drawExamples(derived(seed, 'c')), { c: 0.37 }), running);
  expect([choice.c, choice.trials.map(({ what }) => what)]).toEqual([0.37, ['C 0.37']]);
});

test.each(['softmax', 'svm'] as const)(
  '%s: few groups, a class in one group, and a single group still make a head',
  async (loss) => {
    const drawn = drawExamples(derived(seed, 'few', loss), { count: 24 });
    for (const groups of [
      drawn.classOf.slice(),
      drawn.classOf.map((own, row) => (own === 0 ? 0 : row)),
      new Int32Array(24),
    ]) {
      const choice = await chooseHead(ask({ ...drawn, groups }, { loss }), running);
      expect(choice.folds.length).toBeLessThanOrEqual(Math.max(0, new Set(groups).size));
      expect(choice.outOfFold.every(Number.isFinite) && choice.head.weight.every(Number.isFinite)).toBe(true);
      expect(choice.outOfFold).toHaveLength(72);
    }
  },
);

test('rare classes count as much as frequent ones where that is asked', async () => {
  const drawn = drawExamples(derived(seed, 'rare'), { count: 400, classes: 2, apart: 1.5 });
  const classOf = drawn.classOf.map((_, row) => Number(row % 20 === 0));
  const rng = derived(seed, 'rare features');
  const features = drawn.features.map(
    (_, at) => rng() + 0.6 * (classOf[Math.floor(at / 20)] ?? 0) * Number(at % 20 < 2),
  );
  const found = async (balance: HeadAsked['balance']): Promise<number> => {
    const { outOfFold } = await chooseHead(ask({ ...drawn, features, classOf }, { balance, c: 1 }), running);
    return classOf.filter((own, row) => own === 1 && likeliest(outOfFold, row, 2) === 1).length;
  };
  expect(await found('weights'), `SEED=${seed}`).toBeGreaterThan(await found('none'));
});

test('a stop ends the choice', async () => {
  const controller = new AbortController();
  controller.abort(new Error('stopped'));
  await expect(chooseHead(ask(drawExamples(derived(1))), { stop: controller.signal })).rejects.toThrow('stopped');
});

test('a stop that can only be asked ends the choice, in its own words', async () => {
  let asked = 0;
  const stop = {
    get aborted() {
      return (asked += 1) > 1;
    },
    throwIfAborted() {
      if ((asked += 1) > 1) throw new Error('you stopped it');
    },
  };
  const drawn = drawExamples(derived(1, 'long'), { count: 4000, width: 400, classes: 8, apart: 0 });
  const startedMs = performance.now();
  await expect(chooseHead(ask(drawn, { c: 1000 }), { stop })).rejects.toThrow('you stopped it');
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

test('rows stay with their examples however often some are set aside, and the mean goes into the bias', () => {
  const rng = derived(seed, 'rows');
  const { features, width, classOf, classes } = drawExamples(rng, { count: 50 });
  const rows = new Rows({ value: 'x', features, width }, { classOf, classes, classWeights: null });
  const head = {
    weight: Float32Array.from({ length: classes * width }, () => rng() - 0.5),
    bias: Float32Array.from({ length: classes }, rng),
    ...{ objective: 0, gap: 0, iterations: 0, solver: 'graph' as const },
  };
  const expected = scoresOf(rows.forGiven(head), features);
  const scores = new Float32Array(50 * classes);
  for (let fold = 0; fold < 5; fold += 1) {
    rows.setAside((example) => example % 5 === fold);
    expect(rows.learned().count).toBe(40);
    expect([...rows.learned().classOf].sort()).toEqual([...classOf.filter((_, row) => row % 5 !== fold)].sort());
    rows.scoreAside(head, scores);
  }
  const furthest = scores.reduce((most, score, at) => Math.max(most, Math.abs(score - (expected[at] ?? 0))), 0);
  expect(furthest, `SEED=${seed}`).toBeLessThan(1e-4);
});
