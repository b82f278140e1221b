import { expect, test } from 'vitest';
import { costOf, fitTemperature, probabilitiesOf } from '../../../electron/runner/training/heads/calibration.ts';
import { fitPlatt, fitSharedPlatt } from '../../../electron/runner/training/heads/platt.ts';
import { derived, judge, likeliest } from '../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

/** Scores of some skill and any scale, and what is true; normal draws by Box and Muller. */
function drawScores(rng: () => number) {
  const [count, classes] = [20 + Math.floor(200 * rng()), 2 + Math.floor(6 * rng())];
  const [skill, scale] = [4 * rng(), 10 ** (4 * rng() - 2)];
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());
  const truth = Int32Array.from({ length: count }, () => Math.floor(classes * rng()));
  const scores = Float32Array.from({ length: count * classes }, (_, at) => {
    return scale * (normal() + (at % classes === truth[Math.floor(at / classes)] ? skill : 0));
  });
  return { count, classes, truth, scores };
}

test('a temperature never changes the answer, and the truth never costs more than without', () => {
  for (let round = 0; round < 200; round += 1) {
    const { count, classes, truth, scores } = drawScores(derived(seed, 'temperature', round));
    const calibration = fitTemperature(scores, truth, classes);
    const probabilities = probabilitiesOf(scores, classes, calibration);
    const [before, after] = [1, calibration.temperature].map((t) => costOf(scores, truth, classes, t));
    expect(after, `round ${round}, SEED=${seed}`).toBeLessThanOrEqual(before! + 1e-12);
    expect(calibration.temperature > 0 && Number.isFinite(calibration.temperature), `SEED=${seed}`).toBe(true);
    for (let row = 0; row < count; row += 1) {
      const best = likeliest(probabilities, row, classes);
      const own = likeliest(scores, row, classes);
      // Two scores that differ by less than a rounding of their probabilities may share the first place.
      expect(probabilities[row * classes + own], `SEED=${seed}`).toBe(probabilities[row * classes + best]);
      const sum = probabilities.subarray(row * classes, (row + 1) * classes).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
  }
});

test('no other temperature makes the truth likelier, but where every answer is right or the scores tell nothing', () => {
  for (let round = 0; round < 50; round += 1) {
    const { classes, truth, scores } = drawScores(derived(seed, 'optimum', round));
    const { temperature } = fitTemperature(scores, truth, classes);
    const here = costOf(scores, truth, classes, temperature);
    const right = truth.every((own, row) => likeliest(scores, row, classes) === own);
    // Then no temperature is high enough, and the search ends at a thousand times the lead.
    if (here > Math.log(classes) - 1e-4) continue;
    expect(costOf(scores, truth, classes, temperature * 1.05), `round ${round}, SEED=${seed}`).toBeGreaterThan(
      here - 1e-9,
    );
    if (right || temperature === 1) continue;
    expect(costOf(scores, truth, classes, temperature / 1.05), `round ${round}, SEED=${seed}`).toBeGreaterThan(
      here - 1e-9,
    );
  }
});

test('a network that boasts is made to say as much as it knows', () => {
  const rng = derived(seed, 'boast');
  const [count, classes] = [4000, 3];
  const honest = Float64Array.from({ length: count * classes }, () => 4 * rng());
  const stated = probabilitiesOf(honest, classes, { kind: 'temperature', temperature: 1 });
  const truth = Int32Array.from({ length: count }, (_, row) => {
    let draw = rng();
    return [0, 1, 2].find((k) => (draw -= stated[row * classes + k] ?? 0) < 0) ?? 2;
  });
  const boasting = honest.map((score) => 5 * score);
  const { temperature } = fitTemperature(boasting, truth, classes);
  expect(temperature, `SEED=${seed}`).toBeGreaterThan(4.4);
  expect(temperature, `SEED=${seed}`).toBeLessThan(5.7);
  const asked = { truth, classNames: ['a', 'b', 'c'], unknownBelow: null, seed: 1, unreadable: 0 };
  const errorAt = (t: number): number =>
    judge({ ...asked, probabilities: probabilitiesOf(boasting, classes, { kind: 'temperature', temperature: t }) })
      .calibration.error;
  expect(errorAt(1), `SEED=${seed}`).toBeGreaterThan(0.1);
  expect(errorAt(temperature), `SEED=${seed}`).toBeLessThan(0.04);
});

test('with every answer right, no more certainty is claimed than N to 1', () => {
  const truth = Int32Array.from({ length: 50 }, (_, row) => row % 2);
  const scores = Float32Array.from({ length: 100 }, (_, at) => (at % 2 === truth[at >> 1] ? 0.01 : 0));
  const certainty = probabilitiesOf(scores, 2, fitTemperature(scores, truth, 2))[0]!;
  expect(certainty).toBeCloseTo(51 / 52, 3);
});

test("Platt's curve equals the one that another minimizer found", () => {
  // Recorded, and the same as scikit-learn 1.2.1's _sigmoid_calibration to six digits: torch 1.13, LBFGS in float64 over binary_cross_entropy_with_logits on the targets of Platt 1999.
  const scores = Float64Array.from({ length: 40 }, (_, i) => (((i * 37) % 40) - 20) / 8);
  const isTrue = Uint8Array.from(scores, (score, i) => Number(score + (((i * 13) % 11) - 5) / 3 > 0.4));
  const { slope, offset } = fitPlatt(scores, isTrue);
  expect(slope).toBeCloseTo(1.635201755766837, 5);
  expect(offset).toBeCloseTo(-0.7393318437137616, 5);
});

test('one curve for all classes never changes the answer, even where scores say nothing', () => {
  for (let round = 0; round < 100; round += 1) {
    const { count, classes, truth, scores } = drawScores(derived(seed, 'shared', round));
    const unlike = truth.map((own) => (round % 3 === 0 ? (own + 1) % classes : own));
    const calibration = fitSharedPlatt(scores, unlike, classes);
    const probabilities = probabilitiesOf(scores, classes, calibration);
    for (let row = 0; row < count; row += 1) {
      const [best, own] = [likeliest(probabilities, row, classes), likeliest(scores, row, classes)];
      expect(probabilities[row * classes + own], `round ${round}, SEED=${seed}`).toBe(
        probabilities[row * classes + best],
      );
    }
  }
});

test('Sigmoids too small for a number still share one row', () => {
  const platt = { kind: 'platt', slopes: [1, 1], offsets: [-2000, -2000] } as const;
  const [a = 0, b = 0] = probabilitiesOf(Float32Array.of(1, 0), 2, platt);
  expect(a / b).toBeCloseTo(Math.E, 4);
  expect(a + b).toBeCloseTo(1, 6);
});
