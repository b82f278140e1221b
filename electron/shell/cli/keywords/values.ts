import { defaultKeywordOptions, KeywordOptions } from '../../../contract/index.ts';
import type { Options, Values } from '../command.ts';
import { UsageError } from '../exit.ts';

export const writingOptions = {
  ...{ csv: { type: 'string' }, 'dry-run': { type: 'boolean' }, into: { type: 'string', default: 'sidecars' } },
  ...{ naming: { type: 'string', default: 'extension' }, ancestors: { type: 'string', default: 'detect' } },
  ...{ suggested: { type: 'string' }, ratings: { type: 'boolean' }, states: { type: 'boolean' } },
} as const satisfies Options;

export const writingHelp = [
  '--csv FILE         keywords from a table with the columns path and keyword, levels with | between them, not the library',
  '--dry-run          says what would change, and changes nothing',
  '--into PLACE       sidecars, or originals: the photos themselves, of which a copy is kept (sidecars)',
  '--naming N         of new sidecars: extension (IMG.jpg.xmp), or adobe (IMG.xmp for RAW) (extension)',
  '--ancestors A      levels above a keyword in the flat list: detect, always or never (detect)',
  '--suggested P      also what the model in use suggests, from this probability on',
  '--ratings          stars as well',
  '--states           in a namespace of its own, who said what and how sure',
];

/** The options that were typed, or why they are none. */
export function keywordOptionsFrom(values: Values): KeywordOptions {
  const { into, naming, ancestors, suggested, ratings, states } = values;
  const suggestedFrom = suggested === undefined ? null : Number(suggested);
  const typed = { ...{ into, naming, ancestors, suggestedFrom }, ratings: ratings === true, states: states === true };
  const read = KeywordOptions.safeParse({ ...defaultKeywordOptions, ...typed });
  if (read.success) return read.data;
  throw new UsageError(reasons[String(read.error.issues[0]?.path[0])] ?? 'An option was not understood.');
}

const reasons: Readonly<Record<string, string>> = {
  into: '--into takes sidecars or originals.',
  naming: '--naming takes extension or adobe.',
  ancestors: '--ancestors takes detect, always or never.',
  suggestedFrom: '--suggested takes a probability from 0 to 1.',
};
