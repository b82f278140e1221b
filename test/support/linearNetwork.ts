import { writeFileSync } from 'node:fs';
import { Emit, encode, floatTensor, graphOf, seeded, tensorValue, type Graph } from '../../electron/compiler/index.ts';
import { ModelCard, type KnownModel, type Preprocessing } from '../../electron/contract/index.ts';

// A network whose scores are weighted sums of its numbers, so that whatever fools it best is known in closed form.

export const never = { aborted: false, throwIfAborted: () => undefined };
export const atOnce = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());

/** [side, side, 3] RGB, drawn between two levels. */
export function drawnPixels(side: number, seed: number, [low, high]: readonly [number, number]): Uint8Array {
  const rng = seeded(seed);
  return Uint8Array.from({ length: 3 * side * side }, () => low + Math.floor((high - low + 1) * rng()));
}

export type LinearShape = Partial<Preprocessing> & { readonly side: number; readonly classes: number };

/** Writes a drawn one. What is said of pictures is said in levels, in the network's layout. */
export function linearNetwork(path: string, { side, classes, ...changes }: LinearShape) {
  const preprocessing: Preprocessing = {
    ...{ fit: 'crop', width: side, height: side, shortSide: side + 2, layout: 'NCHW', colorOrder: 'RGB' },
    ...{ mean: [125, 125, 125], std: [58, 58, 58], ...changes },
  };
  const length = 3 * side * side;
  const rng = seeded(7);
  const weights = Float32Array.from({ length: classes * length }, () => rng() - 0.5);
  writeFileSync(path, encode(graph(preprocessing, classes, weights)));
  const channelAt = (at: number): number => (preprocessing.layout === 'NCHW' ? Math.floor(at / side ** 2) : at % 3);
  const perLevel = (index: number): number[] =>
    Array.from(
      weights.subarray(index * length, (index + 1) * length),
      (w, at) => w / preprocessing.std[channelAt(at)]!,
    );
  const scoresOf = (levels: Float32Array): number[] =>
    Array.from({ length: classes }, (_, index) =>
      perLevel(index).reduce((sum, w, at) => sum + w * (levels[at]! - preprocessing.mean[channelAt(at)]!), 0),
    );
  const probabilitiesOf = (levels: Float32Array): number[] => {
    const powers = scoresOf(levels).map(Math.exp);
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  };
  const model: KnownModel = { path, hash: '0'.repeat(64), card: cardOf(preprocessing, classes) };
  return { model, perLevel, scoresOf, probabilitiesOf };
}

function graph({ layout, width, height }: Preprocessing, classes: number, weights: Float32Array): Graph {
  const emit = new Emit(null);
  const rows = emit.op('Flatten', ['picture'], { axis: 1 });
  emit.initializers.push(floatTensor('weights', [classes, 3 * width * height], weights));
  const scores = emit.op('Gemm', [rows, 'weights'], { transB: 1 }, { name: 'scores' });
  emit.op('Softmax', [scores], { axis: 1 }, { outputs: ['probabilities'] });
  const dims = layout === 'NCHW' ? ['N', 3, height, width] : ['N', height, width, 3];
  return graphOf(
    'linear',
    emit,
    [tensorValue('picture', 'float32', dims)],
    [tensorValue('probabilities', 'float32', ['N', classes])],
  );
}

const cardOf = (preprocessing: Preprocessing, classes: number): ModelCard =>
  ModelCard.parse({
    ...{ name: 'linear', task: 'classification', inputName: 'picture', outputName: 'probabilities' },
    ...{ outputKind: 'probabilities', licence: null, source: null, accuracy: null, notes: null, confirmed: true },
    classNames: Array.from({ length: classes }, (_, index) => `class ${index}`),
    preprocessing,
  });
