import { join } from 'node:path';
import { z } from 'zod';
import { Conflicts, type ExchangePreview, type PhotoId } from '../../../contract/index.ts';
import type { WholeLabel } from '../../../runner/vision/index.ts';
import type { JobScope } from '../../jobs/queue.ts';
import type { ExchangeRow, Library, TakenPhoto, TakenSegmenter } from '../../library/index.ts';
import type { ModelStore } from '../../models/index.ts';
import { counted } from '../../words.ts';
import { addFound, readAdded, type ImportNeeds } from '../reading/importLabels.ts';
import { planTaking, type PlannedTaking } from '../reading/planTaking.ts';
import { rowsOf } from '../labelSet.ts';
import type { Watch } from '../watch.ts';
import { boxesToDraw } from './boxesToDraw.ts';
import { openProject, photosOf, type OpenedProject, type ProjectLine } from './readProject.ts';

/** A project to be read, as it waits in the queue. */
export const ProjectOpenTask = z.object({ path: z.string(), conflicts: Conflicts, addPhotos: z.boolean() });
export type ProjectOpenTask = z.infer<typeof ProjectOpenTask>;

export interface ProjectNeeds extends ImportNeeds {
  readonly store: Pick<ModelStore, 'add' | 'saveCard'>;
}

/** A photo of the project, and the photo of the library that it is. */
interface Line extends Omit<ProjectLine, 'suggested'> {
  readonly photo: PhotoId | null;
  readonly by: 'hash' | 'path' | null;
  readonly spoken: readonly WholeLabel[];
}

interface Gathered {
  readonly lines: readonly Line[];
  /** What networks said, to be written once it is known which photo is meant. */
  readonly suggested: Map<Line, ProjectLine['suggested']>;
}

/** Lines with the photos they are, by the bytes, or where one was never read, by its path and length. */
async function gather(library: Library, project: OpenedProject, { signal, onProgress }: Watch): Promise<Gathered> {
  const known = library.exchange.photos();
  const byHash = new Map(known.flatMap(({ hash, photo }) => (hash === null ? [] : [[hash, photo] as const])));
  const byPath = new Map(known.map((one) => [one.path, one]));
  const names = new Map(project.classes.map(({ id, name }) => [id, name]));
  const lines: Line[] = [];
  const suggested: Gathered['suggested'] = new Map();
  for await (const { suggested: said, ...line } of photosOf(project, signal)) {
    const here = line.disk && byPath.get(line.disk.path);
    const same = line.sha256 === null ? undefined : byHash.get(line.sha256);
    const there = here?.bytes === line.bytes ? here.photo : undefined;
    const spoken = spokenIn(line, names);
    const by = same !== undefined ? 'hash' : there !== undefined ? 'path' : null;
    const one: Line = { ...line, photo: same ?? there ?? null, by, spoken };
    lines.push(one);
    if (said.length > 0) suggested.set(one, said);
    if (lines.length % 100 === 0) onProgress({ done: lines.length, total: project.photos });
  }
  return { lines, suggested };
}

function spokenIn(line: Pick<ProjectLine, 'labels' | 'rejected'>, names: ReadonlyMap<number, string>): WholeLabel[] {
  const nameOf = (id: number): string => names.get(id) ?? '';
  return [
    ...line.labels.map((id): WholeLabel => ({ className: nameOf(id), state: 'human' })),
    ...line.rejected.map((one): WholeLabel => ({ className: nameOf(one.class), state: 'rejected', model: one.model })),
  ];
}

const classesOf = ({ classes }: OpenedProject) => {
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  return classes.map(({ name, parent }) => ({ name, parent: parent === null ? null : (names.get(parent) ?? null) }));
};

const plan = (
  library: Library,
  project: OpenedProject,
  lines: readonly Line[],
  conflicts: Conflicts,
): PlannedTaking => {
  const said = lines.flatMap(({ photo, spoken }) => (photo === null ? [] : [{ photo, labels: spoken }]));
  return planTaking(library, said, classesOf(project), { conflicts, classIndexOf: () => null });
};

/** What opening a project would do. Nothing is changed. */
export async function previewProject(library: Library, path: string, watch: Watch): Promise<ExchangePreview> {
  const project = await openProject(path);
  const { lines } = await gather(library, project, watch);
  const { conflicts, labelled, newClasses, losses } = plan(library, project, lines, 'both');
  const unknown = lines.filter(({ photo }) => photo === null);
  const missing = unknown.filter(({ disk }) => disk === null);
  const matchedBy = (how: Line['by']): number => lines.filter(({ by }) => by === how).length;
  return {
    ...{ formats: ['a Fovea project'], photos: lines.length, conflicts, labelled, newClasses, losses, problems: [] },
    matched: { path: matchedBy('path'), name: 0, hash: matchedBy('hash') },
    ...{ addable: unknown.length - missing.length, unmatched: missing.length },
    missing: missing.slice(0, 20).map((one) => one.path),
  };
}

