import { basename } from 'node:path';
import { cutAt, exposePeaks, peakNames } from '../../../compiler/index.ts';
import { failure, mostPatches } from '../../../contract/index.ts';
import {
  aroundGrey,
  boundFor,
  dimsOf,
  foundTarget,
  layerNamed,
  layersOf,
  projected,
  refusing,
  seenBy,
  type OpenNetwork,
  type Place,
} from '../../evidence/index.ts';
import { decodeAhead, lookupTable, writePhoto, type RgbPicture } from '../../pixels/index.ts';
import { Tensor } from '../../runtime/index.ts';
import { colorSheet } from './colorSheet.ts';
import { cutOut } from './cutOut.ts';
import { hooksOf } from './lastNetwork.ts';
import { writeResult } from './pictures.ts';
import { seenPhoto } from './seenPhoto.ts';
import type { LabMade, LabWork } from './work.ts';

type Work = LabWork<'projection'>;

/** Of the nine patches. */
const inARow = 3;

/** How strongly one photo excites the channel, and where. */
interface Peak {
  readonly path: string;
  readonly value: number;
  readonly place: number;
}

/**
 * The photos that excite one channel most, of several: a patch of each, as large as the position sees, and what its activation
 * is projected to. Photos that cannot be read are counted and left out. Measures: photos, unreadable, strongest.
 *
 * @throws lab/unfit  no photo could be read, or none excites it
 * @see Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 4.1
 */
export async function strongestOf(network: OpenNetwork, work: Work): Promise<LabMade<'projection'>> {
  const { settings, folder, photos } = work;
  const { peaks, unreadable } = await peaksOf(network, work);
  const best = peaks
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, mostPatches);
  if (best.length === 0) throw failure('lab/unfit', { reason: 'none of the photos excites that channel.' });
  const [patches, projections]: [RgbPicture[], RgbPicture[]] = [[], []];
  for (const [rank, peak] of best.entries()) {
    const { patch, projection } = await looked(network, work, peak);
    patches.push(patch);
    projections.push(projection);
    work.progress({ done: photos.length + rank + 1, total: photos.length + best.length });
  }
  const labels = best.map(({ path, value }) => `${value.toFixed(2)} ${basename(path)}`);
  const about = `${settings.layer} ${settings.channel}`;
  const written = async (cells: readonly RgbPicture[], file: string, role: 'original' | 'projection') => {
    const { picture, columns } = colorSheet(alike(cells), inARow);
    return writeResult(folder, picture, { file, role, about, cells: { columns, labels } });
  };
  return {
    settings,
    pictures: [
      await written(patches, 'patches.png', 'original'),
      await written(projections, 'projections.png', 'projection'),
    ],
    measures: { photos: peaks.length, unreadable, strongest: best[0]?.value ?? 0 },
  };
}

async function peaksOf(network: OpenNetwork, { settings, photos, stop, turn, ...work }: Work) {
  const { card, batch } = network;
  const { preprocessing, inputName } = card;
  const { layer, channel } = settings;
  layerNamed(layersOf(boundFor(network, 1), card), layer, card.name);
  const session = await turn(() =>
    network.session(`peaks of ${layer}`, () =>
      refusing(card, () => exposePeaks(cutAt(boundFor(network, batch), [layer]), [layer])),
    ),
  );
  const ahead = decodeAhead(photos, preprocessing);
  const [dims, table] = [dimsOf(card, batch), lookupTable(preprocessing)];
  const tensor = new Float32Array(dims.reduce((product, length) => product * length, 1));
  const names = peakNames(layer);
  const peaks: Peak[] = [];
  let [done, unreadable] = [0, 0];
  for (;;) {
    stop.throwIfAborted();
    const taken = await ahead.take(batch, 3 * batch);
    if (taken.length === 0) break;
    const whole = taken.flatMap(({ path, photo }) => (photo ? [{ path, photo }] : []));
    unreadable += taken.length - whole.length;
    for (const [slot, { photo }] of whole.entries()) writePhoto(photo.pixels, table, preprocessing, tensor, slot);
    const told = await turn(() => session.run({ [inputName]: new Tensor('float32', tensor, dims) }));
    const [values, places] = [told[names.peak], told[names.place]];
    const channels = values?.dims[1] ?? 0;
    if (channel >= channels) throw failure('lab/no-layer', { model: card.name, layer: `${layer}, ${channel}` });
    for (const [slot, { path }] of whole.entries()) {
      const at = slot * channels + channel;
      peaks.push({ path, value: Number(values?.data[at]), place: Number(places?.data[at]) });
    }
    done += taken.length;
    work.progress({ done, total: photos.length + mostPatches });
  }
  return { peaks, unreadable };
}

async function looked(network: OpenNetwork, work: Work, { path, place }: Peak) {
  const { settings, stop, turn } = work;
  stop.throwIfAborted();
  const { pixels, picture } = await seenPhoto(path, network.card);
  const { layer, channel, projection: way } = settings;
  const strongest = { kind: 'unit', layer, channel, position: null } as const;
  const { unit, score } = await foundTarget(network, strongest, picture, hooksOf(work, 0, 1));
  const seen: Place = seenBy(network, { name: unit.value, columns: unit.dims[3] ?? 1 }, place);
  const values = await turn(() => projected(network, unit, way, picture, score));
  return { patch: cutOut(pixels, seen), projection: aroundGrey(values, network.card.preprocessing, seen) };
}

/** Patches at an edge are smaller: each is laid into the middle of a grey cell of the largest size. */
function alike(cells: readonly RgbPicture[]): RgbPicture[] {
  const width = Math.max(...cells.map((cell) => cell.width));
  const height = Math.max(...cells.map((cell) => cell.height));
  return cells.map((cell) => {
    const pixels = new Uint8Array(3 * width * height).fill(128);
    const [left, top] = [Math.floor((width - cell.width) / 2), Math.floor((height - cell.height) / 2)];
    for (let y = 0; y < cell.height; y += 1)
      pixels.set(cell.pixels.subarray(3 * y * cell.width, 3 * (y + 1) * cell.width), 3 * ((top + y) * width + left));
    return { width, height, pixels };
  });
}
