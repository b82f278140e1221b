import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Emit, encode, floatTensor, graphOf, seeded, tensorValue, type Graph } from '../../electron/compiler/index.ts';
import type { ModelCard } from '../../electron/contract/index.ts';
import {
  deleted,
  integratedGradientMap,
  occlusionMap,
  openEvidence,
  scoresBehind,
} from '../../electron/runner/evidence/index.ts';
import { temporaryFolder } from '../support/fovea.ts';

// Evidence of a network whose answer is known: a score that is a weighted sum of the pixels, behind Softmax.

const folder = temporaryFolder();
afterAll(() => folder.remove());

const [side, classes] = [12, 3];
const pixels = 3 * side * side;
const rng = seeded(Number(process.env['SEED'] ?? 2));
const weights = Float32Array.from({ length: classes * pixels }, () => rng() - 0.5);
const picture = Float32Array.from({ length: pixels }, () => 2 * rng() - 1);
const turn = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());
const hooks = { turn, stop: { aborted: false, throwIfAborted: () => undefined } };

function linear(): Graph {
  const emit = new Emit(null);
  const rows = emit.op('Flatten', ['picture'], { axis: 1 });
  emit.initializers.push(floatTensor('weights', [classes, pixels], weights));
  const scores = emit.op('Gemm', [rows, 'weights'], { transB: 1 }, { name: 'scores' });
  emit.op('Softmax', [scores], { axis: 1 }, { outputs: ['probabilities'] });
  return graphOf(
    'linear',
    emit,
    [tensorValue('picture', 'float32', ['N', 3, side, side])],
    [tensorValue('probabilities', 'float32', ['N', classes])],
  );
}

const card: ModelCard = {
  ...{ name: 'linear', task: 'classification', inputName: 'picture', outputName: 'probabilities' },
  ...{ outputKind: 'probabilities', classNames: ['a', 'b', 'c'], licence: null, source: null, accuracy: null },
  ...{ notes: null, confirmed: true },
  preprocessing: {
    ...{ fit: 'squash', width: side, height: side, shortSide: side, layout: 'NCHW', colorOrder: 'RGB' },
    ...{ mean: [0, 0, 0], std: [1, 1, 1] },
  },
};
const path = join(folder.path, 'linear.onnx');
writeFileSync(path, encode(linear()));
const grid = { rows: 4, columns: 3 };

/** Of one class: what each pixel adds to its score, summed over rectangles. */
const owed = (own: number, x0: number, y0: number, x1: number, y1: number): number => {
  let sum = 0;
  for (let channel = 0; channel < 3; channel += 1)
    for (let y = Math.max(0, y0); y < Math.min(side, y1); y += 1)
      for (let x = Math.max(0, x0); x < Math.min(side, x1); x += 1) {
        const at = (channel * side + y) * side + x;
        sum += (weights[own * pixels + at] ?? 0) * (picture[at] ?? 0);
      }
  return sum;
};

describe('evidence', () => {
  test('is looked for in the scores, not in what Softmax makes of them', () => {
    expect(scoresBehind(linear(), 'probabilities')).toBe('scores');
  });

  test('of occlusion is what the hidden pixels add to the score', async () => {
    const network = await openEvidence({ path, card }, 'cpu');
    const map = await occlusionMap(network, picture, 1, grid, hooks);
    // Cells of 4 x 3 pixels, the square twice as wide and high around their middle.
    for (const [cell, value] of map.entries()) {
      const [row, column] = [Math.floor(cell / 3), cell % 3];
      const [left, top] = [4 * column - 2, Math.round(3 * row - 1.5)];
      expect(value).toBeCloseTo(owed(1, left, top, left + 8, Math.round(3 * row + 4.5)), 4);
    }
    await network.close();
  });

  test('of gradients adds up to the score, each cell to what its pixels add', async () => {
    const network = await openEvidence({ path, card }, 'cpu');
    const map = await integratedGradientMap(network, picture, 2, grid, hooks);
    for (const [cell, value] of map.entries()) {
      const [row, column] = [Math.floor(cell / 3), cell % 3];
      expect(value).toBeCloseTo(owed(2, 4 * column, 3 * row, 4 * column + 4, 3 * row + 3), 4);
    }
    const room = new Float32Array(network.batch * pixels);
    room.set(picture);
    expect(map.reduce((sum, value) => sum + value, 0)).toBeCloseTo((await network.scores(room, 1))[2] ?? NaN, 4);
    await network.close();
  });

  test('of the right places costs more when it is deleted than that of drawn ones', async () => {
    const network = await openEvidence({ path, card }, 'cpu');
    const map = await integratedGradientMap(network, picture, 0, grid, hooks);
    const asked = { map, grid, share: 0.25, draws: 5, rng: seeded(1), turn };
    const { whole, withoutTop, withoutDrawn } = await deleted(network, picture, 0, asked);
    const strongest = Array.from(map).sort((a, b) => b - a);
    expect(whole - withoutTop).toBeCloseTo(
      strongest.slice(0, 3).reduce((sum, value) => sum + value, 0),
      4,
    );
    expect(withoutTop).toBeLessThan(withoutDrawn);
    await network.close();
  });
});
