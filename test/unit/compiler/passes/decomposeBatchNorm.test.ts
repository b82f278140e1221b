import { expect, test } from 'vitest';
import {
  attachLoss,
  decomposeBatchNorm,
  differentiate,
  softmaxLoss,
  trainBatchNorm,
} from '../../../../electron/compiler/index.ts';
import { evaluate, tensor64 } from '../../../../electron/reference/index.ts';
import { relativeDifference } from '../../../support/cases/difference.ts';
import { asFeeds, drawnFeeds, seed, smallCnn } from '../../../support/passes.ts';

test('outputs, running statistics and gradients are what they were', () => {
  const { graph, values } = trainBatchNorm(smallCnn(), { momentum: 0.75 });
  const lossy = attachLoss(graph, softmaxLoss({ logits: 'logits' }));
  const wrt = ['image', ...graph.initializers.map(({ name }) => name).filter((name) => name.startsWith('bn_'))];
  const feeds = drawnFeeds(lossy.graph, new Map([...asFeeds(values), ['targets', tensor64([2], [0, 2], 'int64')]]));
  const whole = differentiate(lossy.graph, { of: lossy.loss, wrt });
  const decomposed = decomposeBatchNorm(lossy.graph);
  const parts = differentiate(decomposed, { of: lossy.loss, wrt });
  expect(decomposed.nodes.map(({ op }) => op)).not.toContain('BatchNormalization');
  const wanted = evaluate(whole.graph, feeds);
  const found = evaluate(parts.graph, feeds);
  expect(wanted.size).toBeGreaterThan(10);
  for (const [name, tensor] of wanted)
    expect(relativeDifference(found.get(name)!, tensor), `${name} (seed ${seed})`).toBeLessThan(1e-9);
});

test('a network in use stays as it is', () => {
  const graph = smallCnn();
  expect(decomposeBatchNorm(graph).nodes).toEqual(graph.nodes);
});
