import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure, problemOf } from '../../contract/index.ts';
import type { KeywordFile, KeywordOptions, KeywordTotals } from '../../contract/index.ts';
import { bytesAt, changeOriginal, changeXmp } from '../../metadata/index.ts';
import type { OriginalChange, SidecarFor, Wanted, Written, XmpChange } from '../../metadata/index.ts';
import { exists } from '../images/index.ts';
import type { PhotoToWrite } from '../library/index.ts';

/** A photo and what its file is to say; `photo` is null outside of the library. */
export type Target = Omit<PhotoToWrite, 'photo'> & { readonly photo: number | null };

/** What decides how files are written. */
export interface Rules {
  readonly into: KeywordOptions['into'];
  readonly ancestors: boolean;
  readonly sidecarFor: SidecarFor;
  /** What Fovea wrote into a file before. */
  readonly writtenInto: (file: string) => Written;
}

/** The change of one photo's file. */
export interface FilePlan {
  readonly target: Target;
  readonly file: string;
  /** The bytes of the sidecar that is there; null: none is, or it is the photo's own file. */
  readonly before: Buffer | null;
  readonly change: XmpChange | OriginalChange;
}

/**
 * Works out what writing a photo's keywords changes; nothing is written.
 *
 * @param onFile  takes the file as soon as it is known, so that a failure can name it
 * @throws photo/missing, keywords/broken-xmp, keywords/not-kept, keywords/no-place, disk/denied
 */
export async function planFile(target: Target, rules: Rules, onFile: (file: string) => void): Promise<FilePlan> {
  const { path } = target;
  if (!(await exists(path))) throw failure('photo/missing', {});
  const { file, exists: isThere } =
    rules.into === 'originals' ? { file: path, exists: true } : await rules.sidecarFor(path);
  onFile(file);
  const wanted: Wanted = { ...target, ancestors: rules.ancestors, before: rules.writtenInto(file) };
  if (rules.into === 'originals') return { target, file, before: null, change: await changeOriginal(path, wanted) };
  const before = isThere ? await bytesAt(file) : null;
  return { target, file, before, change: changeXmp(before, wanted) };
}

/** The same as a row that a person reads. A folder that may not be written is found out here already. */
export async function previewFile(target: Target, rules: Rules): Promise<KeywordFile> {
  const { photo, path } = target;
  let file = path;
  try {
    const plan = await planFile(target, rules, (known) => (file = known));
    if (plan.change.changed) await mustBeWritable(file);
    return rowOf(plan);
  } catch (thrown) {
    const nothing = { added: [], removed: [], rating: null, losses: [] };
    return { photo, path, file, does: 'refuse', ...nothing, problem: problemOf(thrown) };
  }
}

async function mustBeWritable(file: string): Promise<void> {
  await access(dirname(file), constants.W_OK).catch(() => {
    throw failure('disk/denied', { path: file });
  });
}

export function rowOf({ target, file, before, change }: FilePlan): KeywordFile {
  const { added, removed, rating, losses, changed } = change;
  const isNew = before === null && file !== target.path;
  return {
    ...{ photo: target.photo, path: target.path, file, added, removed, rating, losses, problem: null },
    does: changed ? (isNew ? 'create' : 'change') : 'nothing',
  };
}

export const noTotals: KeywordTotals = {
  ...{ photos: 0, create: 0, change: 0, nothing: 0, refuse: 0, added: 0, removed: 0 },
};

export const withFile = (totals: KeywordTotals, { does, added, removed }: KeywordFile): KeywordTotals => ({
  ...totals,
  [does]: totals[does] + 1,
  photos: totals.photos + 1,
  added: totals.added + added.length,
  removed: totals.removed + removed.length,
});
