import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encode, floatsOf, numbersOf, type Graph } from '../../electron/compiler/index.ts';
import {
  DetectorSettings,
  failure,
  TrunkTuning,
  type DeviceId,
  type LabelledPhoto,
} from '../../electron/contract/index.ts';
import { readDetector } from '../../electron/runner/tasks/detection/detectors/index.ts';
import { fittedStep } from '../../electron/runner/tasks/detection/detectors/tuning/fit.ts';
import {
  tuneTrunk,
  withTunedLayers,
  type TunedTrunk,
  type TuningHooks,
} from '../../electron/runner/tasks/detection/detectors/tuning/index.ts';
import { bytesOfStep } from '../../electron/runner/tasks/detection/detectors/tuning/step.ts';
import { windowsOf } from '../../electron/runner/tasks/detection/detectors/tuning/windows.ts';
import { detectorTrainer, thingSearch } from '../../electron/runner/tasks/detection/index.ts';
import { regionNetwork } from '../../electron/runner/tasks/detection/regions/index.ts';
import { detectionReport, iou } from '../../electron/runner/vision/index.ts';
import { nativeFailure } from '../../native/index.ts';
import { sceneClasses, writeBoxedScenes } from '../support/boxedScenes.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { builtIn } from '../support/models.ts';
import { colorCard, randomCnnGraph } from '../support/networks.ts';

// Layers tuned to boxes before they describe regions: a small network with drawn weights, photos of disks and squares.

const seed = Number(process.env['SEED'] ?? 7);
const folder = temporaryFolder();
const device: DeviceId = 'cpu';
const turn = <T>(step: () => Promise<T>): Promise<T> => step();
const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const quick = { steps: 8, rate: 0.02, things: 5, background: 15 };
const small = randomCnnGraph(seed, { width: 64, height: 64 });
/** The last of its three convolutions, activated. */
const tap = small.nodes.filter(({ op }) => op === 'Relu').at(-1)?.outputs[0] ?? '';
const settings = DetectorSettings.parse({ proposals: 'windows', mostProposals: 200, heldOut: 4, tap, seed });

let photos: LabelledPhoto[];
let model: { path: string; card: ReturnType<typeof colorCard>; hash: string };

beforeAll(async () => {
  photos = await writeBoxedScenes(folder.path, 10, seed);
  const path = join(folder.path, 'small.onnx');
  writeFileSync(path, encode(small));
  model = {
    path,
    card: { ...colorCard({ width: 64, height: 64 }, 'small'), outputName: 'logits' },
    hash: hashOf(path),
  };
});
afterAll(() => folder.remove());

const tune = (change: Partial<TrunkTuning> = {}, hooks: Partial<TuningHooks> = {}, own = settings) => {
  const tuning = TrunkTuning.parse({ layers: 'last', ...quick, ...change });
  return tuneTrunk({ model, classes: 2, settings: own, tuning, device, photos }, { turn, ...hooks });
};

const mapsOf = () => regionNetwork(model, { form: 'shared', grid: null, tap, device });

/** Names of the initializers that are not what they were. */
const changedIn = (before: Graph, after: Graph): string[] =>
  before.initializers.flatMap(({ name, ...own }) => {
    const other = after.initializers.find((one) => one.name === name);
    const isSame = other && numbersOf({ name, ...own })?.join() === numbersOf(other)?.join();
    return isSame ? [] : [name];
  });

describe.skipIf(nativeFailure() !== null)('tuning', () => {
  test('lowers its loss, and changes the last layers only', async () => {
    const [losses, held]: [number[], number[]] = [[], []];
    const tuned = await tune(
      {},
      { onStep: (_done, _total, loss) => losses.push(loss), onJudged: (_done, loss) => held.push(loss) },
    );
    expect(losses).toHaveLength(quick.steps);
    expect(held.length).toBeGreaterThan(1);
    expect(Math.min(...held), `SEED=${seed}`).toBeLessThan(0.8 * (losses[0] ?? NaN));
    const network = await mapsOf();
    const changed = changedIn(network.graph, withTunedLayers(network, tuned).graph);
    // Convolutions 2 and 3, with what was folded into them.
    expect(changed).toHaveLength(4);
    expect(changed.sort()).toEqual([...tuned.layers.keys()].sort());
  });

  test('of all layers changes the first too', async () => {
    const tuned = await tune({ layers: 'all', steps: 2 });
    const { graph } = await mapsOf();
    const [first] = graph.nodes.filter(({ op }) => op === 'Conv');
    expect([...tuned.layers.keys()]).toContain(first?.inputs[1]);
    expect(tuned.layers.size).toBe(6);
  });

  test('makes the same of the same seed, bit for bit, and something else of another', async () => {
    const [once, again, other] = [
      await tune({ steps: 2 }),
      await tune({ steps: 2 }),
      await tune({ steps: 2 }, {}, { ...settings, seed: seed + 1 }),
    ];
    expect(again).toEqual(once);
    expect(other.digest).not.toBe(once.digest);
  });

  test('stops after the step under way', async () => {
    const controller = new AbortController();
    let steps = 0;
    const onStep = (): void => {
      steps += 1;
      if (steps === 2) controller.abort(failure('engine/stopped', {}));
    };
    await expect(tune({}, { stop: controller.signal, onStep })).rejects.toMatchObject({ code: 'engine/stopped' });
    expect(steps).toBe(2);
  });

  test('says so where it fails', async () => {
    await expect(tune({ rate: 1e30 })).rejects.toMatchObject({ code: 'detection/tuning-diverged' });
    const card = { ...model.card, preprocessing: { ...model.card.preprocessing, width: 32, height: 32 } };
    const asked = { model: { ...model, card }, classes: 2, settings, device, photos };
    const tuning = TrunkTuning.parse({ layers: 'last' });
    await expect(tuneTrunk({ ...asked, tuning }, { turn })).rejects.toMatchObject({ code: 'training/not-trainable' });
  });

  test('takes fewer windows, as many of each kind, where a step would not fit into memory', async () => {
    const tuning = TrunkTuning.parse({ layers: 'all', things: 100, background: 300 });
    const large = { ...builtIn(), hash: hashOf(builtIn().path) };
    const own = { ...settings, tap: null };
    const fitted = await fittedStep({ model: large, classes: 2, settings: own, tuning, device });
    expect(bytesOfStep(fitted)).toBeLessThanOrEqual(2e9);
    expect(fitted.mix.things).toBeGreaterThan(10);
    expect(fitted.mix.things).toBeLessThan(100);
    expect(fitted.mix.background / fitted.mix.things).toBeCloseTo(3, 0);
  });
});

