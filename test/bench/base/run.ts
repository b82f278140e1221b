// The first steps of the recipe of fovea-base, ours against a plain PyTorch loop: same network, start, photos, truth, rates,
// batch and threads. `npm run bench:base -- [--steps 40] [--phase 1|all] [--seed 1] [--data DIR] [--csv FILE] [--svg FILE]`;
// PyTorch gets its batches ready made, ours cuts them out of the photos as in the real run. `--phase all` takes one phase of
// each picture size and says what that makes of the whole recipe. --csv writes both losses, step by step, --svg draws them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { floatsOf, withDims, type Graph } from '../../../electron/compiler/index.ts';
import { TrainingSettings } from '../../../electron/contract/index.ts';
import { scheduleOf, trainNetwork, type Draw, type TrainingData } from '../../../electron/runner/training/index.ts';
import { examplesOf } from '../../../models/recipes/fovea-base/examples.ts';
import { sizes } from '../../../models/recipes/fovea-base/judge.ts';
import { network, trainable } from '../../../models/recipes/fovea-base/network.ts';
import { design, phases } from '../../../models/recipes/fovea-base/recipe.ts';
import { readClasses, readTiles } from '../../../models/recipes/fovea-base/tiles.ts';
import { peerAbsent, peerPython } from '../../peer/peer.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { linePlot } from '../plot.ts';

const threads = 2;
/** The first steps fill caches and pools. */
const warmUp = 5;
const bar = 0.75;

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '40' },
    phase: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    data: { type: 'string' },
    csv: { type: 'string' },
    svg: { type: 'string' },
  },
});
const shared = sharedDir();
const python = peerPython();
const data = values.data ?? (shared === null ? null : join(shared, 'data', 'tiny_imagenet200'));
if (data === null) console.log(sharedAbsent);
else if (python === null) console.log(peerAbsent);
else if (values.phase === 'all') await compareRecipe(data, python);
else await compare(data, python, Number(values.phase));

interface Curve {
  /** Of each step. */
  readonly losses: readonly number[];
  /** When each step had ended. */
  readonly endedMs: readonly number[];
}

/** Photos a second. */
interface Speeds {
  readonly ours: number;
  readonly theirs: number;
}

/** Every epoch of the recipe at the speed of its picture size. */
async function compareRecipe(folder: string, program: string): Promise<void> {
  const bySide = Map.groupBy(phases, ({ side }) => side);
  let [ours, theirs] = [0, 0];
  for (const [side, alike] of bySide) {
    const speeds = await compare(folder, program, 1 + phases.findIndex((phase) => phase.side === side));
    const epochs = alike.reduce((sum, { settings }) => sum + (settings.epochs ?? 0), 0);
    ours += epochs / speeds.ours;
    theirs += epochs / speeds.theirs;
  }
  const ratio = theirs / ours;
  console.log(`the whole recipe: ratio ${ratio.toFixed(2)}, bar ${bar}: ${ratio >= bar ? 'holds' : 'MISSED'}`);
}

async function compare(folder: string, program: string, number: number): Promise<Speeds> {
  const steps = Number(values.steps);
  const phase = phases[number - 1];
  if (!phase) throw new Error(`The recipe has ${phases.length} phases.`);
  const settings = TrainingSettings.parse({ ...phase.settings, seed: Number(values.seed) });
  const ids = [...(await readClasses(folder)).keys()];
  const perClass = Math.ceil((steps * settings.batch) / ids.length);
  const tiles = await readTiles(folder, 'train', ids, Math.min(perClass, 350));
  const { side } = phase;
  const examples = examplesOf(tiles, {
    ...{ side, augmentation: settings.augmentation, indices: null },
    targets: smoothed(tiles.classOf, ids.length),
  });
  const graph = withDims(network({ ...design, classes: ids.length }, settings.seed), sizes(settings.batch, side));
  const perEpoch = Math.ceil(examples.count / settings.batch);
  const rateOf = scheduleOf(settings, { steps: settings.epochs * perEpoch, stepsPerEpoch: perEpoch });
  const work = mkdtempSync(join(tmpdir(), 'fovea-base-'));
  try {
    console.log(
      `${cpus().length} cores, ${threads} threads, ${side} pixels, batch ${settings.batch}, ${process.version}`,
    );
    const seen: { indices: Int32Array; draw: Draw }[] = [];
    const ours = await trainOurs(graph, { ...examples, classes: ids.length, settings, steps, seen, work });
    writeProblem(work, graph, examples, { seen: seen.slice(0, steps), settings, rateOf, classes: ids.length });
    const theirs = JSON.parse(
      execFileSync(program, [join(import.meta.dirname, 'theirs.py'), work, String(threads)], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      }),
    ) as Curve;
    const speeds = report(ours, theirs, settings.batch);
    if (values.csv !== undefined) writeFileSync(values.csv, csvOf(ours, theirs));
    if (values.svg !== undefined) writeFileSync(values.svg, drawn(ours, theirs, side));
    return speeds;
  } finally {
    rmSync(work, { recursive: true });
  }
}

interface OurRun extends TrainingData {
  readonly classes: number;
  readonly settings: TrainingSettings;
  readonly steps: number;
  /** Filled with what each step asked for. */
  readonly seen: { indices: Int32Array; draw: Draw }[];
  readonly work: string;
}

