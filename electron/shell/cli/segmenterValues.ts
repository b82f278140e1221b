import { resolve } from 'node:path';
import { mostSegmenterClasses, SegmenterSettings, type EngineContract, type InputOf } from '../../contract/index.ts';
import type { Values } from './command.ts';
import { UsageError } from './exit.ts';
import { wholeNumber } from './networks.ts';
import { deviceFrom } from './typed.ts';

// What `fovea train segmentation` understands.

type Input = InputOf<EngineContract['segmentation.train']>;

export interface AskedSegmenter extends Pick<Input, 'settings' | 'classNames' | 'voidClass' | 'name' | 'device'> {
  readonly masks: string;
  readonly model: string | null;
  readonly json: boolean;
}

/** @throws UsageError */
export function readTrainSegmenter(values: Values): AskedSegmenter {
  const { masks, model, name, json, device } = values;
  if (typeof masks !== 'string') throw new UsageError('--masks FOLDER says where the masks are.');
  const deep = values['deep'] === true;
  const idle = ['epochs', 'dice'].find((option) => values[option] !== undefined);
  if (!deep && idle !== undefined) throw new UsageError(`--${idle} is for --deep: the head alone has no epochs.`);
  const whole = (option: string, from: number, to: number): number | undefined =>
    typeof values[option] === 'string' ? wholeNumber(`--${option}`, values[option], from, to) : undefined;
  const settings = SegmenterSettings.parse({
    ...{ depth: deep ? 'all' : 'head', epochs: whole('epochs', 1, 200), seed: whole('seed', 0, 2 ** 32 - 1) },
    dice: shareOf('--dice', values['dice']),
  });
  return {
    ...{ settings, masks: resolve(masks), json: json === true, device: deviceFrom(device) },
    model: typeof model === 'string' ? model : null,
    name: typeof name === 'string' ? named(name) : null,
    classNames: classNamesFrom(values['classes']),
    voidClass: whole('void', 0, 65_534) ?? null,
  };
}

function shareOf(option: string, typed: string | boolean | undefined): number | undefined {
  if (typeof typed !== 'string') return undefined;
  const share = typed.trim() === '' ? NaN : Number(typed);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(`${option} takes a number from 0 to 1.`);
}

function named(typed: string): string {
  const name = typed.trim();
  if (name.length > 0 && name.length <= 120) return name;
  throw new UsageError('--name takes 1 to 120 letters.');
}

function classNamesFrom(typed: string | boolean | undefined): readonly string[] | null {
  if (typeof typed !== 'string') return null;
  const names = typed.split(',').map((name) => name.trim());
  if (names.some((name) => name.length === 0 || name.length > 100))
    throw new UsageError('--classes takes names of 1 to 100 letters with commas between them.');
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new UsageError(`--classes has "${twice}" twice.`);
  if (names.length > mostSegmenterClasses)
    throw new UsageError(`--classes takes ${mostSegmenterClasses} names at most.`);
  return names;
}
