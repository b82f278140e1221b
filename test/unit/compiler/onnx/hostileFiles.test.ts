import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  attachLoss,
  decode,
  densify,
  differentiate,
  encode,
  foldShapes,
  GraphError,
  isFloat,
  probeNetwork,
  seeded,
  shapeOf,
  shapesOf,
  squaredError,
  upgrade,
  verify,
  withDims,
  type Graph,
} from '../../../../electron/compiler/index.ts';
import { expectedEnds, hostileFiles, hostileKinds, pathsOutside } from '../../../support/hostile.ts';
import { colorClassifierGraph, randomCnnGraph } from '../../../support/networks.ts';

const seed = Number(process.env['SEED'] ?? 20260301);
const filesPerKind = 16;
const budgetBytes = 2 ** 30;

/** Everything that happens to a file before it is run. Whatever is wrong must end here, as a GraphError. */
function compileHostile(bytes: Uint8Array): Graph {
  return upgrade(verify(decode(bytes, noWeights), 'test'));
}

/** What training and inspection do with an upgraded graph; each pass by itself, as one that refuses stops the next. */
const furtherPasses: Readonly<Record<string, (graph: Graph) => void>> = {
  shapesOf,
  foldShapes,
  densify: (graph) => densify(graph, { height: 40, width: 40 }),
  differentiate: (graph) => {
    const values = graph.outputs[0]?.name ?? '';
    const withLoss = attachLoss(graph, squaredError({ values }));
    const floats = graph.initializers.filter(({ dtype }) => isFloat(dtype)).map(({ name }) => name);
    const wrt = [...graph.inputs.map(({ name }) => name), ...floats];
    for (const value of wrt) endOfPass(() => differentiate(withLoss.graph, { of: withLoss.loss, wrt: [value] }));
  },
};

/** Runs all of them; whatever is refused must be refused as a GraphError that names something. */
function endsOfPasses(graph: Graph): Readonly<Record<string, string>> {
  const bound = withDims(graph, openDims(graph));
  return Object.fromEntries(Object.entries(furtherPasses).map(([name, pass]) => [name, endOfPass(() => pass(bound))]));
}

function endOfPass(run: () => void): string {
  try {
    run();
    return 'legal';
  } catch (thrown) {
    if (!(thrown instanceof GraphError)) throw thrown;
    expect(thrown.message).toMatch(/"[^"]*"/);
    expect(`${thrown.message} ${thrown.remedy}`).not.toMatch(/\{\w+\}/);
    return thrown.code;
  }
}

/** A small length for every axis that has only a name. */
function openDims(graph: Graph): ReadonlyMap<string, number> {
  const dims = graph.inputs.flatMap((input) => shapeOf(input) ?? []);
  return new Map(dims.flatMap((dim) => (typeof dim === 'string' && dim !== '' ? [[dim, 2] as const] : [])));
}

/** A loader that is asked for no file at all: every path of these files leads out of the folder. */
function noWeights(location: string): never {
  throw new Error(`The loader was asked for "${location}".`);
}

/** 'legal', or the code of the error. Anything else that is thrown fails the test. */
function endOf(bytes: Uint8Array): { readonly end: string; readonly message: string } {
  try {
    const graph = compileHostile(bytes);
    expect(decode(encode(graph)).nodes.length).toBe(graph.nodes.length);
    for (const [pass, code] of Object.entries(endsOfPasses(graph))) count(`${pass}: ${code}`);
    return { end: 'legal', message: '' };
  } catch (thrown) {
    if (!(thrown instanceof GraphError)) throw thrown;
    expect(thrown.remedy).not.toBe('');
    expect(thrown.message).not.toMatch(/\{\w+\}/);
    return { end: thrown.code, message: thrown.message };
  }
}

/** Errors about the file as a whole; all others name a node, a value or a tensor. */
const unnamed = ['graph/empty', 'graph/not-onnx', 'graph/too-deep', 'graph/bad-opset'];

/** How often each pass ended in which way. */
const passEnds = new Map<string, number>();
const count = (end: string): unknown => passEnds.set(end, (passEnds.get(end) ?? 0) + 1);

// The worker's heap is bounded in vitest.config.ts; this counts what lies outside of it too.
let startBytes = 0;
const mostBytes = (): number => process.resourceUsage().maxRSS * 1024;
beforeAll(() => {
  startBytes = mostBytes();
});

test('there are at least 300 files, and at least 15 of each kind', () => {
  expect(filesPerKind).toBeGreaterThanOrEqual(15);
  expect(hostileKinds.length * filesPerKind).toBeGreaterThanOrEqual(300);
});

describe(`every hostile file ends as a legal graph or as a GraphError with a name in it (SEED=${seed})`, () => {
  const graphs = [probeNetwork(), colorClassifierGraph({ kind: 'probabilities' }), randomCnnGraph(1)];

  test.each(hostileKinds)('%s', (kind) => {
    let number = 0;
    for (const { bytes } of hostileFiles(kind, graphs, seeded(seed), filesPerKind)) {
      const where = `SEED=${seed}, file ${number++}`;
      const { end, message } = endOf(bytes);
      if (kind in expectedEnds) expect(end, `${where}: ${message}`).toBe(expectedEnds[kind]);
      if (end !== 'legal' && !unnamed.includes(end)) expect(message, where).toMatch(/"[^"]*"/);
    }
    expect(number).toBe(filesPerKind);
  });
});

test('every pass took some files, and all but foldShapes, which goes around what it does not know, refused some', () => {
  const ends = (pass: string): string[] => [...passEnds.keys()].filter((end) => end.startsWith(`${pass}: `));
  for (const pass of Object.keys(furtherPasses)) expect(passEnds.get(`${pass}: legal`) ?? 0, pass).toBeGreaterThan(10);
  for (const pass of ['shapesOf', 'densify', 'differentiate']) expect(ends(pass).length, pass).toBeGreaterThan(1);
});

test('100,000 additions that stand in reverse order are put in order', () => {
  const [start] = probeNetwork().inputs;
  const nodes = Array.from({ length: 100_000 }, (_, i) => ({
    op: 'Add',
    domain: '',
    name: '',
    inputs: [i === 0 ? (start?.name ?? '') : `v${i - 1}`, i < 2 ? (start?.name ?? '') : `v${i - 2}`],
    outputs: [`v${i}`],
    attributes: {},
  })).toReversed();
  const graph = {
    ...probeNetwork(),
    opsets: [{ domain: '', version: 6 }],
    nodes,
    outputs: [{ name: 'v99999', type: null }],
  };
  expect(compileHostile(encode(graph)).nodes.length).toBe(100_000);
});

test.each(pathsOutside)('weights at "%s" are refused before the loader is asked', (path) => {
  const file = [...hostileFiles('path outside', [probeNetwork()], seeded(seed), pathsOutside.length)][
    pathsOutside.indexOf(path)
  ];
  const { end, message } = endOf(file?.bytes ?? new Uint8Array());
  expect(end).toBe('graph/bad-tensor');
  expect(message).toContain(`"${path}"`);
});

afterAll(() => {
  expect(mostBytes() - startBytes, 'memory at its largest, beyond what the test began with').toBeLessThan(budgetBytes);
});
