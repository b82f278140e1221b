// Photos searched by the windows of a classifier, all at once and one by one: `node test/bench/windows.ts [seed]`. Both
// ways look at the same windows of the same photo in one run, in seconds of processor time over all threads; the dense side
// for the first photo of a size, when its networks are opened, and for the next. With the shared folder: the person
// network too, and how well it finds people pasted onto photos without people.

import { performance } from 'node:perf_hooks';
import { WindowSettings, type ModelFile, type Scope, type SearchedPhoto } from '../../electron/contract/index.ts';
import { windowSearch } from '../../electron/runner/tasks/detection/index.ts';
import { evaluateVoc, seeded, type JudgedPhoto } from '../../electron/runner/vision/index.ts';
import { noisyPicture } from '../support/denseTwin.ts';
import { builtIn, sharedModel } from '../support/models.ts';
import { peopleScenes } from '../support/pastedPeople.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';
import { photoOf, removeFiles } from '../support/windowModels.ts';

const seed = Number(process.argv[2] ?? 1);
const barOfRatio = 20;
const scenes = 40;
const search = windowSearch();
const quiet: Scope<unknown> = {
  progress: () => undefined,
  stop: { aborted: false, throwIfAborted: () => undefined },
  onStop: () => undefined,
};

const find = (model: ModelFile, path: string, settings: Partial<WindowSettings>): Promise<SearchedPhoto> =>
  search.find({ model, path, settings: WindowSettings.parse(settings), device: 'cpu' }, quiet, (step) => step());

interface Timed {
  readonly found: SearchedPhoto;
  /** Of all threads of this process: other work on the machine does not count. */
  readonly cpuSeconds: number;
}

async function timed(model: ModelFile, path: string, settings: Partial<WindowSettings>): Promise<Timed> {
  const before = process.cpuUsage();
  const found = await find(model, path, settings);
  const { user, system } = process.cpuUsage(before);
  return { found, cpuSeconds: (user + system) / 1e6 };
}

/** The same windows in both ways. */
async function compare(name: string, model: ModelFile, stepPx: number, smallest: number): Promise<number> {
  const path = await photoOf(noisyPicture(seed, 640, 480), `bench ${stepPx} ${name}`);
  const asked = { stepPx, smallest, threshold: 1 };
  const first = await timed(model, path, asked);
  const again = [await timed(model, path, asked), await timed(model, path, asked), await timed(model, path, asked)];
  const naive = await timed(model, path, { ...asked, mode: 'naive' });
  const { windows, difference } = first.found;
  if (naive.found.windows !== windows) throw new Error('Both ways must look at the same windows.');
  const next = Math.min(...again.map(({ cpuSeconds }) => cpuSeconds));
  const ratio = naive.cpuSeconds / next;
  console.log(
    `${name}, step ${stepPx}, smallest ${smallest}: ${windows} windows, one by one ${naive.cpuSeconds.toFixed(1)} s, ` +
      `all at once ${next.toFixed(2)} s (first photo of its size ${first.cpuSeconds.toFixed(2)} s): ` +
      `${ratio.toFixed(0)} times; mean difference of probabilities ${(difference ?? 0).toFixed(2)}`,
  );
  return ratio;
}

/** How well people are found, and how long a scene takes. */
async function findPeople(shared: string, settings: Partial<WindowSettings>): Promise<void> {
  const model = await sharedModel(shared, 'mobilenet_v1_0.25_96_person');
  const judged: JudgedPhoto[] = [];
  const startedMs = performance.now();
  for (const [at, scene] of (await peopleScenes(shared, 'test', scenes, seeded(seed))).entries()) {
    const path = await photoOf(scene, `people ${at}`);
    const { detections } = await find(model, path, { threshold: 0.3, ...settings });
    judged.push({ detections, truths: scene.boxes.map((box) => ({ box, classIndex: 1 })) });
  }
  const of = (minIou: number): string => {
    const { averagePrecision, curve } = evaluateVoc(judged, 2, minIou).classes[1] ?? { averagePrecision: NaN };
    return `${averagePrecision.toFixed(2)} (recall ${Math.max(0, ...(curve?.recall ?? [])).toFixed(2)})`;
  };
  const seconds = (performance.now() - startedMs) / 1000 / scenes;
  console.log(
    `people, ${JSON.stringify(settings)}: average precision at IoU 0.5 ${of(0.5)}, at 0.3 ${of(0.3)}; ` +
      `${seconds.toFixed(1)} s a scene`,
  );
}

const shared = sharedDir();
/** Of the defaults, and of a search for small things. */
const sizes = [0.25, 0.1];
const ratios: number[] = [];
for (const smallest of sizes)
  for (const stepPx of [8, 4]) ratios.push(await compare('fovea-base', builtIn(), stepPx, smallest));
if (shared === null) console.log(sharedAbsent);
else {
  const person = await sharedModel(shared, 'mobilenet_v1_0.25_96_person');
  for (const smallest of sizes)
    for (const stepPx of [8, 4]) ratios.push(await compare('person network', person, stepPx, smallest));
  const shapes = { smallest: 0.15, aspects: [0.5, 1], stepPx: 16 };
  await findPeople(shared, { ...shapes, mode: 'naive' });
  await findPeople(shared, { ...shapes, mode: 'dense' });
}
await search.clear();
removeFiles();
const holds = ratios.every((ratio) => ratio >= barOfRatio);
console.log(`bar (one by one takes ${barOfRatio} times as long): ${holds ? 'holds' : 'MISSED'}, seed ${seed}`);
if (!holds) process.exitCode = 1;