/** Reads a project into the library, as one undo step; nothing human is overwritten unless `theirs` says so. */
export async function takeProject(scope: JobScope, needs: ProjectNeeds): Promise<string> {
  const { library } = needs;
  const { path, conflicts, addPhotos } = ProjectOpenTask.parse(scope.task);
  const project = await openProject(path);
  const gathered = await gather(library, project, {
    signal: scope.signal,
    onProgress: ({ done, total }) => scope.report({ done, total, message: 'Reading the project' }),
  });
  const networks = await takeNetworks(scope, project, needs.store);
  const { lines, added } = addPhotos ? await withAdded(scope, library, gathered.lines) : { ...gathered, added: 0 };
  const taken = plan(library, project, lines, conflicts);
  const photos = await withMarks(library, taken.photos, lines, conflicts);
  const title = `Open the project “${project.folder.split(/[/\\]/).at(-1) ?? ''}”`;
  const segmenters = segmentersOf(project, lines);
  if (photos.length + segmenters.length > 0)
    needs.onEdited(library.exchange.take({ classes: taken.classes, photos, segmenters, title }));
  takeSuggestions(library, lines, gathered);
  readAdded(scope, needs, added);
  const left = lines.filter(({ photo }) => photo === null).length;
  return [
    `${counted(lines.length - left, 'photo')} of the project in the library.`,
    ...(left === 0 ? [] : [`${counted(left, 'photo')} left out: their files are not here.`]),
    ...(taken.conflicts > 0 && conflicts === 'mine' ? [`${counted(taken.conflicts, 'photo')} kept other labels.`] : []),
    ...(segmenters.length === 0 ? [] : [`${counted(segmenters.length, 'segmenter')} came along.`]),
    ...(networks === 0 ? [] : [`${counted(networks, 'network')} put on the shelf.`]),
  ].join(' ');
}

/** Those that something is painted for on photos of the library. */
const segmentersOf = ({ segmenters }: OpenedProject, lines: readonly Line[]): TakenSegmenter[] =>
  segmenters
    .map(({ id, ...segmenter }) => ({
      ...segmenter,
      on: lines.flatMap(({ photo, strokes: painted }) => {
        const strokes = painted.find(({ segmenter: of }) => of === id)?.strokes ?? [];
        return photo === null || strokes.length === 0 ? [] : [{ photo, strokes }];
      }),
    }))
    .filter(({ on }) => on.length > 0);

async function takeNetworks(
  { signal }: Pick<JobScope, 'signal'>,
  { folder, networks }: OpenedProject,
  store: ProjectNeeds['store'],
): Promise<number> {
  for (const { hash, file, card } of networks) {
    const model = await store.add(join(folder, ...file.split('/')), () => undefined, signal);
    // Bytes that are others than those of the card have a card of their own.
    if (model.hash === hash) await store.saveCard(hash, card);
  }
  return networks.length;
}

async function withAdded(
  scope: JobScope,
  library: Library,
  lines: readonly Line[],
): Promise<{ lines: readonly Line[]; added: number }> {
  const unknown = lines.flatMap((line) => {
    const { disk } = line;
    return line.photo === null && disk
      ? [{ ...line, disk, file: disk.path, from: disk.path, labels: line.spoken }]
      : [];
  });
  const groups = unknown.map((one) => [one]);
  const said = await addFound(scope, library, groups);
  const ids = library.idsAt(unknown.map(({ disk }) => disk.path));
  return {
    lines: lines.map((line) =>
      line.photo === null && line.disk ? { ...line, photo: ids.get(line.disk.path) ?? null } : line,
    ),
    added: said.length,
  };
}

/** Stars, flags, boxes: where nothing is said here; stars and flags also where theirs are to count. */
async function withMarks(
  library: Library,
  taken: readonly TakenPhoto[],
  lines: readonly Line[],
  conflicts: Conflicts,
): Promise<TakenPhoto[]> {
  const byPhoto = new Map(taken.map((one) => [one.photo, one]));
  const here = new Map(lines.flatMap((line) => (line.photo === null ? [] : [[line.photo, line] as const])));
  for await (const rows of rowsOf(library, [...here.keys()])) {
    for (const row of rows) {
      const line = here.get(row.photo);
      const marks = line ? marksOf(line, row, conflicts) : {};
      if (Object.keys(marks).length === 0) continue;
      const known = byPhoto.get(row.photo) ?? { photo: row.photo, labels: null, rejected: [], suggested: [] };
      byPhoto.set(row.photo, { ...known, ...marks });
    }
  }
  return [...byPhoto.values()];
}

function marksOf(line: Line, row: ExchangeRow, conflicts: Conflicts): Partial<TakenPhoto> {
  const { rating, flag } = line;
  const boxes = boxesToDraw(line, row);
  const theirs = conflicts === 'theirs';
  return {
    ...(rating !== null && rating !== row.rating && (row.rating === null || theirs) && { rating }),
    ...(flag !== null && flag !== row.flag && (row.flag === null || theirs) && { flag }),
    ...(boxes.length > 0 && { boxes }),
    ...(line.complete && !row.complete && { complete: true }),
  };
}

function takeSuggestions(library: Library, lines: readonly Line[], { lines: before, suggested }: Gathered): void {
  const said = before.flatMap((line, at) => {
    const photo = lines[at]?.photo ?? null;
    return photo === null
      ? []
      : (suggested.get(line) ?? []).map(({ model, top }) => ({
          ...{ photo, model },
          top: top.map((one) => ({ className: one.class, classIndex: one.index, probability: one.probability })),
        }));
  });
  library.exchange.suggest(said);
}
