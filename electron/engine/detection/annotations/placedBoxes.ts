import { basename } from 'node:path';
import { failure, FoveaError, problemOf, type NewBox, type Problem } from '../../../contract/index.ts';
import { clipBox, scaleBox, type AnnotatedObject } from '../../../runner/vision/index.ts';
import type { FindPhoto } from './photosNamed.ts';
import type { FileAnnotation, FileProblem, ReadBoxFiles } from './readBoxFiles.ts';

/** Pixels of a photo after orientation. */
export interface PhotoSize {
  readonly width: number;
  readonly height: number;
}

/** What annotations say about a photo that is there. */
export interface PlacedBoxes<P> {
  readonly photo: P;
  readonly size: PhotoSize;
  /** Pixels of the photo, inside it. */
  readonly boxes: readonly NewBox[];
}

export interface Placed<P> {
  /** Each photo once, in the order of the annotations. */
  readonly photos: readonly PlacedBoxes<P>[];
  readonly problems: readonly FileProblem[];
  readonly losses: readonly string[];
}

/** Sides of one photo may differ in proportion by so much where a program rounded them. */
const sameProportion = 0.02;

/**
 * Puts what was read onto photos. Boxes are scaled where the photo had another size when it was annotated, and clipped to
 * the photo; one beside it, a photo that is not there, or one that cannot be read is a problem of its own.
 *
 * @param sizeOf  throws photo/* where a photo cannot be read
 */
export async function placedBoxes<P>(
  { annotations, losses, problems: unread }: ReadBoxFiles,
  find: FindPhoto<P>,
  sizeOf: (photo: P) => Promise<PhotoSize> | PhotoSize,
): Promise<Placed<P>> {
  const placed = new Map<P, { size: PhotoSize; boxes: NewBox[] }>();
  const problems = [...unread];
  const [scaled, turned, unnamed] = [new Set<P>(), new Set<P>(), new Set<AnnotatedObject>()];
  for (const annotation of annotations) {
    try {
      const photo = find(annotation);
      const known = placed.get(photo) ?? { size: await sizeOf(photo), boxes: [] };
      placed.set(photo, known);
      const change = changeOf(annotation, known.size);
      if (change !== 'none') (change === 'scaled' ? scaled : turned).add(photo);
      for (const object of annotation.objects) {
        const box = placedBox(object, annotation, known.size);
        if (object.className.trim() === '') unnamed.add(object);
        else if (box) known.boxes.push(box);
        else problems.push({ path: annotation.from, problem: outside(object, annotation) });
      }
    } catch (thrown) {
      problems.push({ path: annotation.from, problem: problemIn(thrown) });
    }
  }
  return {
    photos: [...placed].map(([photo, { size, boxes }]) => ({ photo, size, boxes })),
    problems,
    losses: [
      ...losses,
      ...sentence(scaled.size, 'Boxes were scaled that were drawn when the photo had another size'),
      ...sentence(turned.size, 'Look at photos that had sides of another proportion when they were annotated'),
      ...sentence(unnamed.size, 'Left out: a box without the name of a class'),
    ],
  };
}

const sentence = (count: number, text: string): string[] => (count === 0 ? [] : [`${text} (${count}).`]);

function changeOf({ photo, inShares }: FileAnnotation, { width, height }: PhotoSize): 'none' | 'scaled' | 'turned' {
  if (photo.width === 0 || photo.height === 0 || (photo.width === width && photo.height === height)) return 'none';
  const proportion = (photo.width * height) / (photo.height * width);
  if (Math.abs(Math.log(proportion)) > sameProportion) return 'turned';
  return inShares ? 'none' : 'scaled';
}

/** null: nothing of it is on the photo. */
function placedBox(object: AnnotatedObject, { photo, inShares }: FileAnnotation, { width, height }: PhotoSize) {
  const [x, y] = inShares
    ? [width, height]
    : [photo.width === 0 ? 1 : width / photo.width, photo.height === 0 ? 1 : height / photo.height];
  const box = clipBox(scaleBox(object.box, x, y), width, height);
  if (!(box.x1 > box.x0 && box.y1 > box.y0)) return null;
  return { className: object.className.trim().slice(0, 200), box, difficult: object.difficult === true };
}

const outside = ({ className }: AnnotatedObject, { photo, from }: FileAnnotation): Problem => {
  const { code, message, remedy } = problemOf(failure('boxes/outside', { className }));
  return { code, message: `${photo.file || basename(from)}: ${message}`, remedy };
};

/** What concerns one photo alone; anything else goes on up. */
function problemIn(thrown: unknown): Problem {
  if (thrown instanceof FoveaError && /^(boxes|photo)\//.test(thrown.code)) return problemOf(thrown);
  throw thrown;
}
