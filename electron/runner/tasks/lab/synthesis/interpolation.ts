import { fail } from '../../../../contract/index.ts';
import { readFolded } from '../../../evidence/index.ts';
import { colorSheet } from '../colorSheet.ts';
import { writeResult } from '../pictures.ts';
import { inverted, layerFor } from './invert.ts';
import type { LabMaker } from '../work.ts';

/**
 * Pictures on the way from one photo to another: not between their pixels, but between what a layer sees in them.
 *
 * measures: "distance", as of an inversion, a mean over the pictures.
 */
export const interpolation: LabMaker<'interpolation'> = async (work) => {
  const { model, folder } = work;
  const [first, second] = work.photos;
  if (first === undefined || second === undefined) return fail('lab/unfit', { reason: 'it needs two photos.' });
  const read = await readFolded(model);
  const settings = { ...work.settings, layer: layerFor(read, model.card, work.settings.layer) };
  const shares = Array.from({ length: settings.pictures }, (_, at) => at / (settings.pictures - 1));
  const mixes = shares.map((share) => [1 - share, share]);
  const { pictures, originals, ...made } = await inverted(work, read, settings, [first, second], mixes);
  const { picture, columns } = colorSheet(pictures);
  const labels = shares.map((share) => `${Math.round(100 * share)} %`);
  const written = [
    await writeResult(folder, picture, { file: 'sheet.png', role: 'sheet', cells: { columns, labels } }),
  ];
  for (const [at, original] of originals.entries())
    written.push(
      await writeResult(folder, original, { file: `original-${at + 1}.png`, role: at === 0 ? 'original' : 'target' }),
    );
  for (const [at, result] of pictures.entries())
    written.push(
      await writeResult(folder, result, {
        file: `result-${String(at + 1).padStart(2, '0')}.png`,
        role: 'result',
        about: labels[at] ?? '',
      }),
    );
  return {
    settings,
    pictures: written,
    frames: made.frames,
    curves: made.curves,
    measures: { distance: made.distance },
  };
};
