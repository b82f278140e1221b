import { failure, type EngineContract, type NewBox, type OutputOf } from '../../../contract/index.ts';
import { counted } from '../../words.ts';
import type { Library, NamedPhoto, PhotoBoxes } from '../../library/index.ts';
import { photosNamed, placedBoxes, readBoxFiles } from '../annotations/index.ts';

type Method = EngineContract['boxes.import'];

export interface ImportWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: { done: number; total: number }) => void;
}

/** Edges that are nearer than this to those of a drawn box of the class are that box, in pixels. */
const samePx = 0.5;

/** Reads files of boxes for photos of the library; those that are drawn already are left out. One undo step. */
export async function importBoxes(
  library: Pick<Library, 'boxes' | 'history'>,
  paths: readonly string[],
  { signal, onProgress }: ImportWatch,
): Promise<OutputOf<Method>> {
  const read = await readBoxFiles(paths, { stop: signal, onProgress });
  const { photos, problems, losses } = await placedBoxes(read, photosNamed(library.boxes.names()), sizeOf);
  signal.throwIfAborted();
  const drawn = unknownBoxes(library, photos);
  const boxes = drawn.reduce((sum, one) => sum + one.boxes.length, 0);
  const known = photos.reduce((sum, one) => sum + one.boxes.length, 0) - boxes;
  return {
    ...{ photos: drawn.length, boxes, problems },
    losses: known === 0 ? losses : [...losses, `Left out: ${counted(known, 'box', 'boxes')} drawn already.`],
    history: boxes === 0 ? library.history() : library.boxes.drawAll(drawn, titleOf(boxes, drawn.length)),
  };
}

const titleOf = (boxes: number, photos: number): string =>
  `Import ${counted(boxes, 'box', 'boxes')} for ${counted(photos, 'photo')}`;

/** @throws photo/corrupt */
function sizeOf({ width, height }: NamedPhoto): { width: number; height: number } {
  if (width !== null && height !== null) return { width, height };
  throw failure('photo/corrupt', { reason: 'it has not been read yet, or cannot be.' });
}

type Placed = readonly { readonly photo: NamedPhoto; readonly boxes: readonly NewBox[] }[];

function unknownBoxes(library: Pick<Library, 'boxes'>, placed: Placed): PhotoBoxes[] {
  const drawn = new Map(
    library.boxes.photos(placed.map(({ photo }) => photo.photo)).map((one) => [one.photo, one.boxes]),
  );
  return placed.flatMap(({ photo: { photo }, boxes }) => {
    const known: Pick<NewBox, 'className' | 'box'>[] = [...(drawn.get(photo) ?? [])];
    const unknown = boxes.filter((box) => {
      if (known.some((one) => isSame(one, box))) return false;
      known.push(box);
      return true;
    });
    return unknown.length === 0 ? [] : [{ photo, boxes: unknown }];
  });
}

const isSame = (a: Pick<NewBox, 'className' | 'box'>, b: NewBox): boolean =>
  a.className === b.className &&
  (['x0', 'y0', 'x1', 'y1'] as const).every((edge) => Math.abs(a.box[edge] - b.box[edge]) < samePx);
