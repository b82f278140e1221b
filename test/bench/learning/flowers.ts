import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  TrainingSettings,
  type Example,
  type KnownModel,
  type RunPlan,
  type TrainingWishes,
} from '../../../electron/contract/index.ts';
import { derived, splitGroups } from '../../../electron/runner/vision/index.ts';
import { sharedDir } from '../../support/shared.ts';

// flowers5 with the split that it comes with: 800 photos to learn from, 200 for the report.

const classNames = ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'];

/** One of the development models under its name. */
export function knownModel(name: 'mobilenetv2_1.0_224_imagenet' | 'squeezenet1_1_imagenet'): KnownModel {
  const path = join(shared(), 'models', `${name}.onnx`);
  const about = JSON.parse(readFileSync(join(shared(), 'models', `${name}.json`), 'utf8')) as Described;
  const [mean, std] = [about.preprocess.mean, about.preprocess.std] as [Triple, Triple];
  return {
    path,
    hash: about.sha256,
    card: {
      ...{ name, task: 'classification', inputName: about.input.name, outputName: about.output[0]?.name ?? '' },
      preprocessing: {
        ...{ fit: 'crop', shortSide: 256, width: 224, height: 224, layout: 'NCHW', mean, std },
        colorOrder: about.preprocess.order,
      },
      ...{ outputKind: 'logits', classNames: [], licence: null, source: null, accuracy: null, notes: null },
      confirmed: true,
    },
  };
}

type Triple = [number, number, number];

interface Described {
  readonly sha256: string;
  readonly input: { readonly name: string };
  readonly output: readonly { readonly name: string }[];
  readonly preprocess: { readonly mean: Triple; readonly std: Triple; readonly order: 'RGB' | 'BGR' };
}

function shared(): string {
  const dir = sharedDir();
  if (dir === null) throw new Error('The photos and models for development are absent (set FOVEA_SHARED_DIR).');
  return dir;
}

/** A run over flowers5; hold-out examples are drawn from the training part by the seed. */
export function flowersPlan(model: KnownModel, wishes: TrainingWishes): RunPlan {
  const settings = TrainingSettings.parse(wishes);
  const listed = (['train', 'val'] as const).flatMap((part) =>
    classNames.flatMap((name, classIndex) =>
      filesIn(join(shared(), 'data', 'flowers5', part, name)).map((path) => ({ path, classIndex, part })),
    ),
  );
  const learning = listed.filter(({ part }) => part === 'train');
  const aside = splitGroups({
    classesOf: learning.map(({ classIndex }) => [classIndex]),
    groups: Int32Array.from(learning, (_, i) => i),
    ...{ share: settings.holdout, seed: settings.seed },
  });
  const examples = listed.map(({ path, classIndex, part }, i): Example => {
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    const role = part === 'val' ? 'test' : aside[i] === 1 ? 'holdout' : 'train';
    return { path, hash, classIndices: [classIndex], part: role, group: i };
  });
  const hex = Math.floor(derived(settings.seed)() * 0x10000).toString(16);
  return {
    ...{ version: 1, id: `20000101-000000-${hex.padStart(4, '0')}`, name: 'flowers5', dataset: null, startedAtMs: 0 },
    ...{ baseModel: model.hash, baseName: model.card.name, classNames, multiLabel: false },
    datasetHash: createHash('sha256')
      .update(examples.map(({ hash }) => hash).join())
      .digest('hex'),
    ...{ examples, settings, device: 'cpu', threads: availableParallelism() },
    versions: { fovea: '', runtime: '', node: process.version },
  };
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
