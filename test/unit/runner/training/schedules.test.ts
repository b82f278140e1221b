import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ScheduleKind } from '../../../../electron/contract/index.ts';
import { plateauDropsOf, scheduleOf } from '../../../../electron/runner/training/schedules.ts';

interface Recorded {
  readonly rate: number;
  readonly step: readonly number[];
  readonly cosine: readonly number[];
  readonly 'one-cycle': readonly number[];
  readonly losses: readonly number[];
  readonly plateau: readonly number[];
}

const file = join(import.meta.dirname, '../../../fixtures/schedules.json');
const pytorch = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
const learningRate = pytorch.rate;
const whole = { steps: 36, stepsPerEpoch: 6 };

describe('a schedule', () => {
  test.each(['step', 'cosine', 'one-cycle'] as const)('%s is that of PyTorch at every step', (schedule) => {
    const rateOf = scheduleOf({ schedule, learningRate, warmupEpochs: 0 }, whole);
    expect(pytorch[schedule].length).toBeGreaterThan(30);
    for (const [step, rate] of pytorch[schedule].entries())
      expect(Math.abs(rateOf(step) / rate - 1), `step ${step}`).toBeLessThan(1e-9);
  });

  test('of a plateau falls when that of PyTorch does', () => {
    const rateOf = scheduleOf({ schedule: 'plateau', learningRate, warmupEpochs: 0 }, whole);
    for (const [epoch, rate] of pytorch.plateau.entries()) {
      const drops = plateauDropsOf(pytorch.losses.slice(0, epoch + 1));
      expect(Math.abs(rateOf(35, drops) / rate - 1), `epoch ${epoch}`).toBeLessThan(1e-9);
    }
    expect(Math.min(...pytorch.plateau)).toBeLessThan(0.01 * learningRate);
  });

  test('constant is the same at every step', () => {
    const rateOf = scheduleOf({ schedule: 'constant', learningRate, warmupEpochs: 0 }, whole);
    expect(new Set(Array.from({ length: 36 }, (_, step) => rateOf(step)))).toEqual(new Set([learningRate]));
  });

  test.each(ScheduleKind.options)('%s never exceeds its largest rate, reaches it, and stays above 0', (schedule) => {
    for (const steps of [1, 2, 3, 7, 36, 1000])
      for (const warmupEpochs of [0, 0.5, 3]) {
        const rateOf = scheduleOf({ schedule, learningRate, warmupEpochs }, { steps, stepsPerEpoch: 6 });
        const rates = Array.from({ length: steps }, (_, step) => rateOf(step));
        const label = `${steps} steps, warm-up ${warmupEpochs}: ${rates.slice(0, 8).join(' ')}`;
        expect(Math.max(...rates), label).toBeLessThanOrEqual(learningRate * (1 + 1e-9));
        expect(Math.min(...rates), label).toBeGreaterThan(0);
        if (steps > 7) expect(Math.max(...rates), label).toBeGreaterThan(0.99 * learningRate);
      }
  });

  test('rises by equal parts while it warms up', () => {
    const rateOf = scheduleOf(
      { schedule: 'cosine', learningRate: 1, warmupEpochs: 0.5 },
      { steps: 60, stepsPerEpoch: 8 },
    );
    [0.2, 0.4, 0.6, 0.8, 1].forEach((rate, step) => expect(rateOf(step)).toBeCloseTo(rate, 9));
    expect(rateOf(5)).toBeLessThan(1);
  });

  test('without a largest rate is refused', () => {
    expect(() => scheduleOf({ schedule: 'cosine', learningRate: null, warmupEpochs: 0 }, whole)).toThrow('largest');
  });
});

test('a hold-out loss that keeps falling is never stuck', () => {
  expect(plateauDropsOf(Array.from({ length: 50 }, (_, epoch) => 1 / (epoch + 1)))).toBe(0);
});