describe.skipIf(nativeFailure() !== null)('windows', () => {
  test('that cover half of a drawn box are things; others are background, near drawn boxes where not all is drawn', async () => {
    const some = photos.map((photo, at) => ({ ...photo, complete: at !== 0 }));
    const broken = { path: join(folder.path, 'gone.png'), hash: 'b'.repeat(64), boxes: [], complete: true };
    const { pictures, learned, held } = await windowsOf([broken, ...some], settings, {});
    expect(pictures).toHaveLength(10);
    const [ofLearned, ofHeld] = [learned, held].map(
      ({ things, background }) => new Set([...things, ...background].map(({ picture }) => picture)),
    );
    expect(ofHeld?.size).toBe(2);
    expect([...(ofHeld ?? [])].filter((picture) => ofLearned?.has(picture))).toEqual([]);
    for (const { picture, box, target } of [learned, held].flatMap((set) => [...set.things, ...set.background])) {
      const truth = photos[picture]?.boxes ?? [];
      const overlaps = truth.map((one) => iou(one.box, box));
      const most = Math.max(0, ...overlaps);
      if (target === 0) expect(most).toBeLessThan(0.5);
      else expect(truth[overlaps.indexOf(most)]?.classIndex).toBe(target - 1);
      if (target > 0) expect(most).toBeGreaterThanOrEqual(0.5);
      if (target === 0 && picture === 0) expect(most).toBeGreaterThan(0);
    }
  });
});

describe.skipIf(nativeFailure() !== null)('a detector on tuned layers', () => {
  test('learns without the photos it is judged by, and its file finds in them what it did', async () => {
    const file = join(folder.path, 'tuned.onnx');
    const tuning = TrunkTuning.parse({ layers: 'last', ...quick, steps: 4 });
    const own = { ...settings, tuning };
    const looked = new Set<number>();
    const phases: string[] = [];
    const scope = {
      stop: { aborted: false, throwIfAborted: () => undefined },
      onStop: () => undefined,
      progress({ phase, done }: { phase: string; done: number }) {
        if (phase === 'windows') looked.add(done);
        if (phases.at(-1) !== phase) phases.push(phase);
      },
    };
    const input = { model, name: 'tuned', classNames: [...sceneClasses], photos, settings: own, file, device };
    const cacheDir = join(folder.path, 'cache');
    const { card, report } = await detectorTrainer().train({ ...input, cacheDir }, scope, turn);
    expect(phases.slice(0, 3)).toEqual(['windows', 'tuning', 'regions']);
    expect(report?.photos).toBe(2);
    expect(looked.size).toBe(8);
    const { network, describes } = await readDetector({ path: file, card });
    const notHeld = photos.filter((_, at) => looked.has(at));
    const tuned: TunedTrunk = await tuneTrunk(
      { model, classes: 2, settings: own, tuning, device, photos: notHeld },
      { turn },
    );
    expect(describes).toContain(tuned.digest);
    for (const [name, numbers] of tuned.layers) {
      const stored = network.graph.initializers.find((one) => one.name === name);
      expect(stored && floatsOf(stored)).toEqual(numbers);
    }
    const search = thingSearch();
    const detector = { path: file, card, hash: hashOf(file) };
    const judged = [];
    for (const photo of photos.filter((_, at) => !looked.has(at))) {
      const asked = { model: detector, path: photo.path, hash: photo.hash, device, seen: true };
      const { detections } = await search.find(
        { ...asked, cacheDir: join(folder.path, 'anew') },
        { ...scope, progress: () => undefined },
        turn,
      );
      judged.push({ path: photo.path, photo: null, truth: photo.boxes, found: detections });
    }
    const anew = detectionReport('tuned', judged, sceneClasses);
    expect(anew.classes.map(({ ap }) => ap)).toEqual(report?.classes.map(({ ap }) => ap));
  });
});
