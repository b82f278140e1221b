import { expect, test } from 'vitest';
import { evaluate } from '../../../../electron/reference/index.ts';
import { lossesOf, trainingCases } from '../../../support/training.ts';
import recorded from '../../../fixtures/training.json' with { type: 'json' };

test.each(['cnn', 'mlp'] as const)(
  '%s: twenty steps have the losses of PyTorch, each to a thousandth',
  async (name) => {
    const wanted = recorded[name];
    const found = await lossesOf(trainingCases[name], wanted.length, (graph, feeds) =>
      Promise.resolve(evaluate(graph, feeds)),
    );
    wanted.forEach((loss, t) =>
      expect(Math.abs(found[t]! / loss - 1), `step ${t}: ${found[t]} and ${loss}`).toBeLessThan(1e-3),
    );
  },
);
