import type { BoxFormat } from '../../contract/index.ts';
import {
  writeCocoBoxes,
  writeCreateMlBoxes,
  writeCsvBoxes,
  writeCvatBoxes,
  writeDataYaml,
  writeLabelmeBoxes,
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
export function photoFile(
  format: BoxFormat,
  name: string,
  annotation: BoxAnnotation,
  classNames: readonly string[],
): BoxFile | null {
  switch (format) {
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
    case 'yolo':
      return { name: 'data', extension: 'yaml', text: writeDataYaml({ classNames }), losses: [] };
    case 'voc':
    case 'labelme':
      return null;
  }
}
