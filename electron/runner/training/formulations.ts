import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  differentiate,
  Emit,
  encode,
  graphOf,
  nodesFor,
  seeded,
  shapesOf,
  tensorValue,
  type ChooseFormulation,
  type DType,
  type DifferentiateOptions,
  type Graph,
  type GradientSite,
} from '../../compiler/index.ts';
import type { DeviceId, Stop } from '../../contract/index.ts';
import { createSession, Tensor, type SessionChoices, type Turn } from '../runtime/index.ts';

/** How training opens its sessions. */
export const trainingChoices: SessionChoices = { keepsLayout: true, keepsMemory: true };

/** Which formulation won, by site key. */
export type Winners = Record<string, string>;

export interface TuneOptions {
  readonly device: DeviceId;
  readonly threads?: number;
  /** Sites already known are not timed again; new ones are added. */
  readonly winners: Winners;
  readonly onSite?: (done: number, total: number) => void;
  readonly onTiming?: (timing: Timing) => void;
  readonly stop?: Stop;
  /** Each formulation is timed in a turn of its own; default: at once. */
  readonly turn?: Turn;
}

export interface Timing {
  /** Of the site. */
  readonly key: string;
  readonly formulation: string;
  /** Of one run; Infinity where the device cannot run it. */
  readonly ms: number;
}

/** Formulations that a provider cannot run, alone or with the CPU's help, by operator. */
const impossible: Partial<Record<DeviceId, Readonly<Record<string, readonly string[]>>>> = {
  // Its MaxPool refuses to give Indices, which both of them read.
  webgpu: { MaxPool: ['unpool', 'scatter'] },
};

/** What to choose on a device before anything was timed there: the first formulation that it can run at all. */
export function runnableOn(device: DeviceId): ChooseFormulation {
  return ({ node, candidates }) =>
    candidates.find((name) => !(impossible[device]?.[node.op] ?? []).includes(name)) ?? candidates[0];
}

/**
 * Finds out, for every place where a gradient has several formulations, which is the fastest on this device: each is
 * built as a graph of its own, with the same shapes and constants, and timed a few times.
 *
 * @param options  what will be passed to `differentiate`
 * @returns        the choice to pass to it, the winners with the new ones, and those of this graph alone
 */
export async function tuneFormulations(
  graph: Graph,
  options: DifferentiateOptions,
  tune: TuneOptions,
): Promise<{ readonly choose: ChooseFormulation; readonly winners: Winners; readonly own: Winners }> {
  const sites = sitesOf(graph, options);
  const winners = { ...tune.winners };
  const unknown = [...sites.values()].filter(({ key, candidates }) => !candidates.includes(winners[key] ?? ''));
  for (const [i, site] of unknown.entries()) {
    tune.stop?.throwIfAborted();
    winners[site.key] = await fastest(site, tune);
    tune.onSite?.(i + 1, unknown.length);
  }
  const own = Object.fromEntries([...sites.keys()].map((key) => [key, winners[key] ?? '']));
  return { choose: ({ key }) => winners[key], winners, own };
}

/** Every choice that `differentiate` would ask for, once per key. */
function sitesOf(graph: Graph, options: DifferentiateOptions): ReadonlyMap<string, GradientSite> {
  const sites = new Map<string, GradientSite>();
  differentiate(graph, { ...options, choose: (site) => void sites.set(site.key, site) });
  return sites;
}

const atOnce: Turn = (step) => step();

async function fastest(site: GradientSite, options: TuneOptions): Promise<string> {
  const { device, threads, onTiming, stop, turn = atOnce } = options;
  let winner = runnableOn(device)(site) ?? '';
  let best = Infinity;
  for (const name of site.candidates) {
    stop?.throwIfAborted();
    const limit = best;
    const ms = await turn(() => milliseconds(site, name, device, threads, limit));
    onTiming?.({ key: site.key, formulation: name, ms });
    if (ms < best) [winner, best] = [name, ms];
  }
  return winner;
}

/** Runs beyond the first, which fills caches and, on a GPU, compiles shaders. */
const timedRuns = 4;
/** A candidate this much slower than the best so far is not run again. */
const hopeless = 1.5;