async function trainOurs(graph: Graph, { classes, settings, steps, seen, work, ...examples }: OurRun): Promise<Curve> {
  const curve = { losses: [] as number[], endedMs: [] as number[] };
  await trainNetwork(
    {
      ...{ network: graph, input: 'image', logits: 'logits', trained: trainable(graph), classes, settings },
      train: {
        ...examples,
        fill(indices, into, draw) {
          if (draw) seen.push({ indices: Int32Array.from(indices), draw });
          return examples.fill(indices, into, draw);
        },
      },
      ...{ holdout: null, device: 'cpu', threads, winners: null, folder: join(work, 'run') },
    },
    {
      turn: (step) => step(),
      stop: { aborted: false, throwIfAborted: () => undefined },
      finishAsked: () => curve.losses.length >= steps,
      onPhase: () => undefined,
      onStep({ loss }) {
        curve.losses.push(loss);
        curve.endedMs.push(performance.now());
      },
      onEpoch: () => undefined,
    },
  );
  return curve;
}

interface Told {
  readonly seen: readonly { readonly indices: Int32Array; readonly draw: Draw }[];
  readonly settings: TrainingSettings;
  readonly rateOf: (step: number) => number;
  readonly classes: number;
}

/** What theirs.py reads; its first lines say what each file is. */
function writeProblem(folder: string, graph: Graph, examples: TrainingData, told: Told): void {
  const { seen, settings, rateOf, classes } = told;
  const each = examples.dims.reduce((product, length) => product * length, 1);
  const pictures = new Float32Array(seen.length * settings.batch * each);
  const targets = new Float32Array(seen.length * settings.batch * classes);
  for (const [step, { indices, draw }] of seen.entries()) {
    const from = step * settings.batch;
    void examples.fill(indices, pictures.subarray(from * each, (from + indices.length) * each), draw);
    for (const [n, example] of indices.entries()) {
      const truth = examples.targets?.subarray(example * classes, (example + 1) * classes) ?? [];
      targets.set(truth, (from + n) * classes);
    }
  }
  const numbers = graph.initializers.flatMap((tensor) => {
    const floats = floatsOf(tensor);
    return floats instanceof Float32Array ? [{ name: tensor.name, dims: tensor.dims, floats }] : [];
  });
  writeFileSync(join(folder, 'pictures.bin'), pictures);
  writeFileSync(join(folder, 'targets.bin'), targets);
  writeFileSync(
    join(folder, 'numbers.bin'),
    Buffer.concat(numbers.map(({ floats }) => Buffer.from(floats.slice().buffer))),
  );
  const { batch, momentum, weightDecay } = settings;
  const rates = seen.map((_, step) => rateOf(step));
  const tensors = numbers.map(({ name, dims }) => ({ name, dims }));
  const stages = design.stages.map(({ blocks }) => blocks);
  writeFileSync(
    join(folder, 'run.json'),
    JSON.stringify({ dims: examples.dims, classes, batch, momentum, weightDecay, rates, tensors, stages }),
  );
}

/** [count, classes] the class itself and a little of every other, in the form that a teacher's answers have. */
function smoothed(classOf: Int32Array, classes: number): Float32Array {
  const targets = new Float32Array(classOf.length * classes).fill(0.1 / classes);
  for (const [n, own] of classOf.entries()) targets[n * classes + own] = 0.9 + 0.1 / classes;
  return targets;
}

function report(ours: Curve, theirs: Curve, batch: number): Speeds {
  const perSecond = ({ endedMs }: Curve): number =>
    (1000 * batch * (endedMs.length - 1 - warmUp)) / ((endedMs.at(-1) ?? 0) - (endedMs[warmUp] ?? 0));
  const apart = ours.losses.map((loss, step) => Math.abs(loss - (theirs.losses[step] ?? NaN)) / loss);
  const speeds = { ours: perSecond(ours), theirs: perSecond(theirs) };
  const ratio = speeds.ours / speeds.theirs;
  console.log(`  photos a second  ours ${perSecond(ours).toFixed(0)}, PyTorch ${perSecond(theirs).toFixed(0)}`);
  console.log(`  ratio            ${ratio.toFixed(2)}, bar ${bar}: ${ratio >= bar ? 'holds' : 'MISSED'}`);
  console.log(`  losses apart     ${Math.max(...apart.slice(0, 10)).toExponential(1)} relative in the first ten steps`);
  const last = (curve: Curve): string => {
    const end = curve.losses.slice(-20);
    return (end.reduce((sum, loss) => sum + loss, 0) / end.length).toFixed(3);
  };
  console.log(`  last 20 steps    ours ${last(ours)}, PyTorch ${last(theirs)}`);
  return speeds;
}

const csvOf = (ours: Curve, theirs: Curve): string =>
  ['step,ours,pytorch', ...ours.losses.map((loss, step) => `${step + 1},${loss},${theirs.losses[step]}`), ''].join(
    '\n',
  );

/** Every second step: both lines are as rough as the batches are different. */
function drawn(ours: Curve, theirs: Curve, side: number): string {
  const pointsOf = ({ losses }: Curve) =>
    losses.map((loss, step) => [step + 1, loss] as const).filter((_, step) => step % 2 === 0);
  return linePlot(
    [
      { name: 'Fovea', points: pointsOf(ours) },
      { name: 'PyTorch', points: pointsOf(theirs) },
    ],
    { title: `fovea-base, the first epoch at ${side} pixels`, x: 'step', y: 'training loss' },
  );
}
