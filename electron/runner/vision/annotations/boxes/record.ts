import type { Box } from '../../detection/box.ts';

// What all formats of boxes are read into and written from. A mark that is absent means no.

export interface AnnotatedObject {
  readonly className: string;
  readonly box: Box;
  /** Hard to recognize: not to be counted when detections are judged. */
  readonly difficult?: boolean;
  /** Reaches out of the box, as at the edge of the photo. */
  readonly truncated?: boolean;
  /** Partly hidden by something else. */
  readonly occluded?: boolean;
  /** Many of the class under one box. */
  readonly crowd?: boolean;
  /** From where it is seen, in the words of the format: VOC has Left, Right, Frontal and Rear. */
  readonly pose?: string;
  /** Of a detection; what a person drew has none. */
  readonly score?: number;
}

/** A photo as the file names it, pixels after orientation; 0 × 0 where the file does not say. */
export interface AnnotatedPhoto {
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

export interface BoxAnnotation {
  readonly photo: AnnotatedPhoto;
  readonly objects: readonly AnnotatedObject[];
}

/** What was read. */
export interface ReadBoxes {
  readonly annotations: readonly BoxAnnotation[];
  /** In the order of the file where it has a list of classes, else in that of their first objects. */
  readonly classNames: readonly string[];
  /** What the file says and these records do not, one sentence each. */
  readonly losses: readonly string[];
}

/** What was written. */
export interface WrittenBoxes {
  readonly text: string;
  /** What these records say and the file does not, one sentence each. */
  readonly losses: readonly string[];
}

/** The classes of objects, in the order of their first objects. */
export const classNamesIn = (annotations: readonly BoxAnnotation[]): string[] => [
  ...new Set(annotations.flatMap(({ objects }) => objects.map(({ className }) => className))),
];

/** The listed classes, then those of objects that are not listed. */
export const allClassNames = (listed: readonly string[], annotations: readonly BoxAnnotation[]): string[] => [
  ...new Set([...listed, ...classNamesIn(annotations)]),
];

export const marks = ['difficult', 'truncated', 'occluded', 'crowd'] as const;
export type Mark = (typeof marks)[number];

/** Of possible marks, those that are made, as fields of an object. */
export const marksMade = (made: (mark: Mark) => boolean): Partial<Record<Mark, true>> =>
  Object.fromEntries(marks.filter(made).map((mark) => [mark, true]));

/** A field for an object where there is a value, none where there is not. */
export const given = <K extends string, V>(key: K, value: V | null | undefined): Partial<Record<K, V>> =>
  value === null || value === undefined ? {} : ({ [key]: value } as Record<K, V>);
