import type { KeywordFile, KeywordOptions, KeywordPreview } from '../../contract/index.ts';
import { sidecarFinder } from '../../metadata/index.ts';
import type { Library } from '../library/index.ts';
import { noTotals, previewFile, withFile } from './plan.ts';
import type { Rules } from './plan.ts';

/** Photos whose labels are asked for at once. */
export const photosAtOnce = 200;
const mostRows = 200;

export interface Watch {
  readonly signal: AbortSignal;
  readonly tell: (step: { done: number; total: number }) => void;
}

export function rulesOf(library: Library, options: KeywordOptions): Rules {
  const { into, naming, ancestors } = options;
  return {
    into,
    ancestors: ancestors === 'detect' ? library.keywords.customOfAncestors() : ancestors === 'always',
    sidecarFor: sidecarFinder(naming),
    writtenInto: (file) => library.keywords.writtenInto(file),
  };
}

/** What writing the keywords of photos would do: totals over all, and the rows that tell most. */
export async function previewWriting(
  library: Library,
  photos: readonly number[],
  options: KeywordOptions,
  { signal, tell }: Watch,
): Promise<KeywordPreview> {
  const rules = rulesOf(library, options);
  let totals = noTotals;
  const refused: KeywordFile[] = [];
  const changed: KeywordFile[] = [];
  for (let from = 0; from < photos.length; from += photosAtOnce) {
    for (const target of library.keywords.toWrite(photos.slice(from, from + photosAtOnce), options)) {
      signal.throwIfAborted();
      const row = await previewFile(target, rules);
      totals = withFile(totals, row);
      if (row.does === 'refuse') refused.push(row);
      else if (row.does !== 'nothing' && changed.length < mostRows) changed.push(row);
    }
    tell({ done: Math.min(photos.length, from + photosAtOnce), total: photos.length });
  }
  return { totals, ancestors: rules.ancestors, files: [...refused, ...changed].slice(0, mostRows) };
}
