import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  PhotoRegions,
  type DeviceId,
  type EditHistory,
  type KnownModel,
  type Model,
  type OutputOf,
  type PhotoId,
  type RunnerContract,
  type StrokeAnswer,
  type StrokeWork,
} from '../../contract/index.ts';
import type { RunnerProcess } from '../jobs/index.ts';
import type { Library } from '../library/index.ts';
import type { ModelStore } from '../models/index.ts';
import { sourceOf } from './libraryExport.ts';
import type { Looks } from './libraryLooks.ts';
import { packPixels } from './libraryPixels.ts';
import { inScratch, packedLook, readMap, type Watch } from './segmented.ts';
import { surelySeen } from './surelySeen.ts';

// Segmenters in the making: what a person painted lies in the library, what was learned of it in the runner.

export interface StrokeNeeds {
  readonly library: Pick<Library, 'strokes' | 'source' | 'detail'>;
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly looks: Looks;
  readonly models: Pick<ModelStore, 'addTrained'>;
  /** @throws model/unknown */
  readonly known: (hash: string) => Promise<KnownModel>;
  readonly device: () => DeviceId;
}

type Begin = Parameters<Library['strokes']['begin']>[0];

export interface StrokeBeginning extends Omit<Begin, 'on'> {
  /** A photo as its network sees it, to begin with. */
  readonly from: { readonly photo: PhotoId; readonly settings: Parameters<Looks['look']>[0]['settings'] } | null;
}

/** @throws model/*, photo/*, library/photo-unknown */
export async function beginStrokes(
  { library, looks, known, device }: StrokeNeeds,
  { model: hash, name, classes, from }: StrokeBeginning,
  watch: Watch,
): Promise<{ set: number; history: EditHistory }> {
  const model = await known(hash);
  if (from === null) return library.strokes.begin({ model: model.hash, name, classes, on: null });
  const photo = sourceOf(library, from.photo);
  const look = await looks.look({ photo, model, settings: from.settings, device: device(), seen: true }, watch);
  const seen = surelySeen(look.result.areas, await looks.pixelsOf(look));
  const names = [...seen.classNames, ...classes.filter((one) => !seen.classNames.includes(one))];
  const on = { photo: from.photo, strokes: seen.strokes };
  return library.strokes.begin({ model: model.hash, name, classes: names, on });
}

/** @throws strokes/*, model/*, photo/*, library/photo-unknown, disk/* */
export async function strokeAnswer(
  needs: StrokeNeeds,
  { set, photo }: { readonly set: number; readonly photo: PhotoId },
  watch: Watch,
): Promise<StrokeAnswer> {
  const { runner, looks } = needs;
  const { work, photos } = await workOf(needs, set, photo);
  const shown = photos.indexOf(photo);
  return inScratch(async (folder) => {
    const made = await runner.ask('strokes.answer', { ...work, shown, folder }, watch);
    const { result, next, uncertainty, learnedMs, skipped } = made;
    const map = await readMap(join(folder, result.classes));
    const packed = await packedLook({ result, map, folder });
    // Learning begins where it ended the last time, so that the same strokes may be answered a little otherwise.
    const id = createHash('sha256').update(packed).update(JSON.stringify(result)).digest('hex');
    await looks.keep(id, result, packed);
    return { look: { id, result }, next, uncertainty, learnedMs, problems: problemsOf(skipped, photos) };
  });
}

/** @throws strokes/*, model/*, disk/* */
export async function saveStrokes(
  needs: StrokeNeeds,
  { set, name }: { readonly set: number; readonly name: string },
  watch: Watch,
): Promise<Model> {
  const { work } = await workOf(needs, set, null);
  return inScratch(async (folder) => {
    const file = join(folder, 'segmenter.onnx');
    const { card } = await needs.runner.ask('strokes.save', { ...work, file }, watch);
    return needs.models.addTrained(file, { ...card, name });
  });
}

/** @throws photo/*, library/photo-unknown, segmentation/no-addon, disk/* */
export async function strokeRegions(
  { library, looks, runner }: StrokeNeeds,
  { photo, least }: { readonly photo: PhotoId; readonly least: number },
  watch: Watch,
): Promise<PhotoRegions> {
  const { path, hash } = sourceOf(library, photo);
  const id = idOf('regions', hash, least);
  const known = await looks.kept(id, PhotoRegions);
  if (known) return known;
  return inScratch(async (folder) => {
    const made = await runner.ask('strokes.regions', { path, least, folder }, watch);
    const { file, width, height, regions } = made;
    const map = await readMap(join(folder, file));
    const record: PhotoRegions = { id, width, height, regions };
    await looks.keep(id, record, await packPixels(map, new Uint8Array(width * height)));
    return record;
  });
}

const idOf = (...decides: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(decides)).digest('hex');

/** All that is painted, and the photo that is to be answered among the painted ones. */
async function workOf({ library, known, device }: StrokeNeeds, set: number, shown: PhotoId | null) {
  const { model, classes, photos: paintedOn } = library.strokes.set(set);
  const painted = paintedOn.map(({ photo }) => photo);
  const photos = shown === null || painted.includes(shown) ? painted : [...painted, shown];
  const work: StrokeWork = {
    set,
    model: await known(model),
    classNames: classes.map(({ name }) => name),
    removed: [...classes.keys()].filter((index) => classes[index]?.removed),
    photos: photos.map((photo) => ({ ...sourceOf(library, photo), strokes: library.strokes.of(set, photo) })),
    device: device(),
  };
  return { work, photos };
}

type Skipped = OutputOf<RunnerContract['strokes.answer']>['skipped'];

const problemsOf = (skipped: Skipped, photos: readonly PhotoId[]): StrokeAnswer['problems'] =>
  skipped.map(({ index, problem }) => ({ photo: photos[index] ?? 0, problem }));
