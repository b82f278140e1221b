import { describe, expect, test } from 'vitest';
import { agreement } from '../../../../electron/runner/vision/index.ts';

const whole = (count: number): Int32Array => Int32Array.from({ length: count }, (_, at) => at);

describe('agreement', () => {
  test('a worked case: three of four right, F1 of 0.8 and 2/3', () => {
    const truth = Int32Array.from([0, 0, 1, 1]);
    const answers = [Int32Array.from([0, 0, 1, 0])];
    const { accuracy, macroF1 } = agreement({ answers, truth, groups: whole(4), classes: 2, seed: 1 });
    expect(accuracy.value).toBe(0.75);
    expect(macroF1.value).toBeCloseTo((0.8 + 2 / 3) / 2, 12);
  });

  test('repetitions are averaged', () => {
    const truth = Int32Array.from([0, 1]);
    const answers = [Int32Array.from([0, 1]), Int32Array.from([1, 0])];
    expect(agreement({ answers, truth, groups: whole(2), classes: 2, seed: 1 }).accuracy.value).toBe(0.5);
  });

  test('photos of one shoot are one piece of evidence: the interval is as wide as that of the shoots', () => {
    const count = 400;
    const truth = new Int32Array(count);
    // Forty shoots of ten photos, half of the shoots right throughout.
    const shoot = whole(count).map((at) => Math.floor(at / 10));
    const answers = [shoot.map((own) => own % 2)];
    const widthOf = (groups: Int32Array): number => {
      const { low, high } = agreement({ answers, truth, groups, classes: 2, seed: 3 }).accuracy;
      return high - low;
    };
    const [together, alone] = [widthOf(shoot), widthOf(whole(count))];
    expect(together / alone).toBeGreaterThan(2.5);
    expect(together / alone).toBeLessThan(4);
  });

  test('the interval of certain answers is a point, and the same seed draws the same', () => {
    const truth = Int32Array.from([0, 1, 2, 0, 1, 2]);
    const asked = { answers: [truth], truth, groups: whole(6), classes: 3, seed: 5 };
    expect(agreement(asked).accuracy).toEqual({ value: 1, low: 1, high: 1 });
    expect(agreement(asked)).toEqual(agreement(asked));
  });
});
