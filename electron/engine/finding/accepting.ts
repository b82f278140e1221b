import type { EngineContract, InputOf, OutputOf, PhotoFilter } from '../../contract/index.ts';
import type { FindLibrary, Suggested } from '../library/index.ts';

type Preview = OutputOf<EngineContract['suggestions.preview']>;

/** Photos that a preview shows: a person looks at these before all are accepted. */
const mostDoubtful = 12;

/** What accepting every suggestion of a filter from a probability on would do. */
export function previewOf(finding: FindLibrary, filter: PhotoFilter, from: number): Preview {
  const suggested = finding.suggested(filter, from);
  const counts = new Map<number, number>();
  for (const one of suggested) counts.set(one.class, (counts.get(one.class) ?? 0) + 1);
  const classes = [...counts]
    .map(([id, photos]) => ({ className: finding.nameOf(id), photos }))
    .sort((a, b) => b.photos - a.photos || (a.className < b.className ? -1 : 1));
  return { photos: suggested.length, classes, doubtful: suggested.slice(0, mostDoubtful).map(({ photo }) => photo) };
}

/** The suggestions that are to become labels. */
export const acceptable = (finding: FindLibrary, wanted: InputOf<EngineContract['suggestions.accept']>): Suggested[] =>
  'photos' in wanted ? finding.suggestedFor(wanted.photos) : finding.suggested(wanted.filter, wanted.from);
