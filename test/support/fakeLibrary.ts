import type { Facets, LibraryClass, Photo, PhotoFilter } from '../../electron/contract/index.ts';

// What a library says of photos that are rows only.

/** The day on which all of them were taken. */
const day = '2024-06-21';

/** Classes that a photo stands under. */
const classesOf = ({ labels, best }: Photo): readonly string[] =>
  labels.length > 0 ? labels : best ? [best.className] : [];

function isOrLiesBelow(name: string, above: string, shelf: readonly LibraryClass[]): boolean {
  if (name === above) return true;
  const parent = shelf.find((one) => one.name === name)?.parent ?? null;
  const over = shelf.find(({ id }) => id === parent);
  return over !== undefined && isOrLiesBelow(over.name, above, shelf);
}

export function fits(photo: Photo, filter: PhotoFilter, shelf: readonly LibraryClass[] = []): boolean {
  const { className, state, text, minProbability, maxProbability, minRating, flag } = filter;
  if (minRating !== null && (photo.rating ?? -1) < minRating) return false;
  if (flag !== null && (photo.flag ?? 'none') !== flag) return false;
  if (className !== null && !classesOf(photo).some((one) => isOrLiesBelow(one, className, shelf))) return false;
  if ((filter.from ?? day) > day || (filter.to ?? day) < day) return false;
  if (text !== null && !photo.fileName.includes(text)) return false;
  if (minProbability !== null && (photo.best?.probability ?? 0) < minProbability) return false;
  if (maxProbability !== null && (photo.best?.probability ?? 1) > maxProbability) return false;
  return state === null || stateOf(photo) === state;
}

function stateOf(photo: Photo): NonNullable<PhotoFilter['state']> {
  if (photo.problem) return 'attention';
  if (photo.label !== null) return 'labelled';
  if (photo.rejected) return 'rejected';
  return photo.best ? 'suggested' : 'unclassified';
}

export function facetsOf(photos: readonly Photo[]): Facets {
  const classes = new Map<string, { className: string; labelled: number; suggested: number }>();
  const counts = { labelled: 0, suggested: 0, rejected: 0, unclassified: 0, attention: 0, missing: 0 };
  const ratings = [0, 0, 0, 0, 0, 0];
  const flags = { pick: 0, reject: 0, none: 0 };
  for (const photo of photos) {
    counts[stateOf(photo)] += 1;
    flags[photo.flag ?? 'none'] += 1;
    if (photo.rating !== null) ratings[photo.rating]! += 1;
    for (const className of classesOf(photo)) {
      const row = classes.get(className) ?? { className, labelled: 0, suggested: 0 };
      if (photo.label === null) row.suggested += 1;
      else row.labelled += 1;
      classes.set(className, row);
    }
  }
  const { labelled, rejected, unclassified, attention } = counts;
  return {
    total: photos.length,
    labelled,
    rejected,
    unclassified,
    attention,
    ratings,
    flags,
    classes: [...classes.values()],
    cameras: photos.length > 0 ? [{ camera: 'FUJIFILM X-T4', count: photos.length }] : [],
    folders: photos.length > 0 ? [{ folder: '/home/me/Pictures/Lofoten', count: photos.length }] : [],
    years: photos.length > 0 ? [{ year: 2024, count: photos.length }] : [],
  };
}

/** Of every seven photos the first three stand together. */
export function grouped(photo: Photo): Photo {
  const place = (photo.id - 1) % 7;
  return place > 2 ? photo : { ...photo, group: { id: Math.floor((photo.id - 1) / 7), size: 3, place } };
}

/** Photos as they are after weeks of work: stars, flags, several classes. */
export const livedIn = (photos: readonly Photo[]): Photo[] =>
  photos.map((photo) => {
    const { id, problem, labels } = photo;
    if (problem !== null) return photo;
    const rating = id % 4 === 0 ? (id % 5) + 1 : null;
    const flag = id % 9 === 0 ? 'reject' : id % 6 === 0 ? 'pick' : null;
    const second = labels.includes('sea') ? 'boat' : 'sea';
    return { ...photo, rating, flag, labels: id % 10 === 0 && labels.length > 0 ? [...labels, second] : labels };
  });

/** A shelf of five classes, two of them below another. */
export const someShelf: readonly LibraryClass[] = [
  { id: 1, name: 'landscape', parent: null },
  { id: 2, name: 'mountain', parent: 1 },
  { id: 3, name: 'sea', parent: 1 },
  { id: 4, name: 'bird', parent: null },
  { id: 5, name: 'boat', parent: null },
].map((one) => ({ ...one, photos: 0, boxes: 0, alsoCalled: [] }));

const runnersUp = [0.3, 0.15, 0.08, 0.04];

const someKeywords = [
  { path: ['places', 'Lofoten'], source: 'sidecar' as const },
  { path: ['sea'], source: 'xmp' as const },
];

export function detailOf(photo: Photo) {
  const best = photo.best;
  const left = best ? 1 - best.probability : 0;
  const others = ['sea', 'forest', 'street', 'portrait'].filter((name) => name !== best?.className);
  const top = best
    ? [
        best,
        ...others.map((className, i) => ({ classIndex: 100 + i, className, probability: left * (runnersUp[i] ?? 0) })),
      ]
    : [];
  return {
    ...photo,
    path: `/home/me/Pictures/Lofoten/${photo.fileName}`,
    bytes: 4_812_345,
    takenAtMs: Date.UTC(2024, 5, 21, 23, 41),
    camera: 'FUJIFILM X-T4',
    artist: null,
    format: 'JPEG',
    orientation: 6,
    hash: null,
    fromPreview: false,
    ...{ keywords: photo.id === 1 ? someKeywords : [], colorLabel: null, keywordProblem: null },
    top,
    topFrom: best ? 'SqueezeNet 1.1' : null,
  };
}

export function seenPart(width: number, height: number, fit: 'crop' | 'pad' | 'squash') {
  if (fit === 'squash') return { x0: 0, y0: 0, x1: width, y1: height };
  const side = fit === 'crop' ? Math.min(width, height) * 0.875 : Math.max(width, height);
  return { x0: (width - side) / 2, y0: (height - side) / 2, x1: (width + side) / 2, y1: (height + side) / 2 };
}
