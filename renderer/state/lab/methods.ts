import { LabSettings } from '../../../electron/contract/index.ts';
import type { LabMethod, LabSettingsOf } from '../../../electron/contract/index.ts';

/** The parts of the Lab, in the order of its tabs. */
export type LabTab = MakingTab | 'network' | 'patches' | 'learn';

/** A tab in which something is made, and the methods it offers. */
export type MakingTab = 'activations' | 'evidence' | 'projection' | 'maximize' | 'invert' | 'style' | 'break';
export const methodsOf: Readonly<Record<MakingTab, readonly [LabMethod, ...LabMethod[]]>> = {
  activations: ['activations', 'filters'],
  evidence: ['evidence'],
  projection: ['projection'],
  maximize: ['maximize'],
  invert: ['inversion', 'interpolation'],
  style: ['style', 'fast-style'],
  break: ['attack', 'fooling', 'linear', 'robustness'],
};

const tabOfMethod: Readonly<Record<LabMethod, MakingTab>> = {
  ...{
    activations: 'activations',
    filters: 'activations',
    evidence: 'evidence',
    projection: 'projection',
    maximize: 'maximize',
  },
  ...{ inversion: 'invert', interpolation: 'invert', style: 'style', 'fast-style': 'style' },
  ...{ attack: 'break', fooling: 'break', linear: 'break', robustness: 'break' },
};
export const tabOf = (method: LabMethod): MakingTab => tabOfMethod[method];

/** Quick enough to follow the photo: made again whenever something is chosen, without a press. */
export const isLive = (method: LabMethod): boolean =>
  method === 'activations' || method === 'filters' || method === 'evidence' || method === 'projection';

/** How many photos a method takes; many: those that are selected, or all that are shown. */
export const photosOf: Readonly<Record<LabMethod, 0 | 1 | 2 | 'many'>> = {
  ...{ activations: 1, filters: 0, evidence: 1, projection: 1, maximize: 0, inversion: 1, interpolation: 2 },
  ...{ style: 2, 'fast-style': 1, attack: 1, fooling: 0, linear: 'many', robustness: 'many' },
};

export type SettingsByMethod = { readonly [M in LabMethod]: LabSettingsOf<M> };

/** Every method as the contract would have it. */
export function defaultSettings(): SettingsByMethod {
  const methods = Object.keys(tabOfMethod) as LabMethod[];
  // Which unit is projected is chosen beside the network; until then any will do.
  const parsed = methods.map((method) => [method, LabSettings.parse({ method, layer: layerOf(method), channel: 0 })]);
  return Object.fromEntries(parsed) as SettingsByMethod;
}

const layerOf = (method: LabMethod): string | null => (method === 'projection' ? '' : null);
