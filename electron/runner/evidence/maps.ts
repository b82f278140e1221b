import type { Asked } from './ask.ts';
import type { EvidenceHooks } from './hooks.ts';
import type { EvidenceNetwork } from './network.ts';
import { occlusion } from './occlusion.ts';
import { sumsByCell, type Grid } from './picture.ts';
import { pathSlope } from './slopes.ts';

// Maps of one class of a network whose card states the mean of photographs: 0 is grey.

/** How much larger than a cell the square is that hides it: neighbors overlap, so that nothing falls between two. */
const squareInCells = 2;
/** Steps from grey to the picture: with 16, the parts add up to the score's rise within a hundredth or so. */
const pathSteps = 16;

/** `occlusion` of one class by grey squares. @returns [rows × columns] */
export function occlusionMap(
  network: EvidenceNetwork,
  picture: Float32Array,
  classIndex: number,
  grid: Grid,
  hooks: EvidenceHooks,
): Promise<Float64Array> {
  const fill = new Float32Array(picture.length);
  return occlusion(ofClass(network, classIndex), picture, { grid, squareInCells, fill }, hooks);
}

/**
 * What a score owes to each place on the way from a grey picture to this one, by `pathSlope`, added up over each cell. All
 * cells together are the score less that of grey.
 */
export async function integratedGradientMap(
  network: EvidenceNetwork,
  picture: Float32Array,
  classIndex: number,
  grid: Grid,
  hooks: EvidenceHooks,
): Promise<Float64Array> {
  const way = { baseline: new Float32Array(picture.length), steps: pathSteps };
  const slopes = await pathSlope(ofClass(network, classIndex), picture, way, hooks);
  return sumsByCell(
    slopes.map((value, at) => value * (picture[at] ?? 0)),
    network.card.preprocessing,
    grid,
  );
}

function ofClass(network: EvidenceNetwork, classIndex: number): Asked {
  const { card, batch } = network;
  return {
    ...{ card, batch, slopes: 1 },
    async scores(pictures, count) {
      const scores = await network.scores(pictures, count);
      const classes = scores.length / count;
      return Float64Array.from({ length: count }, (_, slot) => scores[slot * classes + classIndex] ?? 0);
    },
    gradient: (picture) => network.gradient(picture, classIndex),
  };
}
