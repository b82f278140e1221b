import type {
  EngineContract,
  GrantId,
  InputOf,
  LabLayer,
  LabMethod,
  LabSettings,
  LabTarget,
  Model,
  Photo,
  PhotoId,
  Sha256,
} from '../../../electron/contract/index.ts';
import { phrase } from '../../words/index.ts';
import { photosOf, type SettingsByMethod } from './methods.ts';

/** A photo that something is made of. */
export interface LabPhoto {
  readonly name: string;
  /** Of the library, or a file that was granted; only the former can be shown before something was made of it. */
  readonly of: { readonly photo: PhotoId } | { readonly grant: GrantId };
}

/** What a person has chosen beside the settings of a method. */
export interface Chosen {
  readonly model: Model;
  readonly others: readonly Sha256[];
  /** null: Fovea's choice. */
  readonly layer: LabLayer | null;
  readonly channel: number;
  readonly target: 'class' | 'unit';
  /** null: the class that is answered. */
  readonly classIndex: number | null;
  /** Pictures of a poster, from the target on. */
  readonly posterCount: number;
  readonly photo: LabPhoto | null;
  readonly second: LabPhoto | null;
  /** For methods that look at many. */
  readonly many: readonly Photo[];
}

/** Something to be made. Two of one key are the same. */
export interface Question {
  readonly key: string;
  readonly input: InputOf<EngineContract['lab.make']>;
  /** In the order of their roles. */
  readonly photos: readonly LabPhoto[];
}

/** The question that follows from what was chosen, or a sentence, English, on what is missing for it. */
export function questionOf(
  method: LabMethod,
  settings: SettingsByMethod,
  chosen: Chosen,
): Question | { readonly missing: string } {
  const missing = missingFor(method, settings, chosen);
  if (missing !== null) return { missing };
  const photos = photosFor(method, settings, chosen);
  const input = {
    ...{ model: chosen.model.hash, others: isAskedOfOthers(method) ? chosen.others : [], device: null },
    ...{ photos: photos.map(({ of }) => of), settings: settled(method, settings, chosen) },
  };
  return { key: JSON.stringify(input), input, photos };
}

const isAskedOfOthers = (method: LabMethod): boolean =>
  method === 'attack' || method === 'fooling' || method === 'maximize';

function missingFor(method: LabMethod, settings: SettingsByMethod, chosen: Chosen): string | null {
  const { photo, second, layer, target } = chosen;
  if (method === 'projection' && !layer) return phrase('Choose a layer and a channel on the left.');
  if ((method === 'maximize' || method === 'evidence') && target === 'unit' && !layer)
    return phrase('Choose a layer and a channel on the left, or a class.');
  if (method === 'linear') return linearMissing(chosen.many);
  if (method === 'robustness') return chosen.many.length === 0 ? phrase('There is no photo to attack.') : null;
  if (photosOf[method] === 0 && !(method === 'maximize' && settings.maximize.fromPhoto)) return null;
  if (!photo) return phrase('Choose a photo on the right.');
  return photosOf[method] === 2 && !second ? phrase('Choose the second photo on the right.') : null;
}

function linearMissing(many: readonly Photo[]): string | null {
  const classes = new Set(many.map(({ label }) => label).filter((label) => label !== null));
  return classes.size > 1
    ? null
    : phrase('It learns from labels: label photos of two classes at least in the library.');
}

function photosFor(method: LabMethod, settings: SettingsByMethod, { photo, second, many }: Chosen): LabPhoto[] {
  const named = ({ id, fileName }: Photo): LabPhoto => ({ name: fileName, of: { photo: id } });
  if (method === 'linear') return many.filter(({ label }) => label !== null).map(named);
  if (method === 'robustness') return many.map(named);
  const roles = method === 'maximize' && settings.maximize.fromPhoto ? 1 : Number(photosOf[method]);
  return [photo, second].slice(0, roles).filter((each) => each !== null);
}

/** The settings of a method with what was chosen beside the network and the photo. */
function settled(method: LabMethod, settings: SettingsByMethod, chosen: Chosen): LabSettings {
  const layer = chosen.layer?.name ?? null;
  switch (method) {
    case 'activations':
    case 'inversion':
    case 'interpolation':
      return { ...settings[method], layer };
    case 'evidence':
      return { ...settings.evidence, layer: mapLayer(chosen.layer), target: targetOf(chosen, 0) };
    case 'projection':
      return { ...settings.projection, layer: layer ?? '', channel: chosen.channel };
    case 'maximize':
      return { ...settings.maximize, targets: targetsOf(chosen) };
    case 'linear': {
      const labels = chosen.many.map(({ label }) => label).filter((label) => label !== null);
      const classNames = [...new Set(labels)].sort();
      return { ...settings.linear, classNames, truths: labels.map((label) => classNames.indexOf(label)) };
    }
    case 'robustness': {
      const { classNames } = chosen.model.card;
      const truths = chosen.many.map(({ label }) => (label === null ? -1 : classNames.indexOf(label)));
      return { ...settings.robustness, truths: truths.map((truth) => (truth < 0 ? null : truth)) };
    }
    case 'filters':
    case 'style':
    case 'fast-style':
    case 'attack':
    case 'fooling':
      return settings[method];
  }
}

/** Grad-CAM weighs places, so it needs a layer that has some. */
const mapLayer = (layer: LabLayer | null): string | null =>
  layer !== null && layer.rows * layer.columns > 1 ? layer.name : null;

/** As many as the poster has pictures, from the target on; they begin again where they end. */
const targetsOf = (chosen: Chosen): LabTarget[] =>
  Array.from({ length: Math.max(1, chosen.posterCount) }, (_, step) => targetOf(chosen, step));

function targetOf({ target, layer, channel, classIndex, model, posterCount }: Chosen, step: number): LabTarget {
  if (target === 'unit' && layer)
    return { kind: 'unit', layer: layer.name, channel: (channel + step) % layer.channels, position: null };
  if (classIndex === null && posterCount <= 1) return { kind: 'class', classIndex: null };
  const classes = Math.max(1, model.card.classNames.length);
  return { kind: 'class', classIndex: ((classIndex ?? 0) + step) % classes };
}
