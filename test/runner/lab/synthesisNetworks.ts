import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Emit,
  encode,
  floatTensor,
  graphOf,
  seeded,
  tensorValue,
  type Graph,
} from '../../../electron/compiler/index.ts';
import type { KnownModel, ModelCard, Preprocessing } from '../../../electron/contract/index.ts';

// Small networks of drawn weights for pictures made by gradients.

export const side = 16;
export const classes = 3;
export const pixels = 3 * side * side;

const rng = seeded(Number(process.env['SEED'] ?? 3));
const drawn = (count: number): Float32Array => Float32Array.from({ length: count }, () => rng() - 0.5);
export const linearWeights = drawn(classes * pixels);

/** Scores that are weighted sums of the pixels. @param dims  [3, H, W] or [H, W, 3] */
export function linear(dims: readonly number[]): Graph {
  const emit = new Emit(null);
  emit.initializers.push(floatTensor('weights', [classes, pixels], linearWeights));
  emit.op('Gemm', [emit.op('Flatten', ['picture'], { axis: 1 }), 'weights'], { transB: 1 }, { outputs: ['scores'] });
  return graphOf(
    'linear',
    emit,
    [tensorValue('picture', 'float32', ['N', ...dims])],
    [tensorValue('scores', 'float32', ['N', classes])],
  );
}

/** Two layers of any size, each half as large as the one before, then a mean. Units of `off` are off, whatever they see. */
export function convolutional(off = 0): Graph {
  const emit = new Emit(null);
  const layer = (x: string, from: number, to: number, name: string, bias: number): string => {
    const weights = emit.floats(drawn(to * from * 9), `${name}/w`, [to, from, 3, 3]);
    const biases = emit.floats(new Float32Array(to).fill(bias), `${name}/b`);
    const attributes = { strides: [2, 2], pads: [1, 1, 1, 1], kernel_shape: [3, 3] };
    return emit.op('Relu', [emit.op('Conv', [x, weights, biases], attributes)], {}, { outputs: [name] });
  };
  const second = layer(layer('picture', 3, 6, 'first', 0.2), 6, 8, 'second', 0.1 - off);
  const pooled = emit.op('Flatten', [emit.op('GlobalAveragePool', [second])], { axis: 1 });
  emit.op('Gemm', [pooled, emit.floats(drawn(8 * classes), 'head', [8, classes])], {}, { outputs: ['scores'] });
  return graphOf(
    'convolutional',
    emit,
    [tensorValue('picture', 'float32', ['N', 3, 'H', 'W'])],
    [tensorValue('scores', 'float32', ['N', classes])],
  );
}

/** A picture of a picture, normalized over all of it twice. */
export function painting(): Graph {
  const emit = new Emit(null);
  const layer = (x: string, from: number, to: number, name: string, outputs?: string[]): string => {
    const weights = emit.floats(drawn(to * from * 9), `${name}/w`, [to, from, 3, 3]);
    const made = emit.op('Conv', [x, weights], { pads: [1, 1, 1, 1], kernel_shape: [3, 3] });
    const [scale, bias] = [emit.floats(drawn(to), `${name}/s`), emit.floats(drawn(to), `${name}/o`)];
    return emit.op('InstanceNormalization', [made, scale, bias], {}, outputs ? { outputs } : {});
  };
  layer(emit.op('Relu', [layer('picture', 3, 4, 'first')]), 4, 3, 'second', ['scores']);
  return graphOf(
    'painting',
    emit,
    [tensorValue('picture', 'float32', ['N', 3, 'H', 'W'])],
    [tensorValue('scores', 'float32', ['N', 3, 'H', 'W'])],
  );
}

export function cardFor(task: ModelCard['task'], changed: Partial<Preprocessing> = {}): ModelCard {
  return {
    ...{ name: task, task, inputName: 'picture', outputName: 'scores', outputKind: 'logits' },
    ...{ classNames: task === 'classification' ? ['a', 'b', 'c'] : [], licence: null, source: null, accuracy: null },
    ...{ notes: null, confirmed: true },
    preprocessing: {
      ...{ fit: 'squash', width: side, height: side, shortSide: side, layout: 'NCHW', colorOrder: 'RGB' },
      ...{ mean: [120, 110, 100], std: [60, 55, 50], ...changed },
    },
  };
}

export function modelIn(folder: string, name: string, graph: Graph, card: ModelCard): KnownModel {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, encode(graph));
  return { path, card, hash: '0'.repeat(64) };
}
