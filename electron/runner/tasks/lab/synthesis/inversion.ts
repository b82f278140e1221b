import { fail } from '../../../../contract/index.ts';
import { readFolded } from '../../../evidence/index.ts';
import { writeResult } from '../pictures.ts';
import { inverted, layerFor } from './invert.ts';
import type { LabMaker } from '../work.ts';

/**
 * What a layer knows of a photo: a picture that begins as noise and ends with the same activations.
 *
 * measures: "distance", of the activations, relative to their own length.
 *
 * @see Mahendran and Vedaldi, "Understanding deep image representations by inverting them", 2015
 */
export const inversion: LabMaker<'inversion'> = async (work) => {
  const { model, folder, photos } = work;
  const [path] = photos;
  if (path === undefined) return fail('lab/unfit', { reason: 'it needs a photo.' });
  const read = await readFolded(model);
  const settings = { ...work.settings, layer: layerFor(read, model.card, work.settings.layer) };
  const { pictures, originals, frames, curves, distance } = await inverted(work, read, settings, [path], [[1]]);
  const [original, result] = [originals[0], pictures[0]];
  if (!original || !result) throw new Error('One photo makes one picture.');
  return {
    ...{ settings, frames, curves, measures: { distance } },
    pictures: [
      await writeResult(folder, original, { file: 'original.png', role: 'original' }),
      await writeResult(folder, result, { file: 'result.png', role: 'result', about: settings.layer }),
    ],
  };
};
