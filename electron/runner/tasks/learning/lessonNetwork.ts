import {
  drawAnew,
  Emit,
  floatTensor,
  graphOf,
  tensorValue,
  trainableFrom,
  withParameters,
  type Graph,
} from '../../../compiler/index.ts';
import type { InputOf, ModelCard, OutputOf, RunnerContract } from '../../../contract/index.ts';
import { seeded } from '../../vision/index.ts';
import { saveNetwork } from './save.ts';

type Method = RunnerContract['training.lessonNetwork'];

/** Height and width of what it sees, in pixels. */
const side = 32;
/** Channels of pairs of 3 × 3 convolutions; after all but the last pair, height and width are halved. */
const pairs = [12, 16, 24] as const;
const drawSeed = 1;

/**
 * Writes the network that lessons begin with: six convolutions, small enough to be trained in seconds, without
 * normalization, so that what activations and first weights do to it is seen. Its weights are drawn (He).
 *
 * @throws disk/full, disk/denied
 */
export async function lessonNetwork({ folder, classNames }: InputOf<Method>): Promise<OutputOf<Method>> {
  const card = cardOf(classNames);
  await saveNetwork(plainNetwork(classNames.length), card, folder);
  return { card };
}

/** `image` float32 [N, 3, 32, 32] to `logits` [N, classes]. */
export function plainNetwork(classes: number): Graph {
  const emit = new Emit(null);
  const stored = (name: string, dims: readonly number[]): string =>
    emit.constant(floatTensor(name, dims, new Float32Array(dims.reduce((product, length) => product * length, 1))));
  const image = emit.fresh('image');
  let x = image;
  let channels = 3;
  for (const [p, wanted] of pairs.entries()) {
    for (const half of ['a', 'b']) {
      const name = `conv${p + 1}${half}`;
      const inputs = [x, stored(`${name}.weight`, [wanted, channels, 3, 3]), stored(`${name}.bias`, [wanted])];
      x = emit.op('Conv', inputs, { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, { name });
      x = emit.op('Relu', [x], {}, { name: `${name}.relu` });
      channels = wanted;
    }
    if (p < pairs.length - 1)
      x = emit.op('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2] }, { name: `pool${p + 1}` });
  }
  const features = emit.op('Flatten', [emit.op('GlobalAveragePool', [x])], {}, { name: 'features' });
  const head = [features, stored('head.weight', [classes, channels]), stored('head.bias', [classes])];
  const logits = emit.op('Gemm', head, { transB: 1 }, { name: 'logits' });
  const graph = graphOf(
    'lesson',
    emit,
    [tensorValue(image, 'float32', ['N', 3, side, side])],
    [tensorValue(logits, 'float32', ['N', classes])],
  );
  return withParameters(graph, drawAnew(graph, trainableFrom(graph, image), 'he', seeded(drawSeed)));
}

const cardOf = (classNames: readonly string[]): ModelCard => ({
  ...{ name: 'Lesson network', task: 'classification' },
  preprocessing: {
    ...{ fit: 'squash', shortSide: side, width: side, height: side, layout: 'NCHW', colorOrder: 'RGB' },
    ...{ mean: [127.5, 127.5, 127.5], std: [63.75, 63.75, 63.75] },
  },
  ...{ inputName: 'image', outputName: 'logits', outputKind: 'logits', classNames: [...classNames] },
  ...{ licence: 'Apache-2.0', source: 'made by Fovea', accuracy: null, confirmed: true },
  notes: 'Has learned nothing: what it says is chance. The lessons of the Train page begin with it.',
});
