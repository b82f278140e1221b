import { problemOf, type DetectorSettings, type LabelledPhoto } from '../../../../../contract/index.ts';
import type { Picture } from '../../../../dense/index.ts';
import type { ReadPicture } from '../../../../pixels/index.ts';
import { derived, iou, scaleBox, shuffled, type Box } from '../../../../vision/index.ts';
import { pictureOf, regionsOf } from '../../proposals/index.ts';
import { regionAt } from '../survey.ts';

/** A window onto a photo and what it shows. */
export interface Window {
  /** Which of the pictures. */
  readonly picture: number;
  readonly box: Box;
  /** 0: background, else 1 + the class. */
  readonly target: number;
}

/** Windows of some photos. */
export interface WindowSet {
  readonly things: readonly Window[];
  readonly background: readonly Window[];
}

/** Photos as they are looked at, and the windows onto them that can be learned from. */
export interface Windows {
  readonly pictures: readonly Picture[];
  readonly learned: WindowSet;
  /** Of photos that nothing is learned from; empty where there are too few photos. */
  readonly held: WindowSet;
}

/** A window that overlaps a thing by as much shows it, and is no background. */
const leastOverlapOfThing = 0.5;
/** Of a photo, drawn: neighbors are nearly the same. */
const mostBackgroundOfPhoto = 100;
/** Photos stay in memory, about half a megabyte each. */
const mostPhotos = 600;
/** Every so many photos one is held out, where there are as many. */
const heldOutOf = 5;

export interface WindowHooks {
  readonly stop?: AbortSignal;
  /** Before each photo, by its place among all. */
  readonly onPhoto?: (done: number, total: number) => void;
}

/**
 * Windows by what they show: drawn boxes, and proposals that overlap one by half, of any class, are things; the other
 * proposals are background. In a photo that is not complete only those that overlap a drawn box are. Photos that cannot
 * be read are left out.
 *
 * @throws detection/no-addon
 * @see    Girshick et al., "Rich feature hierarchies", 2014, section 2.3
 */
export async function windowsOf(
  photos: readonly LabelledPhoto[],
  settings: DetectorSettings,
  { stop, onPhoto }: WindowHooks,
): Promise<Windows> {
  const pictures: Picture[] = [];
  const sets = { learned: emptySet(), held: emptySet() };
  const heldOut = drawnOut(photos, settings.seed);
  for (const at of looked(photos, settings.seed)) {
    const photo = photos[at];
    if (!photo) continue;
    stop?.throwIfAborted();
    onPhoto?.(at, photos.length);
    const picture = await readable(photo.path);
    if (!picture) continue;
    const proposals = await regionsOf(picture, settings, stop);
    const truth = truthIn(photo, picture);
    const { things, background } = heldOut.has(at) ? sets.held : sets.learned;
    const found = sorted(proposals, truth, photo.complete, pictures.length);
    things.push(...found.things);
    const order = shuffled(found.background.length, derived(settings.seed, 'background of photo', at));
    const some = [...order.subarray(0, mostBackgroundOfPhoto)];
    background.push(...some.flatMap((one) => found.background[one] ?? []));
    pictures.push(picture);
  }
  return { pictures, ...sets };
}

const emptySet = (): { things: Window[]; background: Window[] } => ({ things: [], background: [] });

/** Photos that are looked at, in their order: those with boxes before others where there are too many. */
function looked(photos: readonly LabelledPhoto[], seed: number): readonly number[] {
  const order = [...shuffled(photos.length, derived(seed, 'photos to tune by'))];
  const [drawn, bare] = [true, false].map((wanted) => order.filter((at) => hasBoxes(photos[at]) === wanted));
  return [...(drawn ?? []), ...(bare ?? [])].slice(0, mostPhotos).sort((a, b) => a - b);
}

/** Photos with boxes that nothing is learned from. */
function drawnOut(photos: readonly LabelledPhoto[], seed: number): ReadonlySet<number> {
  const drawn = [...photos.keys()].filter((at) => hasBoxes(photos[at]));
  const order = shuffled(drawn.length, derived(seed, 'held out of tuning'));
  return new Set(Array.from(order.subarray(0, Math.floor(drawn.length / heldOutOf)), (at) => drawn[at] ?? -1));
}

const hasBoxes = (photo: LabelledPhoto | undefined): boolean => (photo?.boxes.length ?? 0) > 0;

/** null: whoever describes regions says why. */
async function readable(path: string): Promise<ReadPicture | null> {
  try {
    return await pictureOf(path);
  } catch (thrown) {
    if (problemOf(thrown).code.startsWith('photo/')) return null;
    throw thrown;
  }
}

interface Truth {
  readonly box: Box;
  readonly target: number;
}

function truthIn({ boxes }: LabelledPhoto, picture: ReadPicture): readonly Truth[] {
  const [along, down] = [picture.width / picture.photoWidth, picture.height / picture.photoHeight];
  return boxes.map(({ box, classIndex }) => ({ box: scaleBox(box, along, down), target: 1 + classIndex }));
}

/** What each proposal shows, and the drawn boxes themselves. */
function sorted(proposals: ArrayLike<number>, truth: readonly Truth[], complete: boolean, picture: number): WindowSet {
  const things: Window[] = truth.map((one) => ({ ...one, picture }));
  const background: Window[] = [];
  for (let region = 0; region < proposals.length / 4; region++) {
    const box = regionAt(proposals, region);
    const best = truth.reduce(
      (most, { box: drawn, target }) => {
        const overlap = iou(drawn, box);
        return overlap > most.overlap ? { overlap, target } : most;
      },
      { overlap: 0, target: 0 },
    );
    if (best.overlap >= leastOverlapOfThing) things.push({ picture, box, target: best.target });
    else if (complete || best.overlap > 0) background.push({ picture, box, target: 0 });
  }
  return { things, background };
}
