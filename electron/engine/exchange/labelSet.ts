import type { LabelState, PhotoId, Sha256, Stop } from '../../contract/index.ts';
import type { LabelledPhoto, LabelSet, WholeLabel } from '../../runner/vision/index.ts';
import type { ExchangeRow, Library } from '../library/index.ts';
import { breath, relativeFiles } from './files.ts';
import type { Watch } from './watch.ts';

/** Photos of the library as formats of labels take them. */
export interface LibraryLabels {
  readonly set: LabelSet;
  /** [photos] where each lies. */
  readonly paths: readonly string[];
  /** [photos] photos with the same bytes have the same number. */
  readonly groups: Int32Array;
}

const rowsAtOnce = 500;

/** Photos of ids some hundreds at a time. */
export async function* rowsOf(
  library: Pick<Library, 'exchange'>,
  ids: readonly PhotoId[],
  stop?: Stop,
): AsyncGenerator<ExchangeRow[]> {
  for (let from = 0; from < ids.length; from += rowsAtOnce) {
    stop?.throwIfAborted();
    yield library.exchange.rows(ids.slice(from, from + rowsAtOnce));
    await breath();
  }
}

/** @param model  the network whose suggestions are meant; null: none */
export async function labelsOfLibrary(
  library: Pick<Library, 'exchange' | 'classes'>,
  ids: readonly PhotoId[],
  { states, model }: { readonly states: readonly LabelState[]; readonly model: Sha256 | null },
  { signal, onProgress }: Watch,
): Promise<LibraryLabels> {
  const photos: LabelledPhoto[] = [];
  const paths: string[] = [];
  const groups: number[] = [];
  const known = new Map<string, number>();
  for await (const rows of rowsOf(library, ids, signal)) {
    for (const row of rows) {
      paths.push(row.path);
      const key = row.hash ?? row.path;
      known.set(key, known.get(key) ?? known.size);
      groups.push(known.get(key) ?? 0);
      photos.push(photoOf(row, states, model));
    }
    onProgress({ done: photos.length, total: ids.length });
  }
  const { files } = relativeFiles(paths);
  const shelf = library.classes.shelf();
  const names = new Map(shelf.map(({ id, name }) => [id, name]));
  const classes = shelf.map(({ name, parent }) => ({
    name,
    parent: parent === null ? null : (names.get(parent) ?? null),
  }));
  return {
    set: { classes, photos: photos.map((photo, at) => ({ ...photo, file: files[at] ?? photo.file })) },
    paths,
    groups: Int32Array.from(groups),
  };
}

function photoOf(row: ExchangeRow, states: readonly LabelState[], model: Sha256 | null): LabelledPhoto {
  const given = row.labels.map(({ className }): WholeLabel => ({ className, state: 'human' }));
  const wrong = row.rejected.map((one): WholeLabel => ({
    className: one.className,
    state: 'rejected',
    model: one.model,
  }));
  const isWrong = new Set(row.rejected.filter((one) => one.model === model).map(({ className }) => className));
  const isGiven = new Set(given.map(({ className }) => className));
  const best = row.suggested.find((one) => one.model === model && one.rank === 0);
  const suggested: WholeLabel[] =
    best && !isWrong.has(best.className) && !isGiven.has(best.className)
      ? [{ className: best.className, state: 'suggested', confidence: best.probability, model: best.model }]
      : [];
  const labels = [...given, ...suggested, ...wrong].filter(({ state }) => states.includes(state));
  const objects = row.boxes.map(({ className, box, difficult }) => ({
    className,
    box,
    ...(difficult && { difficult }),
  }));
  return { file: row.path, width: row.width ?? 0, height: row.height ?? 0, labels, objects };
}
