import { splitGroups } from '../../split.ts';
import { fileNamesFor, FreeNames, renamed } from './fileNames.ts';
import { numberedFile } from './folders.ts';
import { labelFormats, labelLosses } from './holds.ts';
import { allClasses, plainLabels, type LabelSet, type LabelWriteOptions, type WrittenLabels } from './record.ts';

// A YOLO set for classification: train/<class>/ and val/<class>/, a photo in one folder only.
//
// Source: Ultralytics documentation, "Image classification datasets overview"

export function writeYoloLabels(set: LabelSet, { heldOut, seed, groups }: LabelWriteOptions): WrittenLabels {
  const names = fileNamesFor(allClasses(set).map(({ name }) => name));
  const index = new Map([...names.keys()].map((name, at) => [name, at]));
  const written = set.photos.flatMap((photo, position) => {
    const [first] = plainLabels(photo);
    return first ? [{ photo, position, className: first.className }] : [];
  });
  const inVal = splitGroups({
    classesOf: written.map(({ className }) => [index.get(className) ?? 0]),
    groups: Int32Array.from(written, ({ position }) => groups?.[position] ?? position),
    ...{ share: heldOut, seed },
  });
  const free = new FreeNames();
  const places = written.map(({ photo, position, className }, at) => {
    const folder = `${inVal[at] === 1 ? 'val' : 'train'}/${names.get(className) ?? '_'}`;
    return { photo: position, path: free.take((attempt) => `${folder}/${numberedFile(photo.file, attempt)}`) };
  });
  const alone = heldOut > 0 ? [] : ['There is no part “val”: nothing was to be held out.'];
  return { files: [], places, losses: [...labelLosses(set, labelFormats.yolo), ...alone, ...renamed(names, 'folder')] };
}
