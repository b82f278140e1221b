// How much does what a network was trained on before matter for what it is taught next? Trunks of the design of
// fovea-base, trained with as many steps at 32 pixels from 350, 175 and 90 photos of each of 200 classes, and from 200,
// 100, 50 and 25 classes with as many photos in all, the truth as the only teacher; then linear heads on two other sets.
// `npm run study:base -- --work DIR [--steps 1000] [--seeds 3] [--svg DIR]`. The work folder keeps the trunks and results.jsonl, so that
// an interrupted study goes on; docs/fovea-base.md shows what it said.

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { encode, withDims, withMetadata, withParameters, type Graph } from '../../../electron/compiler/index.ts';
import { cardKey, TrainingSettings, type ModelCard } from '../../../electron/contract/index.ts';
import { trainNetwork } from '../../../electron/runner/training/index.ts';
import { examplesOf, preprocessingOf } from '../../../models/recipes/fovea-base/examples.ts';
import { network, trainable } from '../../../models/recipes/fovea-base/network.ts';
import { design } from '../../../models/recipes/fovea-base/recipe.ts';
import { readClasses, readTiles, type Tiles } from '../../../models/recipes/fovea-base/tiles.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { linePlot } from '../plot.ts';
import { probeSets, withShelf } from './probe.ts';

const threads = 2;
const side = 32;
/** Crops show things larger than whole photos do: what has learned from crops sees best a little above its own size. */
const probedSide = 48;

interface Trunk {
  readonly classes: number;
  readonly perClass: number;
}

const trunks: readonly Trunk[] = [
  { classes: 200, perClass: 0 },
  { classes: 200, perClass: 350 },
  { classes: 200, perClass: 175 },
  { classes: 200, perClass: 90 },
  { classes: 200, perClass: 42 },
  { classes: 100, perClass: 84 },
  { classes: 50, perClass: 168 },
  { classes: 25, perClass: 336 },
];

const Result = z.object({
  classes: z.int(),
  perClass: z.int(),
  set: z.string(),
  seed: z.int(),
  accuracy: z.number(),
  low: z.number(),
  high: z.number(),
});
type Result = z.infer<typeof Result>;

const { values } = parseArgs({
  options: {
    work: { type: 'string' },
    steps: { type: 'string', default: '1000' },
    seeds: { type: 'string', default: '3' },
    svg: { type: 'string' },
  },
});

async function study(data: string, work: string): Promise<void> {
  mkdirSync(work, { recursive: true });
  const known = join(work, 'results.jsonl');
  const folder = join(data, 'tiny_imagenet200');
  const ids = spread([...(await readClasses(folder)).keys()]);
  for (const trunk of trunks) {
    const path = join(work, `${nameOf(trunk)}.onnx`);
    if (existsSync(path)) continue;
    const chosen = ids.slice(0, trunk.classes);
    const tiles = trunk.perClass === 0 ? null : await readTiles(folder, 'train', chosen, trunk.perClass);
    writeFileSync(path, withCard(await trained(tiles, trunk.classes, join(work, nameOf(trunk))), nameOf(trunk)));
  }
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
  const there = existsSync(known) ? resultsIn(readFileSync(known, 'utf8')) : [];
  await withShelf((shelf) => {
    for (const trunk of trunks)
      for (const set of probeSets)
        for (const seed of seeds) {
          const { classes, perClass } = trunk;
          const isKnown = (result: Result): boolean =>
            result.classes === classes &&
            result.perClass === perClass &&
            result.set === set.name &&
            result.seed === seed;
          if (there.some(isKnown)) continue;
          const model = shelf.put(join(work, `${nameOf(trunk)}.onnx`));
          const { accuracy } = shelf.probe(model, data, set, seed);
          const result: Result = {
            ...{ classes, perClass, set: set.name, seed },
            ...{ accuracy: accuracy.value, low: accuracy.low, high: accuracy.high },
          };
          appendFileSync(known, `${JSON.stringify(result)}\n`);
        }
  });
  const results = resultsIn(readFileSync(known, 'utf8'));
  table(results);
  if (values.svg !== undefined) plots(results, resolve(values.svg));
}

const nameOf = ({ classes, perClass }: Trunk): string => `${classes}x${perClass}`;

const resultsIn = (text: string): Result[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => Result.parse(JSON.parse(line)));

/** Every eighth class first, then those between: the first 25 are of all kinds, as the 200 are. */
function spread(ids: readonly string[]): string[] {
  const order = [0, 4, 2, 6, 1, 5, 3, 7];
  return order.flatMap((start) => ids.filter((_, index) => index % 8 === start));
}

