import { fail, type LabLayer } from '../../../contract/index.ts';
import { activationsOf, layerNamed, layersBefore, mapIn, type Made, type OpenNetwork } from '../../evidence/index.ts';
import { hooksOf, withLastNetwork } from './lastNetwork.ts';
import { writeResult } from './pictures.ts';
import { seenPhoto } from './seenPhoto.ts';
import { channelSheet } from './channelSheet.ts';
import type { LabMade, LabMaker, LabWork } from './work.ts';

type Work = LabWork<'activations'>;

/**
 * What each channel of a layer makes of a photo: one sheet, the channel with the largest activation first, each black at 0
 * and below and white at its own largest. Channels without places are one grey each, white at the largest of the layer.
 *
 * Measures: mean activity, of all positions of all channels, what is below 0 as 0; dead channels, the share of those that are
 * nowhere above 0; largest activation.
 *
 * @see Yosinski et al., "Understanding neural networks through deep visualization", 2015, section 2
 */
export const makeActivations: LabMaker<'activations'> = (work) =>
  withLastNetwork(work, (network) => activityOf(network, work));

async function activityOf(network: OpenNetwork, work: Work): Promise<LabMade<'activations'>> {
  const { settings, model, folder, stop } = work;
  const { picture } = await seenPhoto(work.photos[0], model.card);
  const layers = layersBefore(network, null);
  const layer =
    settings.layer === null ? usualLayer(layers, network) : layerNamed(layers, settings.layer, model.card.name);
  stop.throwIfAborted();
  const { turn, onProgress } = hooksOf(work, 0, 1);
  const room = new Float32Array(network.batch * picture.length);
  room.set(picture);
  const made = (await turn(() => activationsOf(network, [layer.name], room, 1))).get(layer.name);
  onProgress?.(1, 1);
  if (!made) return fail('lab/no-layer', { model: model.card.name, layer: layer.name });
  const strengths = strengthsOf(made, layer.channels);
  const strongest = Array.from(strengths.keys())
    .sort((a, b) => (strengths[b] ?? 0) - (strengths[a] ?? 0))
    .slice(0, settings.most);
  const largest = Math.max(0, ...strengths);
  const maps = strongest.map((channel) => mapIn(made.values, made.dims, channel));
  const limits = strongest.map((channel) => (layer.rows * layer.columns > 1 ? (strengths[channel] ?? 0) : largest));
  const { picture: sheet, columns } = channelSheet(maps, limits, layer);
  const labels = strongest.map(String);
  const said = { file: 'sheet.png', role: 'sheet', about: layer.name, cells: { columns, labels } } as const;
  return {
    settings: { ...settings, layer: layer.name },
    pictures: [await writeResult(folder, sheet, said)],
    measures: {
      'mean activity': made.values.reduce((sum, value) => sum + Math.max(0, value), 0) / made.values.length,
      'dead channels': strengths.filter((value) => value <= 0).length / strengths.length,
      'largest activation': largest,
    },
  };
}

function strengthsOf({ values, dims }: Made, channels: number): Float64Array {
  return Float64Array.from({ length: channels }, (_, channel) =>
    mapIn(values, dims, channel).reduce((a, b) => Math.max(a, b), -Infinity),
  );
}

/** The first rectified layer of at most a quarter of the picture's rows: forms are seen there, and still places. */
function usualLayer(layers: readonly LabLayer[], { card }: OpenNetwork): LabLayer {
  const isRectified = ({ op }: LabLayer): boolean => /Relu|Clip|Elu|Swish|Mish|Gelu|Selu/.test(op);
  const maps = layers.filter(({ rows, columns }) => rows * columns > 1);
  const rectified = maps.filter(isRectified);
  const found =
    rectified.find(({ rows }) => 4 * rows <= card.preprocessing.height) ?? rectified[0] ?? maps[0] ?? layers[0];
  return found ?? fail('lab/unfit', { reason: `"${card.name}" has no layers that could be looked into.` });
}
