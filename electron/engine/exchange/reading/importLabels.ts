import { z } from 'zod';
import {
  Conflicts,
  type EditHistory,
  type ExchangePreview,
  type Model,
  type PhotoId,
  type Sha256,
} from '../../../contract/index.ts';
import { found } from '../../jobs/walk.ts';
import type { JobScope } from '../../jobs/queue.ts';
import type { Library, NewJob } from '../../library/index.ts';
import { counted } from '../../words.ts';
import type { Watch } from '../watch.ts';
import type { ReadEntries } from './entries.ts';
import { matchPhotos, type Matching } from './matchPhotos.ts';
import { planTaking, type ClassIndexOf, type PlannedTaking, type Said } from './planTaking.ts';
import { readSources } from './readSources.ts';

/** Labels to be read, as they wait in the queue. */
export const LabelImportTask = z.object({
  paths: z.array(z.string()).readonly(),
  conflicts: Conflicts,
  addPhotos: z.boolean(),
});
export type LabelImportTask = z.infer<typeof LabelImportTask>;

export interface ImportNeeds {
  readonly library: Library;
  readonly models: () => Promise<readonly Model[]>;
  readonly onEdited: (history: EditHistory) => void;
  /** Takes up the job that reads photos which were added. */
  readonly adopt: (job: number) => void;
}

/** Names of what is missing that are shown at most. */
const mostMissing = 20;

interface Read {
  readonly read: ReadEntries;
  readonly matching: Matching;
}

async function readAndMatch(library: Library, paths: readonly string[], { signal, onProgress }: Watch): Promise<Read> {
  const read = await readSources(paths, signal);
  const total = read.photos.length;
  const matching = await matchPhotos(library.exchange.photos(), read.photos, {
    stop: signal,
    onProgress: (done) => onProgress({ done, total }),
  });
  return { read, matching };
}

/** By networks on the shelf, whose classes are known. */
export async function classIndices(models: ImportNeeds['models']): Promise<ClassIndexOf> {
  const known = new Map<Sha256, Map<string, number>>();
  for (const { hash, card } of await models())
    known.set(hash, new Map(card.classNames.map((name, index) => [name, index])));
  return (model, className) => known.get(model)?.get(className) ?? null;
}

const saidIn = ({ matching }: Read): Said[] =>
  matching.matched.map(({ photo, spoken: { labels } }) => ({ photo, labels }));

/** What an import would do. Nothing is changed. */
export async function previewImport(
  { library, models }: Pick<ImportNeeds, 'library' | 'models'>,
  paths: readonly string[],
  watch: Watch,
): Promise<ExchangePreview> {
  const read = await readAndMatch(library, paths, watch);
  const { conflicts, classIndexOf } = { conflicts: 'both' as const, classIndexOf: await classIndices(models) };
  const plan = planTaking(library, saidIn(read), read.read.classes, { conflicts, classIndexOf });
  return previewOf(read, plan);
}

function previewOf({ read, matching }: Read, plan: PlannedTaking): ExchangePreview {
  const counts = { path: 0, name: 0, hash: 0 };
  for (const { by } of matching.matched) counts[by] += 1;
  return {
    formats: read.formats,
    photos: read.photos.length,
    matched: counts,
    addable: matching.addable.length,
    unmatched: matching.missing.length,
    ...{ conflicts: plan.conflicts, labelled: plan.labelled, newClasses: plan.newClasses },
    losses: [...read.losses, ...plan.losses],
    problems: read.problems,
    missing: matching.missing.slice(0, mostMissing).map(({ file }) => file),
  };
}

/** Makes what is said human labels, as one undo step; photos that are there but not in the library come in before. */
export async function importLabels(scope: JobScope, needs: ImportNeeds): Promise<string> {
  const { library } = needs;
  const { paths, conflicts, addPhotos } = LabelImportTask.parse(scope.task);
  const read = await readAndMatch(library, paths, {
    signal: scope.signal,
    onProgress: ({ done, total }) => scope.report({ done, total, message: 'Looking for the photos' }),
  });
  const { matching } = read;
  const classIndexOf = await classIndices(needs.models);
  scope.signal.throwIfAborted();
  const added = addPhotos ? await addFound(scope, library, matching.addable) : [];
  const said = [...saidIn(read), ...added];
  const plan = planTaking(library, said, read.read.classes, { conflicts, classIndexOf });
  const title = `Import labels of ${counted(plan.photos.length, 'photo')}`;
  if (plan.photos.length > 0) needs.onEdited(library.exchange.take({ ...plan, title }));
  readAdded(scope, needs, added.length);
  const left = matching.missing.length + (addPhotos ? 0 : matching.addable.length);
  return [
    `Labels of ${counted(plan.photos.length, 'photo')} taken over.`,
    ...(left === 0 ? [] : [`${counted(left, 'photo')} not in the library.`]),
    ...(plan.conflicts > 0 && conflicts === 'mine' ? [`${counted(plan.conflicts, 'photo')} kept other labels.`] : []),
    ...[...read.read.losses, ...plan.losses],
    ...read.read.problems.map(({ problem }) => problem.message),
  ].join(' ');
}

/** Copies of one photo become one photo, with what is said of each. */
export async function addFound(
  scope: Pick<JobScope, 'id' | 'signal'>,
  library: Library,
  groups: Matching['addable'],
): Promise<Said[]> {
  const said: Said[] = [];
  for (let from = 0; from < groups.length; from += 200) {
    scope.signal.throwIfAborted();
    const some = groups.slice(from, from + 200).flatMap((group) => {
      const [first] = group;
      return first ? [{ path: first.disk.path, labels: group.flatMap(({ labels }) => labels) }] : [];
    });
    library.addFiles(scope.id, await Promise.all(some.map(({ path }) => found(path))));
    const ids: Map<string, PhotoId> = library.idsAt(some.map(({ path }) => path));
    for (const { path, labels } of some) {
      const photo = ids.get(path);
      if (photo !== undefined) said.push({ photo, labels });
    }
  }
  return said;
}

/** Photos that were added are read like those of any import. */
export function readAdded(scope: Pick<JobScope, 'id'>, { library, adopt }: ImportNeeds, count: number): void {
  if (count === 0) return;
  const job: NewJob = {
    ...{ kind: 'library.import', title: `Import ${counted(count, 'photo')}`, task: { paths: [], scenes: null } },
    ...{ unit: 'photos', total: count },
  };
  const id = library.handOn(scope.id, job);
  if (id !== null) adopt(id);
}