/** A network after so many steps; without photos as it is drawn. */
async function trained(tiles: Tiles | null, classes: number, folder: string): Promise<Graph> {
  const open = network({ ...design, classes }, 1);
  if (tiles === null) return open;
  const batch = 128;
  const epochs = Math.round((Number(values.steps) * batch) / tiles.count);
  const settings = TrainingSettings.parse({
    ...{ batch, epochs, depth: { kind: 'all' }, optimizer: 'nesterov', learningRate: 0.1, weightDecay: 5e-4 },
    ...{ clipNorm: null, labelSmoothing: 0.1, batchNorm: 'updated', patience: null, warmupEpochs: epochs / 20 },
    augmentation: { flip: true, crop: 0.8, color: 0.3 },
  });
  const sized = withDims(
    open,
    new Map([
      ['H', side],
      ['W', side],
    ]),
  );
  console.log(`${classes} classes, ${tiles.count} photos, ${epochs} epochs`);
  const { network: learned } = await trainNetwork(
    {
      ...{ network: sized, input: 'image', logits: 'logits', trained: trainable(sized), classes, settings },
      train: examplesOf(tiles, { side, augmentation: settings.augmentation, targets: null, indices: null }),
      ...{ holdout: null, device: 'cpu', threads, winners: null, folder },
    },
    {
      turn: (step) => step(),
      stop: { aborted: false, throwIfAborted: () => undefined },
      finishAsked: () => false,
      onPhase: () => undefined,
      onStep: () => undefined,
      onEpoch: ({ epoch, trainLoss }) => console.log(`  epoch ${epoch}: loss ${trainLoss.toFixed(3)}`),
    },
  );
  const names = new Set(open.initializers.map(({ name }) => name));
  const own = learned.initializers.filter(({ name }) => names.has(name));
  return withParameters(open, new Map(own.map((tensor) => [tensor.name, tensor] as const)));
}

function withCard(graph: Graph, name: string): Uint8Array {
  const card: ModelCard = {
    ...{ name, task: 'classification', preprocessing: preprocessingOf(probedSide), inputName: 'image' },
    ...{ outputName: 'logits', outputKind: 'logits', classNames: [], licence: null, source: null, accuracy: null },
    ...{ notes: null, confirmed: true },
  };
  return encode(withMetadata(graph, { [cardKey]: JSON.stringify(card) }));
}

function table(results: readonly Result[]): void {
  const sets = probeSets.map(({ name }) => name);
  console.log(`| classes | photos of each | ${sets.join(' | ')} |`);
  console.log(`| ---: | ---: | ${sets.map(() => '---:').join(' | ')} |`);
  for (const { classes, perClass } of trunks) {
    const cells = sets.map((set) => {
      const shares = sharesOf(results, { classes, perClass }, set);
      return `${meanOf(shares).toFixed(1)} (${shares.map((share) => share.toFixed(1)).join(', ')})`;
    });
    console.log(`| ${classes} | ${perClass === 0 ? 'none: as drawn' : perClass} | ${cells.join(' | ')} |`);
  }
}

/** Accuracies in per cent, one per seed. */
const sharesOf = (results: readonly Result[], { classes, perClass }: Trunk, set: string): number[] =>
  results
    .filter((result) => result.classes === classes && result.perClass === perClass && result.set === set)
    .map(({ accuracy }) => 100 * accuracy);

const meanOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function plots(results: readonly Result[], folder: string): void {
  const y = 'right of the other set, in per cent';
  const draw = (title: string, x: string, among: readonly Trunk[], at: (trunk: Trunk) => number): string =>
    linePlot(
      probeSets.map(({ name }) => ({
        name,
        points: among.map((trunk) => [at(trunk), meanOf(sharesOf(results, trunk, name))] as const),
      })),
      { title, x, y },
    );
  const whole = trunks.filter(({ classes, perClass }) => classes === 200 && perClass > 0);
  const alike = trunks.filter(({ classes, perClass }) => perClass > 0 && classes * perClass === 8400);
  const file = (name: string): string => join(folder, `fovea-base-pretraining-${name}.svg`);
  writeFileSync(
    file('photos'),
    draw('Fewer photos of 200 classes', 'photos of each class', whole, (t) => t.perClass),
  );
  writeFileSync(
    file('classes'),
    draw('Fewer classes, 8,400 photos in all', 'classes', alike, (t) => t.classes),
  );
}

const shared = sharedDir();
if (shared === null) console.log(sharedAbsent);
else if (values.work === undefined)
  console.log('Usage: npm run study:base -- --work DIR [--steps 1000] [--seeds 3] [--svg DIR]');
else await study(join(shared, 'data'), resolve(values.work));
