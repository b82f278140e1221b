import { basename, resolve } from 'node:path';
import { DeeperKind, PhotographerSettings, type DeviceId } from '../../contract/index.ts';
import type { Values } from './command.ts';
import { UsageError } from './exit.ts';
import { wholeNumber } from './networks.ts';
import { deviceFrom } from './typed.ts';

/** What says who took a photo. */
const sources = { folder: 'folders', artist: 'artists', camera: 'cameras' } as const;

export const sourceNames = Object.keys(sources);

export interface AskedPhotographers {
  readonly by: (typeof sources)[keyof typeof sources];
  readonly model: string | null;
  readonly name: string;
  readonly settings: PhotographerSettings;
  readonly device: DeviceId | null;
  readonly json: boolean;
}

/** @throws UsageError */
export function readPhotographers(folders: readonly string[], values: Values): AskedPhotographers {
  const { by = 'folder', model, name, quick, deeper, json, device } = values;
  const kind = Object.entries(sources).find(([typed]) => typed === by)?.[1];
  if (kind === undefined) throw new UsageError(`--by takes one of ${sourceNames.join(', ')}.`);
  const number = (option: string, from: number, to: number): number | undefined => {
    const typed = values[option];
    return typed === undefined ? undefined : wholeNumber(`--${option}`, typed, from, to);
  };
  const wanted = typeof name === 'string' ? name.trim() : '';
  const isFull = quick !== true;
  return {
    by: kind,
    model: typeof model === 'string' ? model : null,
    name: (wanted || basename(resolve(folders[0] ?? '')) || 'Photographers').slice(0, 100),
    settings: PhotographerSettings.parse({
      ...{ seed: number('seed', 0, 2 ** 32 - 1), repetitions: number('repetitions', 1, 20) },
      ...{ guards: isFull, baselines: isFull, strangers: isFull },
      deeper: deeper === true ? DeeperKind.options : [],
    }),
    device: deviceFrom(device),
    json: json === true,
  };
}
