import type { DenseStage, Graph } from '../../../../compiler/index.ts';
import type { DeviceId, ModelFile } from '../../../../contract/index.ts';
import { openDense, type DenseClassifier, type PlaceScores } from '../../../dense/index.ts';
import type { Geometry, WindowGrid } from './grid.ts';
import { usedAndKept, type Kept } from './kept.ts';
import type { LevelScores, WindowJudge } from './scores.ts';

/** What one tile may take in memory. */
const budgetBytes = 5e8;

export interface DenseRequest {
  readonly model: ModelFile;
  readonly patch: Graph;
  readonly geometry: Geometry;
  readonly device: DeviceId;
  readonly network: { readonly key: string; readonly bytes: number };
  readonly kept: Kept<DenseClassifier>;
}

/** Judges all windows of a level at once. What is opened for a size is kept for the next photo of that size. */
export function denseJudge({ model, patch, geometry, device, network, kept }: DenseRequest): WindowJudge {
  return {
    scores: async (grid, canvas, { followed, turn, onPart }) => {
      const { width, height } = canvas;
      const { stepPx } = grid;
      const name = JSON.stringify([network.key, device, followed, width, height, stepPx]);
      const scores = { kind: model.card.outputKind, classes: followed };
      const open = () => openDense(model, patch, { width, height, stepPx, budgetBytes, device, scores });
      const dense = kept.take(name) ?? (await turn(open));
      const evaluate = (): Promise<PlaceScores> => dense.evaluate(canvas, turn, (done, tiles) => onPart(done / tiles));
      const bytes = 3 * network.bytes + bytesOf(dense.plan.stages);
      return within(await usedAndKept(dense, evaluate, () => kept.put(name, dense, bytes)), grid, geometry);
    },
    close: () => Promise.resolve(),
  };
}

/** What sessions keep between runs, at a guess: what goes in and out of every stage, twice. */
const bytesOf = (stages: readonly DenseStage[]): number =>
  stages.reduce((sum, { batch, input, output, split }) => {
    const mapBytes = (size: DenseStage['input']): number => 4 * size.channels * size.height * size.width;
    return sum + 2 * batch * (mapBytes(input) + split ** 2 * mapBytes(output));
  }, 0);

/** The positions that stand for windows of the grid. */
function within(places: PlaceScores, grid: WindowGrid, { shift }: Geometry): LevelScores {
  const { rows, columns } = grid.level;
  const [top, left] = [(grid.y + shift.y) / grid.stepPx, (grid.x + shift.x) / grid.stepPx];
  if (top + rows > places.rows || left + columns > places.columns)
    throw new Error('The dense map ends before the windows do.');
  const cut = <T extends Uint16Array | Float32Array>(map: T, into: T): T => {
    for (let row = 0; row < rows; row++) {
      const from = (top + row) * places.columns + left;
      into.set(map.subarray(from, from + columns), row * columns);
    }
    return into;
  };
  const count = rows * columns;
  return {
    bestClass: cut(places.classOf, new Uint16Array(count)),
    bestProbability: cut(places.probability, new Float32Array(count)),
    maps: places.maps.map((map) => cut(map, new Float32Array(count))),
  };
}
