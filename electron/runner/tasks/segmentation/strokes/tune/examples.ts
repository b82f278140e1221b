import { Tensor } from '../../../../runtime/index.ts';
import { dimsOf, type HypercolumnNetwork, type Size } from '../../../../hypercolumns/index.ts';
import { drawnCrop, writeCrop, writeTargets } from './crops.ts';
import type { Lattice } from './step.ts';
import type { TuningRequest } from './tune.ts';

/** Pixels between judged ones: neighbors are nearly the same, and every pixel has its turn as crops are drawn anew. */
const latticePx = 4;

export const latticeOf = ({ width, height }: Size): Lattice => {
  const along = (length: number): number[] =>
    Array.from({ length: Math.floor(length / latticePx) }, (_, at) => latticePx * at + latticePx / 2);
  return { xs: along(width), ys: along(height) };
};

/** Where examples come from, and what they are to be. */
export interface ExampleSource {
  /** For a batch of crops. */
  readonly network: HypercolumnNetwork;
  readonly request: TuningRequest;
  readonly lattice: Lattice;
}

/**
 * A crop of each photo and the classes of its lattice, as the step's graph takes them.
 *
 * @param rngOf  draws the crop in each slot of the batch
 */
export async function examplesOf(
  { request, network, lattice }: ExampleSource,
  chosen: readonly number[],
  rngOf: (slot: number) => () => number,
): Promise<Record<string, Tensor>> {
  const { crop, batch } = request.settings;
  const { preprocessing } = request.model.card;
  const [perPicture, places] = [3 * crop.width * crop.height, lattice.xs.length * lattice.ys.length];
  const pictures = new Float32Array(batch * perPicture);
  const targets = new BigInt64Array(batch * places);
  for (const [slot, index] of chosen.entries()) {
    const { picture, truth } = await request.read(index);
    const drawn = drawnCrop(picture, crop, rngOf(slot));
    writeCrop(picture, drawn, crop, preprocessing, pictures.subarray(slot * perPicture, (slot + 1) * perPicture));
    writeTargets(truth, drawn, crop, lattice, targets.subarray(slot * places, (slot + 1) * places));
  }
  return {
    [network.graph.inputs[0]?.name ?? '']: new Tensor('float32', pictures, dimsOf(preprocessing.layout, crop, batch)),
    targets: new Tensor('int64', targets, [batch, lattice.ys.length, lattice.xs.length]),
  };
}
