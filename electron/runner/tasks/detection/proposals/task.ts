import { availableParallelism } from 'node:os';
import type { InputOf, MergeTree, OutputOf, RunnerContract, Scope } from '../../../../contract/index.ts';
import type { Hierarchy } from '../../../../../native/index.ts';
import { signalOf } from '../../../runtime/index.ts';
import { pictureOf, regionsOf } from './propose.ts';
import { groupings } from './search.ts';

type Find = RunnerContract['proposals.find'];
type Trees = RunnerContract['proposals.trees'];

/** Of the order of proposals, so that the same photo has the same ones. */
const seed = 1;

/** Regions that may hold a thing, in pixels of the full-size photo. @throws photo/*, detection/no-addon */
export async function findProposals(
  { path, source, most }: InputOf<Find>,
  scope: Pick<Scope, 'onStop'>,
): Promise<OutputOf<Find>> {
  const startedMs = performance.now();
  const picture = await pictureOf(path);
  const boxes = await regionsOf(picture, { proposals: source, mostProposals: most, seed }, signalOf(scope));
  const { photoWidth, photoHeight } = picture;
  return { photoWidth, photoHeight, boxes: inPhoto(boxes, picture), elapsedMs: performance.now() - startedMs };
}

/** The ways of merging, to be looked at. @throws photo/*, detection/no-addon */
export async function mergeTrees(
  { path, source }: InputOf<Trees>,
  scope: Pick<Scope, 'onStop'>,
): Promise<OutputOf<Trees>> {
  const picture = await pictureOf(path);
  const { hierarchies } = await groupings(picture, source, availableParallelism(), signalOf(scope));
  return hierarchies.map((one): MergeTree => ({
    ...{ space: one.space, k: one.k, strategy: wordsOf(one.strategy), count: one.count },
    boxes: inPhoto(one.boxes, picture),
    merges: [...one.merges],
    similarities: [...one.similarities],
  }));
}

const wordsOf = (strategy: Hierarchy['strategy']): string =>
  (['color', 'texture', 'size', 'fill'] as const).filter((measure) => strategy[measure]).join(' + ');

interface Scaled {
  readonly width: number;
  readonly height: number;
  readonly photoWidth: number;
  readonly photoHeight: number;
}

const inPhoto = (boxes: Int32Array, { width, height, photoWidth, photoHeight }: Scaled): number[] =>
  Array.from(boxes, (side, at) => (at % 2 === 0 ? (side * photoWidth) / width : (side * photoHeight) / height));
