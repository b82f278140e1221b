import type { LabelMap } from '../../segmentation/labelMap.ts';
import type { Ring } from '../../segmentation/polygon.ts';
import type { AnnotatedPhoto } from '../boxes/record.ts';

// What all formats of masks are read into and written from. Files draw shapes on photos; a set of them is read at once,
// and each photo painted when it is its turn, since the maps of a whole set would not fit into memory.

/** The class of every pixel of a photo. */
export interface MaskAnnotation {
  /** The map is of its size. */
  readonly photo: AnnotatedPhoto;
  /** [C] names; class index i of the map is the i-th. */
  readonly classes: readonly string[];
  readonly map: LabelMap;
}

/** What was read. */
export interface ReadMasks {
  /** In the order of the file where it has a list of classes, else in that of their first shapes. */
  readonly classes: readonly string[];
  readonly photos: readonly DrawnPhoto[];
  /** What the file says and these records do not, one sentence each. */
  readonly losses: readonly string[];
}

/** The shapes on a photo, each lying over those before it. */
export interface DrawnPhoto {
  readonly photo: AnnotatedPhoto;
  readonly shapes: readonly Shape[];
}

/** A surface of one class, in pixels of the photo. */
export interface Shape {
  readonly classIndex: number;
  readonly surface: Surface;
}

/** How formats state surfaces. */
export type Surface =
  /** Each polygon filled by even-odd; the surface is what any of them covers. */
  | { readonly kind: 'polygons'; readonly polygons: readonly (readonly Ring[])[] }
  /** Run lengths of the whole photo, column by column, zeros first. */
  | { readonly kind: 'columns'; readonly counts: readonly number[] }
  /** Run lengths of a part of the photo, row by row, zeros first. */
  | { readonly kind: 'rows'; readonly counts: readonly number[]; readonly part: Part };

/** A rectangle of whole pixels within a photo. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What was written. */
export interface WrittenMasks {
  readonly text: string;
  /** What these records say and the file does not, one sentence each. */
  readonly losses: readonly string[];
}

/** How outlines are written. */
export interface OutlineOptions {
  /** How far points that are left out may lie from the line; 0, as it is unless given, keeps every pixel. */
  readonly tolerancePx?: number;
}
