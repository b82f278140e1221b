// How well detectors that were learned from boxes find things, and how long that takes:
//
//   node test/bench/detectors/detectors.ts --set raccoon|bccd [--model NAME] [--form exact|shared] [--grid N]
//        [--tap VALUE] [--proposals fast|single|quality|windows] [--most N] [--cache DIR]
//        [--tune last|all [--tune-steps N] [--tune-rate R]] [--unmoved] [--json]
//
// NAME is a network of the shared folder, or fovea-base. Raccoons: the first 160 photos are learned from, the last 40
// judged; blood cells: the set's own parts, train and val, and test. What was described is kept in DIR and used again.
// With --unmoved boxes stay where they were proposed, with --json the figures come as one line.

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DetectorSettings, TrunkTuning, type LabelledPhoto } from '../../../electron/contract/index.ts';
import { detectorTrainer, thingSearch } from '../../../electron/runner/tasks/detection/index.ts';
import { detectionReport, readVocBoxes } from '../../../electron/runner/vision/index.ts';
import { builtIn, sharedModel } from '../../support/models.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const { values } = parseArgs({
  options: {
    set: { type: 'string', default: 'raccoon' },
    model: { type: 'string', default: 'mobilenetv2_1.0_224_imagenet' },
    form: { type: 'string', default: 'shared' },
    grid: { type: 'string' },
    tap: { type: 'string' },
    proposals: { type: 'string', default: 'fast' },
    most: { type: 'string', default: '1000' },
    c: { type: 'string' },
    unmoved: { type: 'boolean', default: false },
    cache: { type: 'string' },
    tune: { type: 'string' },
    'tune-steps': { type: 'string' },
    'tune-rate': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);

interface Part {
  readonly name: string;
  readonly photo: string;
  readonly annotation: string;
}

const sets: Readonly<Record<string, { classNames: string[]; train: Part[]; test: Part[] }>> = {
  raccoon: raccoons(join(shared, 'data/raccoon')),
  bccd: bloodCells(join(shared, 'data/bccd/BCCD')),
};
const set = sets[values.set];
if (!set) throw new Error(`There is no set "${values.set}".`);

const { path, card } = values.model === 'fovea-base' ? builtIn() : await sharedModel(shared, values.model);
const model = { path, card, hash: createHash('sha256').update(readFileSync(path)).digest('hex') };
const tuning = values.tune === undefined ? null : tuningAsked(values.tune, values['tune-steps'], values['tune-rate']);
const settings = DetectorSettings.parse({
  ...{ form: values.form, proposals: values.proposals, mostProposals: Number(values.most), heldOut: 0, tuning },
  ...(values.grid !== undefined && { grid: Number(values.grid) }),
  ...(values.tap !== undefined && { tap: values.tap }),
  ...(values.unmoved && { regression: false }),
  ...(values.c !== undefined && { c: Number(values.c) }),
});
const folder = mkdtempSync(join(tmpdir(), 'fovea-detectors-'));
const cacheDir = values.cache ?? join(folder, 'cache');
const file = join(folder, 'detector.onnx');

const scopeOf = <P>(onProgress: (step: P) => void) => ({
  stop: { aborted: false, throwIfAborted: () => undefined },
  onStop: () => undefined,
  progress: onProgress,
});
const turn = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());

const photos = set.train.map((part) => labelled(part, set.classNames));
const spentMs = new Map<string, number>();
let [phase, sinceMs] = ['', performance.now()];
const enter = (next: string): void => {
  spentMs.set(phase, (spentMs.get(phase) ?? 0) + performance.now() - sinceMs);
  [phase, sinceMs] = [next, performance.now()];
};
const trainer = detectorTrainer();
const learn = (from: readonly LabelledPhoto[]) =>
  trainer.train(
    { ...{ model, name: 'bench', classNames: set.classNames, photos: from, settings, file, cacheDir }, device: 'cpu' },
    scopeOf(({ phase: now }) => {
      if (now !== phase) enter(now);
    }),
    turn,
  );
// Once more with one box less than all, as a person sees it who draws the last one.
const lessOne = photos.map((photo, at) => (at === 0 ? { ...photo, boxes: photo.boxes.slice(1) } : photo));
forgetDrawn(photos[0]?.hash ?? '');
// Tuning begins anew with every box.
if (!tuning) await learn(lessOne);
enter('');
spentMs.clear();
const beganMs = performance.now();
const trained = await learn(photos);
enter('');
const secondsAgain = tuning ? null : (performance.now() - beganMs) / 1000;

