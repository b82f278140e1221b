import type { LabMap, LabSettingsOf } from '../../../../contract/index.ts';
import {
  askedFor,
  aroundGrey,
  fillOf,
  gradCam,
  greyPicture,
  lastMapLayer,
  layerNamed,
  layersBefore,
  meansByCell,
  occlusion,
  pathSlope,
  projected,
  slope,
  smoothSlope,
  strongestOf,
  sumsByCell,
  type EvidenceHooks,
  type Grid,
  type OpenNetwork,
  type Unit,
} from '../../../evidence/index.ts';
import type { RgbPicture } from '../../../pixels/index.ts';
import { derived } from '../../../vision/index.ts';

export type Settings = LabSettingsOf<'evidence'>;

/** Numbers over a picture, and what is seen in them. */
export interface MadeMap extends Grid {
  /** [rows × columns] above 0 speaks for the unit. */
  readonly values: Float64Array;
  /** Numbers of every pixel as colors around grey; null of maps that have none. */
  readonly colors: RgbPicture | null;
  /** With the layer that was chosen. */
  readonly settings: Settings;
}

export interface MapWork {
  readonly network: OpenNetwork;
  readonly unit: Unit;
  readonly picture: Float32Array;
  readonly settings: Settings;
  readonly hooks: EvidenceHooks;
  /** Told what is known so far. */
  readonly onMap?: (map: Pick<LabMap, 'rows' | 'columns' | 'values'>) => void;
}

/** Places along each side of a map of pixels. */
const mostSide = 112;

/**
 * Makes a map of the kind that is asked for. Maps of pixels have up to 112 cells a side: means of the largest absolute value
 * of the three colors where the paper shows sizes (gradient, smooth-grad, guided, deconvnet), and sums over pixels and colors
 * where signs count (gradient-input, integrated-gradient), so that the cells of the latter add up to the score.
 *
 * @throws lab/no-gradient, lab/no-layer, lab/unfit, engine/stopped
 */
export async function madeMap(work: MapWork): Promise<MadeMap> {
  const { network, unit, picture, settings, hooks } = work;
  const { preprocessing } = network.card;
  const asked = askedFor(network, unit);
  switch (settings.map) {
    case 'occlusion':
      return occluded(work);
    case 'grad-cam':
      return weighed(work);
    case 'gradient':
      return sizes(work, await slope(asked, picture, hooks));
    case 'smooth-grad': {
      const rng = derived(settings.seed, 'smooth-grad');
      return sizes(work, await smoothSlope(asked, picture, { ...settings, rng }, hooks));
    }
    case 'gradient-input':
      return owed(work, await slope(asked, picture, hooks), new Float32Array(picture.length));
    case 'integrated-gradient': {
      const baseline = greyPicture(preprocessing);
      return owed(work, await pathSlope(asked, picture, { baseline, steps: settings.samples }, hooks), baseline);
    }
    case 'guided':
    case 'deconvnet': {
      const { map } = settings;
      hooks.stop.throwIfAborted();
      return sizes(work, await hooks.turn(() => projected(network, unit, map, picture)));
    }
  }
}

async function occluded({ network, unit, picture, settings, hooks, onMap }: MapWork): Promise<MadeMap> {
  const grid = { rows: settings.grid, columns: settings.grid };
  const fill = fillOf(settings.fill, picture, network.card.preprocessing);
  const options = {
    ...{ grid, fill, squareInCells: settings.squareInCells },
    onMap: (map: Float64Array) => onMap?.({ ...grid, values: Array.from(map) }),
  };
  const values = await occlusion(askedFor(network, unit), picture, options, hooks);
  return { ...grid, values, colors: null, settings };
}

async function weighed({ network, unit, picture, settings, hooks }: MapWork): Promise<MadeMap> {
  const { name: model } = network.card;
  const layers = layersBefore(network, unit.value);
  const layer = settings.layer === null ? lastMapLayer(layers, model) : layerNamed(layers, settings.layer, model);
  const values = await gradCam(network, unit, layer, picture, hooks);
  const { name, rows, columns } = layer;
  return { rows, columns, values, colors: null, settings: { ...settings, layer: name } };
}

function sizes({ network, settings }: MapWork, slopes: ArrayLike<number>): MadeMap {
  const { preprocessing } = network.card;
  const grid = gridOf(preprocessing);
  const values = meansByCell(strongestOf(slopes, preprocessing), preprocessing, grid);
  return { ...grid, values, colors: aroundGrey(slopes, preprocessing), settings };
}

function owed({ network, picture, settings }: MapWork, slopes: Float64Array, baseline: Float32Array): MadeMap {
  const { preprocessing } = network.card;
  const grid = gridOf(preprocessing);
  const parts = slopes.map((value, at) => value * ((picture[at] ?? 0) - (baseline[at] ?? 0)));
  return { ...grid, values: sumsByCell(parts, preprocessing, grid), colors: null, settings };
}

const gridOf = ({ width, height }: { readonly width: number; readonly height: number }): Grid => ({
  rows: Math.min(height, mostSide),
  columns: Math.min(width, mostSide),
});
