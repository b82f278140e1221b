import {
  asParameters,
  attachLoss,
  countCost,
  cutAt,
  cutFrom,
  decomposeBatchNorm,
  densify,
  describeNetwork,
  differentiate,
  exposeTaps,
  foldBatchNorm,
  foldShapes,
  receptiveFieldsOf,
  regularize,
  replaceHead,
  seeded,
  shapesOf,
  softmaxLoss,
  trainableFrom,
  trainBatchNorm,
  upgrade,
  verify,
  withDims,
  withDropout,
  withOptimizer,
  withProbabilities,
  type Graph,
} from '../../electron/compiler/index.ts';

/** What is done to a classifier, pass by pass. Each throws where its result is not what it must be. */
export function passesOn(graph: Graph): Readonly<Record<string, () => unknown>> {
  const [image, logits] = [graph.inputs[0]?.name ?? '', graph.outputs[0]?.name ?? ''];
  const relus = graph.nodes.filter(({ op }) => op === 'Relu').flatMap(({ outputs }) => outputs);
  const [middle, features] = [relus[Math.floor(relus.length / 2)] ?? '', relus.at(-1) ?? ''];
  const wrt = trainableFrom(graph, image);
  const open = asParameters(graph, wrt).graph;
  const loss = softmaxLoss({ logits });
  const withLoss = attachLoss(open, loss);
  const backward = differentiate(withLoss.graph, { of: withLoss.loss, wrt });
  const trained = trainBatchNorm(graph).graph;
  const has = (op: string, wanted: boolean, { nodes }: Graph): void => {
    if (nodes.some((node) => node.op === op) !== wanted) throw new Error(`${op} is${wanted ? ' not' : ''} there.`);
  };
  return {
    verify: () => verify(graph, 'bench'),
    upgrade: () => upgrade(graph),
    shapesOf: () => shapesOf(graph).dims(logits),
    withDims: () => withDims(graph, new Map([['N', 1]])),
    foldShapes: () => foldShapes(graph),
    countCost: () => countCost(graph),
    describeNetwork: () => describeNetwork(graph),
    receptiveFieldsOf: () => receptiveFieldsOf(graph),
    exposeTaps: () => exposeTaps(graph, relus),
    cutAt: () => cutAt(graph, [middle]),
    cutFrom: () => cutFrom(graph, features),
    foldBatchNorm: () => foldBatchNorm(graph),
    trainBatchNorm: () => trainBatchNorm(graph),
    decomposeBatchNorm: () => has('BatchNormalization', false, decomposeBatchNorm(trained)),
    densify: () => has('Gemm', false, densify(graph, { height: 2400, width: 2400 }).graph),
    replaceHead: () => replaceHead(graph, { features, layers: [{ outputs: 10 }], rng: seeded(1) }),
    withDropout: () => withDropout(graph, { at: features, ratio: 0.5, mask: 'drawn' }),
    withProbabilities: () => has('Softmax', true, withProbabilities(graph)),
    trainableFrom: () => trainableFrom(graph, image),
    asParameters: () => asParameters(graph, wrt),
    attachLoss: () => attachLoss(open, loss),
    regularize: () => regularize(withLoss, { of: wrt, l2: 1e-4 }),
    differentiate: () => differentiate(withLoss.graph, { of: withLoss.loss, wrt }),
    'withOptimizer, sgd': () => withOptimizer(backward, { kind: 'sgd', momentum: 0.9 }),
    'withOptimizer, adam': () => withOptimizer(backward, { kind: 'adam' }),
  };
}