const search = thingSearch();
const detector = {
  path: file,
  card: trained.card,
  hash: createHash('sha256').update(readFileSync(file)).digest('hex'),
};
const [judged, milliseconds]: [Parameters<typeof detectionReport>[1][number][], number[]] = [[], []];
for (const part of set.test) {
  const photo = labelled(part, set.classNames);
  const input = { model: detector, path: photo.path, hash: photo.hash, cacheDir, device: 'cpu', seen: true } as const;
  const found = await search.find(
    input,
    scopeOf(() => undefined),
    turn,
  );
  milliseconds.push(found.elapsedMs);
  judged.push({ path: part.name, photo: null, truth: photo.boxes, found: found.detections });
}
const report = detectionReport('bench', judged, set.classNames);
const sorted = milliseconds.toSorted((a, b) => a - b);
const figures = {
  ...{ set: values.set, model: card.name, form: settings.form, grid: settings.grid, tap: settings.tap, tuning },
  ...{ proposals: settings.proposals, mostProposals: settings.mostProposals, c: settings.c, secondsAgain },
  seconds: Object.fromEntries([...spentMs].filter(([name]) => name !== '').map(([name, ms]) => [name, ms / 1000])),
  ...{ meanAp50: report.meanAp50, meanAp50ElevenPoint: report.meanAp50ElevenPoint, meanAp: report.meanAp },
  classes: report.classes.map(({ className, boxes, ap50, ap }) => ({ className, boxes, ap50, ap })),
  ...{ mistakes: report.mistakes, findingMs: sorted[sorted.length >> 1] ?? 0 },
};
if (values.json) console.log(JSON.stringify(figures));
else tell(figures);

function tell({
  set,
  model,
  form,
  secondsAgain,
  seconds,
  classes,
  mistakes,
  findingMs,
  ...means
}: typeof figures): void {
  const shown = (share: number | null): string => (share === null ? '-' : share.toFixed(3));
  const phases = Object.entries(seconds).map(([name, spent]) => `${name} ${spent.toFixed(1)}`);
  if (secondsAgain !== null) console.log(`one more box, learned again in ${secondsAgain.toFixed(2)} s`);
  console.log(`${set}, ${model}, ${form}: seconds of learning: ${phases.join(', ')}`);
  const { meanAp50, meanAp50ElevenPoint, meanAp } = means;
  console.log(`  mAP@0.5 ${shown(meanAp50)}, eleven points ${shown(meanAp50ElevenPoint)}, COCO ${shown(meanAp)}`);
  for (const { className, boxes, ap50, ap } of classes)
    console.log(`  ${className}: ${boxes} boxes, AP@0.5 ${shown(ap50)}, COCO ${shown(ap)}`);
  console.log(`  mistakes: ${JSON.stringify(mistakes)}`);
  console.log(`  finding, with proposals: median ${findingMs.toFixed()} ms a photo`);
}

/** A box that was just drawn is described first, also where an earlier run has described it. */
function forgetDrawn(hash: string): void {
  const kept = existsSync(cacheDir) ? readdirSync(cacheDir, { recursive: true, encoding: 'utf8' }) : [];
  for (const name of kept) if (name.endsWith(`${hash}.drawn`)) rmSync(join(cacheDir, name));
}

function tuningAsked(layers: string, steps: string | undefined, rate: string | undefined): TrunkTuning {
  return TrunkTuning.parse({
    layers,
    ...(steps !== undefined && { steps: Number(steps) }),
    ...(rate !== undefined && { rate: Number(rate) }),
  });
}

function labelled({ photo, annotation }: Part, classNames: readonly string[]): LabelledPhoto {
  const bytes = readFileSync(photo);
  const [read] = readVocBoxes(readFileSync(annotation, 'utf8')).annotations;
  return {
    ...{ path: photo, hash: createHash('sha256').update(bytes).digest('hex'), complete: true },
    boxes: (read?.objects ?? [])
      .map(({ className, box, difficult = false }) => ({ classIndex: classNames.indexOf(className), box, difficult }))
      .filter(({ box }) => box.x1 > box.x0 && box.y1 > box.y0),
  };
}

function raccoons(folder: string) {
  const parts = Array.from({ length: 200 }, (_, at) => `raccoon-${at + 1}`).map((name) => ({
    ...{ name, photo: join(folder, 'images', `${name}.jpg`), annotation: join(folder, 'annotations', `${name}.xml`) },
  }));
  return { classNames: ['raccoon'], train: parts.slice(0, 160), test: parts.slice(160) };
}

function bloodCells(folder: string) {
  const partsOf = (list: string): Part[] =>
    readFileSync(join(folder, 'ImageSets/Main', `${list}.txt`), 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((name) => name !== '')
      .map((name) => ({
        ...{ name, photo: join(folder, 'JPEGImages', `${name}.jpg`) },
        annotation: join(folder, 'Annotations', `${name}.xml`),
      }));
  return { classNames: ['RBC', 'WBC', 'Platelets'], train: partsOf('trainval'), test: partsOf('test') };
}
