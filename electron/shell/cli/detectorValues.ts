import {
  DetectorSettings,
  ProposalSource,
  TrunkTuning,
  type EngineContract,
  type InputOf,
} from '../../contract/index.ts';
import type { Values } from './command.ts';
import { UsageError } from './exit.ts';
import { wholeNumber } from './networks.ts';
import { deviceFrom, oneOf } from './typed.ts';

// What the commands about learned detectors understand.

type Input = InputOf<EngineContract['detection.train']>;

export interface AskedDetector extends Pick<Input, 'settings' | 'name' | 'device'> {
  readonly annotations: string;
  readonly model: string | null;
  readonly json: boolean;
}

/** @throws UsageError */
export function readTrainDetector(values: Values): AskedDetector {
  const { model, name, json, device } = values;
  const whole = (option: string, from: number, to: number): number | undefined =>
    typeof values[option] === 'string' ? wholeNumber(`--${option}`, values[option], from, to) : undefined;
  const settings = DetectorSettings.parse({
    form: optionally('--form', values['form'], DetectorSettings.shape.form.unwrap().options),
    proposals: sourceFrom('--proposals', values['proposals']),
    ...{ heldOut: whole('held-out', 0, 100), seed: whole('seed', 0, 2 ** 32 - 1) },
    tuning: tuningFrom(values['tune'], whole('tune-steps', 1, 100_000)),
  });
  return {
    ...{ settings, json: json === true, device: deviceFrom(device) },
    annotations: annotationsFrom(values['annotations']),
    model: typeof model === 'string' ? model : null,
    name: typeof name === 'string' ? named(name) : 'Detector',
  };
}

/** null: the network stays as it is. @throws UsageError */
function tuningFrom(typed: string | boolean | undefined, steps: number | undefined): TrunkTuning | null {
  const layers = optionally('--tune', typed, TrunkTuning.shape.layers.options);
  if (layers !== undefined) return TrunkTuning.parse({ layers, steps });
  if (steps !== undefined) throw new UsageError('--tune-steps goes with --tune last or --tune all.');
  return null;
}

/** @throws UsageError */
export function annotationsFrom(typed: string | boolean | undefined): string {
  if (typeof typed === 'string') return typed;
  throw new UsageError('--annotations DIR|FILE says where the boxes are.');
}

/** undefined: nothing was typed. @throws UsageError */
export const sourceFrom = (option: string, typed: string | boolean | undefined): ProposalSource | undefined =>
  optionally(option, typed, ProposalSource.options);

/** undefined: nothing was typed. */
const optionally = <T extends string>(option: string, typed: unknown, known: readonly T[]): T | undefined =>
  typed === undefined ? undefined : oneOf(option, typed, known);

function named(typed: string): string {
  const name = typed.trim();
  if (name.length > 0 && name.length <= 100) return name;
  throw new UsageError('--name takes 1 to 100 letters.');
}
