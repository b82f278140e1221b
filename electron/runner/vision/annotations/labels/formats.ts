import type { LabelFormat } from '../../../../contract/index.ts';
import { isLabelStudio } from '../labelStudio.ts';
import { readCocoLabels, writeCocoLabels } from './coco.ts';
import { readCreateMlLabels, writeCreateMlLabels } from './createMl.ts';
import { isCsvLabels, readCsvLabels, writeCsvLabels } from './csv.ts';
import { readCvatLabels, writeCvatLabels } from './cvat.ts';
import { readFiftyOneLabels, writeFiftyOneLabels } from './fiftyOne.ts';
import { writeFolderLabels } from './folders.ts';
import { readLabelmeLabels, writeLabelmeLabels } from './labelme.ts';
import { readLabelStudioLabels, writeLabelStudioLabels } from './labelStudio.ts';
import type { LabelSet, LabelWriteOptions, ReadLabels, WrittenLabels } from './record.ts';
import { isVocLabels, readVocLabels, writeVocLabels } from './voc.ts';
import { writeYoloLabels } from './yolo.ts';

// All formats of labels of whole photos by name, and which one a file has.

const writers: Readonly<Record<LabelFormat, (set: LabelSet, options: LabelWriteOptions) => WrittenLabels>> = {
  folders: writeFolderLabels,
  csv: writeCsvLabels,
  coco: writeCocoLabels,
  voc: writeVocLabels,
  yolo: writeYoloLabels,
  labelme: writeLabelmeLabels,
  cvat: writeCvatLabels,
  createml: writeCreateMlLabels,
  labelstudio: writeLabelStudioLabels,
  fiftyone: writeFiftyOneLabels,
};

export const writeLabels = (format: LabelFormat, set: LabelSet, options: LabelWriteOptions): WrittenLabels =>
  writers[format](set, options);

/** Formats that are files; those of folders have nothing to read but where photos lie. */
export type LabelFileKind = Exclude<LabelFormat, 'folders' | 'yolo'>;

/** Extensions that labels come in. */
export const labelFileNames = /\.(xml|json|csv|tsv|txt)$/i;

/**
 * The format of a file; null where it holds nothing that is known to be labels of whole photos.
 *
 * @param name  of the file, with its extension
 */
export function labelFileKind(name: string, text: string): LabelFileKind | null {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (extension === 'json') return jsonKind(text);
  if (extension === 'xml') return /<annotations[\s>]/.test(text) ? 'cvat' : null;
  if (extension === 'txt' && isVocLabels(name, text)) return 'voc';
  return ['csv', 'tsv', 'txt'].includes(extension) && isCsvLabels(text) ? 'csv' : null;
}

function jsonKind(text: string): LabelFileKind | null {
  if (/^\s*\uFEFF?\s*\[/.test(text)) return isLabelStudio(text) ? 'labelstudio' : 'createml';
  if (/"(shapes|imagePath)"\s*:/.test(text)) return 'labelme';
  if (/"(images|categories)"\s*:/.test(text)) return 'coco';
  return /"labels"\s*:\s*\{/.test(text) ? 'fiftyone' : null;
}

/** @param name  of the file: VOC's says the class  @throws annotation/not-readable */
export function readLabels(kind: LabelFileKind, name: string, text: string): ReadLabels {
  switch (kind) {
    case 'csv':
      return readCsvLabels(text);
    case 'coco':
      return readCocoLabels(text);
    case 'voc':
      return readVocLabels(name, text);
    case 'labelme':
      return readLabelmeLabels(text);
    case 'cvat':
      return readCvatLabels(text);
    case 'createml':
      return readCreateMlLabels(text);
    case 'labelstudio':
      return readLabelStudioLabels(text);
    case 'fiftyone':
      return readFiftyOneLabels(text);
  }
}
