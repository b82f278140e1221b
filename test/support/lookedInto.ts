import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Emit, encode, floatTensor, graphOf, intTensor, seeded, tensorValue } from '../../electron/compiler/index.ts';
import {
  LabSettings,
  type KnownModel,
  type LabProgress,
  type ModelCard,
  type Stop,
} from '../../electron/contract/index.ts';
import { makeInLab } from '../../electron/runner/tasks/lab/index.ts';

/** What a small network is like. */
export interface Small {
  readonly layout?: 'NCHW' | 'NHWC';
  readonly colorOrder?: 'RGB' | 'BGR';
  /** An operator behind the second layer that stands in the way. */
  readonly barrier?: string;
  /** A shape inside that holds a batch of 1, whatever the input says. */
  readonly isSingle?: boolean;
  readonly outputKind?: 'logits' | 'probabilities';
}

export const side = 16;
const classes = 3;

/**
 * A drawn network of two rectified convolutions, a max pooling between them, a mean over places and three classes:
 * picture → conv1 → relu1 → pool → conv2 → relu2 → mean → scores. The same function of a photo in every form.
 */
export function smallNetwork(path: string, small: Small = {}): KnownModel {
  const { layout = 'NCHW', colorOrder = 'RGB', barrier, isSingle = false, outputKind = 'logits' } = small;
  const emit = new Emit(null);
  const rng = seeded(7);
  const weights = (name: string, dims: readonly number[]): string => {
    const count = dims.reduce((product, length) => product * length, 1);
    emit.initializers.push(
      floatTensor(
        name,
        dims,
        Float32Array.from({ length: count }, () => rng() - 0.45),
      ),
    );
    return name;
  };
  let x = 'picture';
  if (layout === 'NHWC') x = emit.op('Transpose', [x], { perm: [0, 3, 1, 2] });
  if (colorOrder === 'BGR') {
    emit.initializers.push(intTensor('turned', [3], [2, 1, 0]));
    x = emit.op('Gather', [x, 'turned'], { axis: 1 });
  }
  const pads = { pads: [1, 1, 1, 1] };
  emit.op('Conv', [x, weights('w1', [4, 3, 3, 3])], pads, { outputs: ['conv1'] });
  emit.op('Relu', ['conv1'], {}, { outputs: ['relu1'] });
  emit.op('MaxPool', ['relu1'], { kernel_shape: [2, 2], strides: [2, 2] }, { outputs: ['pool'] });
  emit.op('Conv', ['pool', weights('w2', [5, 4, 3, 3])], pads, { outputs: ['conv2'] });
  emit.op('Relu', ['conv2'], {}, { outputs: ['relu2'] });
  if (barrier !== undefined) emit.op(barrier, ['relu2'], {}, { outputs: ['behind'] });
  emit.op('GlobalAveragePool', [barrier === undefined ? 'relu2' : 'behind'], {}, { outputs: ['mean'] });
  emit.initializers.push(intTensor('single', [2], [1, 5]));
  const rows = isSingle ? emit.op('Reshape', ['mean', 'single']) : emit.op('Flatten', ['mean'], { axis: 1 });
  emit.op('Gemm', [rows, weights('w3', [classes, 5])], { transB: 1 }, { outputs: ['scores'] });
  if (outputKind === 'probabilities') emit.op('Softmax', ['scores'], { axis: 1 }, { outputs: ['probabilities'] });
  const outputName = outputKind === 'logits' ? 'scores' : 'probabilities';
  const dims = layout === 'NCHW' ? ['N', 3, side, side] : ['N', side, side, 3];
  const graph = graphOf(
    'small',
    emit,
    [tensorValue('picture', 'float32', dims)],
    [tensorValue(outputName, 'float32', ['N', classes])],
  );
  const bytes = encode(graph);
  writeFileSync(path, bytes);
  const card: ModelCard = {
    ...{ name: 'small', task: 'classification', inputName: 'picture', outputName, outputKind },
    ...{ classNames: ['a', 'b', 'c'], licence: null, source: null, accuracy: null, notes: null, confirmed: true },
    preprocessing: {
      ...{ fit: 'squash', width: side, height: side, shortSide: side, layout, colorOrder },
      ...{ mean: [120, 120, 120], std: [60, 60, 60] },
    },
  };
  return { path, hash: createHash('sha256').update(bytes).digest('hex'), card };
}

/** Pixels of a picture in which no two are alike, so that nothing ties. */
export function smallPhoto(seed = 3) {
  const rng = seeded(seed);
  return { width: side, height: side, pixels: Uint8Array.from({ length: 3 * side * side }, () => 256 * rng()) };
}

export const atOnce = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());
export const never: Stop = { aborted: false, throwIfAborted: () => undefined };

/**
 * Makes something of photos by the lab's own door, and what was told on the way.
 *
 * @param photos  one, or several in the order of their roles
 */
export async function madeInLab(
  model: KnownModel,
  photos: string | readonly string[],
  folder: string,
  settings: object,
  stop = never,
) {
  const told: LabProgress[] = [];
  const asked = {
    model,
    others: [],
    photos: [photos].flat(),
    settings: LabSettings.parse(settings),
    device: 'cpu',
    folder,
  } as const;
  const progress = (step: LabProgress): void => void told.push(step);
  const result = await makeInLab(asked, { stop, onStop: () => undefined, progress }, atOnce);
  return { result, told };
}