/** Fastest of a few runs; Infinity where this device cannot run it. */
async function milliseconds(
  site: GradientSite,
  name: string,
  device: DeviceId,
  threads: number | undefined,
  best: number,
): Promise<number> {
  const graph = graphOfSite(site, name);
  const choices = { ...trainingChoices, ...(threads !== undefined && { threads }) };
  const session = await createSession(encode(graph), device, choices).catch(() => null);
  if (!session) return Infinity;
  const feeds = feedsOf(graph);
  let fastestRun = Infinity;
  try {
    await session.run(feeds);
    for (let i = 0; i < timedRuns; i++) {
      const start = performance.now();
      await session.run(feeds);
      fastestRun = Math.min(fastestRun, performance.now() - start);
      if (fastestRun > best * hopeless) break;
    }
  } catch {
    // A formulation that this device's provider refuses at run time is out of the race; the others are not.
    return Infinity;
  } finally {
    await session.release();
  }
  return fastestRun;
}

/** The node of a site alone, differentiated by one formulation: inputs and dY in, the gradient out. */
function graphOfSite({ node, position, inputs }: GradientSite, name: string): Graph {
  const emit = new Emit(null);
  const names = inputs.map((input, i) => {
    if (!input) return '';
    return input.known ? emit.constant({ ...input.known, name: `input_${i}` }) : emit.fresh(`input_${i}`);
  });
  const fed = inputs.flatMap((input, i) =>
    input && !input.known ? [tensorValue(names[i] ?? '', input.type.dtype, input.type.dims)] : [],
  );
  const of = emit.op(node.op, names, node.attributes, { outputs: [emit.fresh('Y')] });
  const forward = graphOf('site', emit, fed, [{ name: of, type: null }]);
  const { dtype, dims } = shapesOf(forward).type(of);
  const dY = emit.fresh('dY');
  const graph: Graph = { ...forward, inputs: [...fed, tensorValue(dY, dtype, dims)], outputs: [] };
  const made = differentiate(graph, { of, wrt: [names[position] ?? ''], seed: dY, choose: () => name }).graph;
  // Without the node itself where its gradient does not read what it made: ONNX Runtime would compute it all the same.
  return {
    ...made,
    nodes: nodesFor(
      made,
      made.outputs.map((output) => output.name),
    ),
  };
}

/** Numbers for every input: drawn where they are floats, else zeros, which no operator refuses as an index. */
function feedsOf(graph: Graph): Record<string, Tensor> {
  const rng = seeded(1);
  const shapes = shapesOf(graph);
  return Object.fromEntries(
    graph.inputs.map(({ name }) => {
      const { dtype, dims } = shapes.type(name);
      const count = dims.reduce((product, dim) => product * dim, 1);
      return [name, fedTensor(dtype, dims, count, () => rng() - 0.5)];
    }),
  );
}

function fedTensor(dtype: DType, dims: readonly number[], count: number, draw: () => number): Tensor {
  if (dtype === 'float32') return new Tensor(dtype, Float32Array.from({ length: count }, draw), dims);
  if (dtype === 'float64') return new Tensor(dtype, Float64Array.from({ length: count }, draw), dims);
  if (dtype === 'int64') return new Tensor(dtype, new BigInt64Array(count), dims);
  if (dtype === 'int32') return new Tensor(dtype, new Int32Array(count), dims);
  if (dtype === 'float16') return new Tensor(dtype, new Uint16Array(count), dims);
  if (dtype === 'bool' || dtype === 'uint8') return new Tensor(dtype, new Uint8Array(count), dims);
  throw new Error(`Formulations of a gradient that reads ${dtype} cannot be timed.`);
}

/** What a file of winners is for; another device, number of threads or runtime version has another. */
export interface WinnersKey {
  readonly device: DeviceId;
  readonly threads: number;
  /** Of ONNX Runtime. */
  readonly runtime: string;
}

/** The winners of an earlier run on the same device; none where the file is absent, of another key or not readable. */
export async function readWinners(path: string, key: WinnersKey): Promise<Winners> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Partial<WinnersKey> & { winners?: unknown };
    const same = found.device === key.device && found.threads === key.threads && found.runtime === key.runtime;
    return same && isWinners(found.winners) ? found.winners : {};
  } catch {
    // A cache: whatever is wrong with it, timing again puts it right.
    return {};
  }
}

const isWinners = (found: unknown): found is Winners =>
  typeof found === 'object' &&
  found !== null &&
  !Array.isArray(found) &&
  Object.values(found).every((name) => typeof name === 'string');

/** Writes beside the file first, so that a crash leaves the old one or the new one. */
export async function writeWinners(path: string, key: WinnersKey, winners: Winners): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, `${JSON.stringify({ ...key, winners }, null, 1)}\n`);
  await rename(`${path}.part`, path);
}
