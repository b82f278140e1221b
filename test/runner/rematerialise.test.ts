import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import {
  asParameters,
  attachLoss,
  differentiate,
  encode,
  floatsOf,
  peakBytesOf,
  rematerialise,
  seeded,
  shapesOf,
  softmaxLoss,
  trainableFrom,
  type Graph,
} from '../../electron/compiler/index.ts';
import { resNet18 } from '../support/architectures/index.ts';

const side = 64;
const batch = 8;

/** A small ResNet-18 with its loss and the gradients of all parameters, and numbers for every input. */
function problem(): { graph: Graph; feeds: Record<string, Tensor> } {
  const network = resNet18({ batch, width: side, height: side, classes: 5, seed: 1, widthFactor: 0.125 });
  const { graph, values } = asParameters(network, trainableFrom(network, 'image'));
  const withLoss = attachLoss(graph, softmaxLoss({ logits: 'logits' }));
  const rng = seeded(2);
  const image = Float32Array.from({ length: batch * 3 * side * side }, () => rng() - 0.5);
  return {
    graph: differentiate(withLoss.graph, { of: withLoss.loss, wrt: [...values.keys()] }).graph,
    feeds: {
      image: new Tensor('float32', image, [batch, 3, side, side]),
      targets: new Tensor('int64', [0n, 1n, 2n, 3n, 4n, 0n, 1n, 2n], [batch]),
      ...Object.fromEntries([...values].map(([name, t]) => [name, new Tensor('float32', floatsOf(t)!, t.dims)])),
    },
  };
}

async function run(graph: Graph, feeds: Record<string, Tensor>): Promise<ReadonlyMap<string, ArrayLike<unknown>>> {
  // With its optimizer on: it must not merge what is computed again with what was computed before.
  const session = await InferenceSession.create(encode(graph), { graphOptimizationLevel: 'all', logSeverityLevel: 4 });
  const outputs = await session.run(feeds);
  await session.release();
  return new Map(Object.entries(outputs).map(([name, { data }]) => [name, data as ArrayLike<unknown>]));
}

test.each([0.9, 0.8])('a step in %f of the memory gives the same numbers in ONNX Runtime', async (share) => {
  const { graph, feeds } = problem();
  const budgetBytes = Math.floor(share * peakBytesOf(graph, graph.nodes, shapesOf(graph)));
  const lean = rematerialise(graph, { of: 'loss', budgetBytes });
  expect(lean.recomputed).toBeGreaterThan(0);
  const [wanted, found] = [await run(graph, feeds), await run(lean.graph, feeds)];
  for (const [name, numbers] of wanted) expect([name, found.get(name)]).toEqual([name, numbers]);
});
