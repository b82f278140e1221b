import { aroundGrey, foundTarget, projected, seenBy, type OpenNetwork } from '../../evidence/index.ts';
import { cutOut } from './cutOut.ts';
import { hooksOf, withLastNetwork } from './lastNetwork.ts';
import { writeResult } from './pictures.ts';
import { seenPhoto } from './seenPhoto.ts';
import { strongestOf } from './strongest.ts';
import type { LabMade, LabMaker, LabWork } from './work.ts';

type Work = LabWork<'projection'>;

/**
 * What of a photo excites one channel: its strongest activation is kept, all others are 0, and it is walked back to the
 * pixels. Both pictures are cut to what the position sees. Measures: activation, row and column of the layer, and left and top
 * of the cut, in pixels of the network's picture. Of several photos those are shown that excite it most.
 *
 * @see Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 2.1
 */
export const makeProjection: LabMaker<'projection'> = (work) =>
  withLastNetwork(work, (network) => (work.photos.length > 1 ? strongestOf : projectionOf)(network, work));

async function projectionOf(network: OpenNetwork, work: Work): Promise<LabMade<'projection'>> {
  const { settings, model, folder, stop, turn } = work;
  const { pixels, picture } = await seenPhoto(work.photos[0], model.card);
  const wanted = { kind: 'unit', layer: settings.layer, channel: settings.channel, position: null } as const;
  const { unit, target, about, score, top } = await foundTarget(network, wanted, picture, hooksOf(work, 0, 2));
  work.progress({ done: 1, total: 2 });
  stop.throwIfAborted();
  const values = await turn(() => projected(network, unit, settings.projection, picture, score));
  work.progress({ done: 2, total: 2 });
  const { row = 0, column = 0 } = target.kind === 'unit' ? (target.position ?? {}) : {};
  const columns = unit.dims[3] ?? 1;
  const seen = seenBy(network, { name: unit.value, columns }, row * columns + column);
  return {
    settings,
    pictures: [
      await writeResult(folder, cutOut(pixels, seen), { file: 'original.png', role: 'original', about }),
      await writeResult(folder, aroundGrey(values, model.card.preprocessing, seen), {
        ...{ file: 'projection.png', role: 'projection', about },
      }),
    ],
    answers: top.length > 0 ? [{ network: model.card.name, of: 'original', top }] : [],
    measures: { activation: score, row, column, left: seen.x0, top: seen.y0 },
  };
}
