import { DeviceId } from '../../contract/index.ts';
import { UsageError } from './exit.ts';

// Values of options that several commands have.

/** null: Fovea chooses. */
export function deviceFrom(typed: unknown): DeviceId | null {
  const chosen = DeviceId.optional().safeParse(typed);
  if (!chosen.success) throw new UsageError(`--device takes one of ${DeviceId.options.join(', ')}.`);
  return chosen.data ?? null;
}

/** Formats with commas between them, each once. */
export function formatsFrom<F extends string>(typed: string, known: readonly F[]): readonly F[] {
  const formats = typed.split(',').map((name) => known.find((each) => each === name));
  if (formats.includes(undefined)) throw new UsageError(`--format takes some of ${known.join(', ')}.`);
  return [...new Set(formats.filter((format) => format !== undefined))];
}

/** One of the words that an option knows. @throws UsageError, also where nothing was typed */
export function oneOf<T extends string>(option: string, typed: unknown, known: readonly T[]): T {
  const found = known.find((each) => each === typed);
  if (found === undefined) throw new UsageError(`${option} takes one of ${known.join(', ')}.`);
  return found;
}
