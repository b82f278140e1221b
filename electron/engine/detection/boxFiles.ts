import type { BoxFormat } from '../../contract/index.ts';
import { regionsAsXmp, type RegionStandard } from '../../decode/index.ts';
import {
  regionLosses,
  scaleBox,
  writeCocoBoxes,
  writeCreateMlBoxes,
  writeCsvBoxes,
  writeCvatBoxes,
  writeDataYaml,
  writeLabelmeBoxes,
  writeLabelStudioBoxes,
  writeVocBoxes,
  writeYoloBoxes,
  type BoxAnnotation,
} from '../../runner/vision/index.ts';

// Boxes as files: some formats have one for each photo, some one for a whole set.

export interface BoxFile {
  readonly name: string;
  readonly extension: string;
  readonly text: string;
  readonly losses: readonly string[];
}

/**
 * The file of one photo.
 *
 * @param name  of the photo, without its extension
 * @returns     null  the format has one for a set, or none for a photo without objects
 */
export async function photoFile(
  format: BoxFormat,
  name: string,
  annotation: BoxAnnotation,
  classNames: readonly string[],
): Promise<BoxFile | null> {
  switch (format) {
    // Both are names that programs look for beside a photo, so that the two may lie in one folder.
    case 'iptc':
      return sidecar('iptc', annotation.photo.file, annotation);
    case 'mwg':
      return sidecar('mwg', name, annotation);
    case 'voc':
      return { name, extension: 'xml', ...writeVocBoxes(annotation) };
    case 'labelme':
      return { name, extension: 'json', ...writeLabelmeBoxes(annotation) };
    case 'yolo':
      return annotation.objects.length === 0
        ? null
        : { name, extension: 'txt', ...writeYoloBoxes(annotation, classNames) };
    case 'coco':
    case 'cvat':
    case 'createml':
    case 'csv':
    case 'labelstudio':
      return null;
  }
}

/** The file of a set; null where the format has one for each photo, and nothing for all. */
export function setFile(
  format: BoxFormat,
  annotations: readonly BoxAnnotation[],
  classNames: readonly string[],
): BoxFile | null {
  switch (format) {
    case 'coco':
      return { name: 'coco', extension: 'json', ...writeCocoBoxes(annotations, classNames) };
    case 'cvat':
      return { name: 'cvat', extension: 'xml', ...writeCvatBoxes(annotations, classNames) };
    case 'createml':
      return { name: 'createml', extension: 'json', ...writeCreateMlBoxes(annotations) };
    case 'csv':
      return { name: 'boxes', extension: 'csv', ...writeCsvBoxes(annotations) };
    case 'labelstudio':
      return { name: 'labelstudio', extension: 'json', ...writeLabelStudioBoxes(annotations) };
    case 'yolo':
      return { name: 'data', extension: 'yaml', text: writeDataYaml({ classNames }), losses: [] };
    case 'voc':
    case 'labelme':
    case 'iptc':
    case 'mwg':
      return null;
  }
}

/** Regions in shares of the sides; null for a photo without objects. */
async function sidecar(
  standard: RegionStandard,
  name: string,
  { photo, objects }: BoxAnnotation,
): Promise<BoxFile | null> {
  if (objects.length === 0) return null;
  const { width, height } = photo;
  const regions = objects.map(({ className, box }) => ({ name: className, ...scaleBox(box, 1 / width, 1 / height) }));
  const text = await regionsAsXmp(standard, { regions, width, height });
  return { name, extension: 'xmp', text, losses: regionLosses(objects) };
}

/** What a format cannot hold of these photos, one sentence each. */
export function boxFileLosses(
  format: BoxFormat,
  annotations: readonly BoxAnnotation[],
  classNames: readonly string[],
): readonly string[] {
  const ofPhoto = (annotation: BoxAnnotation): readonly string[] => {
    switch (format) {
      case 'voc':
        return writeVocBoxes(annotation).losses;
      case 'labelme':
        return writeLabelmeBoxes(annotation).losses;
      case 'yolo':
        return writeYoloBoxes(annotation, classNames).losses;
      case 'iptc':
      case 'mwg':
        return regionLosses(annotation.objects);
      case 'coco':
      case 'cvat':
      case 'createml':
      case 'csv':
      case 'labelstudio':
        return [];
    }
  };
  const losses = [...annotations.flatMap(ofPhoto), ...(setFile(format, annotations, classNames)?.losses ?? [])];
  return [...new Set(losses.map(withoutCount))];
}

/** Files of many photos lose the same, some of it more often than others. */
export const withoutCount = (loss: string): string => loss.replace(/ \(\d+ times\)\.$/, '.');
