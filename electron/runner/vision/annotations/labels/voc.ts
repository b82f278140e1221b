import { notReadable } from '../reading.ts';
import { fileNamesFor, FreeNames, partsOf, renamed } from './fileNames.ts';
import { labelFormats, labelLosses } from './holds.ts';
import { allClasses, humanLabel, plainLabels, type LabelledPhoto, type LabelSet, type ReadLabels } from './record.ts';
import type { PlacedFile, WrittenLabels } from './record.ts';

// Pascal VOC's image sets for classification: for each class a file `<class>_trainval.txt` in ImageSets/Main with a line
// for each photo, its name without an ending and 1, −1 or 0 behind it: the class is there, is not, or is hard to see.
//
// Source: Everingham and Winn, "The PASCAL visual object classes challenge 2012 development kit", section 3.1

const part = 'trainval';

export function writeVocLabels(set: LabelSet): WrittenLabels {
  const { named, alike, broken } = namedPhotos(set.photos);
  const classes = allClasses(set).map(({ name }) => name);
  const names = fileNamesFor(classes);
  const of = (className: string): string =>
    named.map(({ id, classNames }) => `${id} ${classNames.has(className) ? ' 1' : '-1'}\n`).join('');
  const files = [
    { path: `ImageSets/Main/${part}.txt`, text: named.map(({ id }) => `${id}\n`).join('') },
    ...classes.map((name) => ({ path: `ImageSets/Main/${names.get(name) ?? ''}_${part}.txt`, text: of(name) })),
  ];
  const spaced = named.filter(({ id }) => /\s/.test(id)).length;
  const losses = [
    ...labelLosses(set, labelFormats.voc),
    ...sentence(alike, 'Left out: a photo that only its ending tells from another'),
    ...sentence(broken, 'Left out: a photo with a line break in its name'),
    ...sentence(spaced, 'Names of photos have spaces in them, at which other readers of VOC may stumble'),
    ...renamed(names, 'file'),
  ];
  const places = named.map(({ photo, file }): PlacedFile => ({ photo, path: `JPEGImages/${file}` }));
  return { files, places, losses };
}

const sentence = (count: number, text: string): string[] => (count === 0 ? [] : [`${text} (${count}).`]);

interface NamedPhoto {
  readonly photo: number;
  readonly file: string;
  readonly id: string;
  readonly classNames: ReadonlySet<string>;
}

function namedPhotos(photos: readonly LabelledPhoto[]): { named: NamedPhoto[]; alike: number; broken: number } {
  const free = new FreeNames();
  let [alike, broken] = [0, 0];
  const named = photos.flatMap((one, photo): NamedPhoto[] => {
    const classNames = new Set(plainLabels(one).map(({ className }) => className));
    if (classNames.size === 0) return [];
    const id = partsOf(one.file).stem;
    if (/[\r\n]/.test(id)) broken += 1;
    else if (free.take((attempt) => (attempt === 1 ? id : `${id}/${attempt}`)) !== id) alike += 1;
    else return [{ photo, file: one.file, id, classNames }];
    return [];
  });
  return { named, alike, broken };
}

const fileName = /^(.+)_(train|val|trainval|test)\.txt$/s;

/** Whether a file is called and begins like one of a class. */
export const isVocLabels = (name: string, text: string): boolean =>
  fileName.test(name) && /^[^\r\n]*\S[ \t]+-?[01][ \t]*(\r|\n|$)/.test(text);

/** @param name  of the file, which says the class  @throws annotation/not-readable */
export function readVocLabels(name: string, text: string): ReadLabels {
  const className = fileName.exec(name)?.[1] ?? notReadable(`"${name}" does not say its class.`);
  const photos = text.split(/\r\n|\r|\n/).flatMap((line, index): LabelledPhoto[] => {
    if (line.trim() === '') return [];
    const [, file = '', said] = /^(.*?)[ \t]+(-?[01])[ \t]*$/.exec(line) ?? [];
    if (said === undefined) return notReadable(`line ${index + 1} does not end in 1, -1 or 0.`);
    const labels = said === '-1' ? [] : [humanLabel(className)];
    return [{ file, width: 0, height: 0, labels, objects: [] }];
  });
  return { classes: [{ name: className, parent: null }], photos, losses: [] };
}
