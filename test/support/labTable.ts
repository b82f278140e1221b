import { writeFileSync } from 'node:fs';
import { encode } from '../../electron/compiler/index.ts';
import { FoveaError, type KnownModel, type ModelCard } from '../../electron/contract/index.ts';
import { listLayers } from '../../electron/runner/tasks/lab/index.ts';
import type { Architecture } from './architectures/index.ts';
import { madeInLab } from './lookedInto.ts';

/** What the table asks of every network. */
export const asked: Readonly<Record<string, object>> = {
  occlusion: { method: 'evidence', map: 'occlusion', grid: 2 },
  gradient: { method: 'evidence', map: 'gradient' },
  'gradient-input': { method: 'evidence', map: 'gradient-input' },
  'smooth-grad': { method: 'evidence', map: 'smooth-grad', samples: 2 },
  'integrated-gradient': { method: 'evidence', map: 'integrated-gradient', samples: 2 },
  'grad-cam': { method: 'evidence', map: 'grad-cam' },
  guided: { method: 'evidence', map: 'guided' },
  deconvnet: { method: 'evidence', map: 'deconvnet' },
  activations: { method: 'activations' },
  projection: { method: 'projection' },
  filters: { method: 'filters' },
  maximize: { method: 'maximize', steps: 2 },
  'maximize as in the lecture': { method: 'maximize', procedure: 'lecture', steps: 2 },
  inversion: { method: 'inversion', steps: 2 },
  style: { method: 'style', steps: 2, size: 64 },
  attack: { method: 'attack', steps: 2, undo: false },
  'attack, minimal': { method: 'attack', kind: 'minimal', steps: 100, undo: false },
  fooling: { method: 'fooling', steps: 2 },
  robustness: { method: 'robustness', epsilons: [0, 2], steps: 2 },
};

/** By method: `works`, or why it does not. A map of zeros or of no numbers does not work. */
export async function verdictsOf(model: KnownModel, photo: string, folder: string): Promise<Record<string, string>> {
  const verdicts: Record<string, string> = {};
  const layers = await listLayers({ model });
  const layer = layers.find(({ rows, columns }) => rows * columns > 1)?.name ?? layers[0]?.name ?? '';
  for (const [name, settings] of Object.entries(asked)) {
    const whole = name === 'projection' ? { ...settings, layer, channel: 0 } : settings;
    const photos = name === 'style' ? [photo, photo] : photo;
    verdicts[name] = await madeInLab(model, photos, folder, whole).then(
      ({ result }) => {
        const values = result.maps.flatMap((map) => map.values);
        if (!values.every(Number.isFinite)) return 'no numbers';
        return result.maps.length > 0 && values.every((value) => value === 0) ? 'nothing' : 'works';
      },
      (thrown: unknown) => (thrown instanceof FoveaError ? thrown.message : String(thrown)),
    );
  }
  return verdicts;
}

/** A published architecture with drawn weights, small, as a network on the shelf. */
export function drawnModel(name: string, architecture: Architecture, path: string, side = 67): KnownModel {
  const options = { batch: 1, width: side, height: side, classes: 5, seed: 2, widthFactor: 1 / 16 };
  writeFileSync(path, encode(architecture(options)));
  const card: ModelCard = {
    ...{ name, task: 'classification', inputName: 'image', outputName: 'logits', outputKind: 'logits' },
    ...{ classNames: [], licence: null, source: null, accuracy: null, notes: null, confirmed: true },
    preprocessing: {
      ...{ fit: 'squash', width: side, height: side, shortSide: side, layout: 'NCHW', colorOrder: 'RGB' },
      ...{ mean: [127.5, 127.5, 127.5], std: [60, 60, 60] },
    },
  };
  return { path, hash: '0'.repeat(64), card };
}
