import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelCard, ModelFile } from '../../../electron/contract/index.ts';

/** The classifiers of the shared folder. */
export const sharedClassifiers = [
  'mobilenetv2_1.0_224_imagenet',
  'squeezenet1_1_imagenet',
  'mobilenet_v1_0.25_128_imagenet',
  'mobilenet_v1_0.25_96_person',
  'resnet8_cifar10',
] as const;

interface SharedCard {
  readonly file: string;
  readonly input: { readonly name: string; readonly shape: readonly (number | string)[] };
  readonly output: readonly { readonly name: string; readonly shape: readonly (number | string)[] }[];
  readonly preprocess: { readonly mean: Triple; readonly std: Triple; readonly order: 'RGB' | 'BGR' };
  readonly labels?: string;
  readonly labels_inline?: readonly string[];
}

type Triple = [number, number, number];

/** A model of the shared folder under the card that lies beside it. */
export function sharedModel(dir: string, name: (typeof sharedClassifiers)[number]): ModelFile {
  const described = JSON.parse(readFileSync(join(dir, 'models', `${name}.json`), 'utf8')) as SharedCard;
  const side = described.input.shape[3];
  const width = typeof side === 'number' ? side : 224;
  const card: ModelCard = {
    name,
    task: 'classification',
    preprocessing: {
      // All of them were trained on pictures whose short side is 256 where 224 are seen.
      fit: width === 224 ? 'crop' : 'squash',
      shortSide: 256,
      width,
      height: width,
      layout: 'NCHW',
      colorOrder: described.preprocess.order,
      mean: described.preprocess.mean,
      std: described.preprocess.std,
    },
    inputName: described.input.name,
    outputName: described.output[0]!.name,
    outputKind: 'logits',
    classNames: described.labels_inline ?? lines(join(dir, 'models', described.labels!)),
    licence: null,
    source: null,
    accuracy: null,
    notes: null,
    confirmed: true,
  };
  return { path: join(dir, 'models', described.file), card };
}

const lines = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');
