import type { ParseArgsConfig } from 'node:util';
import type { ExitCode } from './exit.ts';

export type Options = NonNullable<ParseArgsConfig['options']>;
/** What was given for the options; those that repeat do not occur here. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** One command of the command line. */
export interface Command {
  /** How it is called, for example `models list`. */
  readonly name: string;
  /** What follows the name. */
  readonly synopsis: string;
  readonly summary: string;
  /** One line per option, as the help shows it. */
  readonly help: readonly string[];
  readonly options: Options;
  /** How many words may follow. */
  readonly words: { readonly min: number; readonly max: number };
  /** Whether the help of everything leaves it out, since the help of another command names it. */
  readonly isPart?: boolean;
  run(words: readonly string[], values: Values): Promise<ExitCode>;
}

export const jsonOption = { json: { type: 'boolean' } } as const satisfies Options;
export const jsonHelp = '--json             one JSON object per line, {"summary":…} last';
