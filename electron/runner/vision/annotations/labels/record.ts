import type { AnnotatedObject } from '../boxes/record.ts';

// What all formats of labels of whole photos are read into and written from.

/** human: a person said so · suggested: a network did · rejected: a person called what a network said wrong */
export type WholeLabelState = 'human' | 'suggested' | 'rejected';

/** A class of a whole photo. */
export interface WholeLabel {
  readonly className: string;
  readonly state: WholeLabelState;
  /** Of a network, 0 to 1. */
  readonly confidence?: number;
  /** The network that said so: its hash, or what a file calls it. */
  readonly model?: string;
}

export interface LabelledPhoto {
  /** A path with forward slashes, relative to where all photos lie. */
  readonly file: string;
  /** Pixels after orientation; 0 × 0 where nothing is known. */
  readonly width: number;
  readonly height: number;
  readonly labels: readonly WholeLabel[];
  /** Boxes, for formats that hold both. */
  readonly objects: readonly AnnotatedObject[];
}

export interface LabelClass {
  readonly name: string;
  /** The class that it lies below; null: none. */
  readonly parent: string | null;
}

/** Labels of photos, and the classes in the order of the library. */
export interface LabelSet {
  readonly classes: readonly LabelClass[];
  readonly photos: readonly LabelledPhoto[];
}

/** What was read. */
export interface ReadLabels extends LabelSet {
  /** What the file says and these records do not, one sentence each. */
  readonly losses: readonly string[];
}

export interface LabelFile {
  /** Relative to the folder of the export, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Where a photo itself has to lie for the format to be read. */
export interface PlacedFile {
  /** Position in the set. */
  readonly photo: number;
  readonly path: string;
}

/** What was written. */
export interface WrittenLabels {
  readonly files: readonly LabelFile[];
  readonly places: readonly PlacedFile[];
  /** What these records say and the files do not, one sentence each. */
  readonly losses: readonly string[];
}

export interface LabelWriteOptions {
  /** Begin tables with a byte order mark, without which Excel takes UTF-8 for something else. */
  readonly forSpreadsheets: boolean;
  /** Share of the photos that a format with parts puts into `val`, 0 to 0.9. */
  readonly heldOut: number;
  readonly seed: number;
  /** [photos] photos of one number stay in one part; absent: each stands alone. */
  readonly groups?: Int32Array;
}

/** Only the network's word where a person has not spoken: what a format without states writes of a photo. */
export function plainLabels({ labels }: Pick<LabelledPhoto, 'labels'>): WholeLabel[] {
  const human = labels.filter(({ state }) => state === 'human');
  return human.length > 0 ? human : labels.filter(({ state }) => state === 'suggested');
}

/** A label that a person gave. */
export const humanLabel = (className: string): WholeLabel => ({ className, state: 'human' });

/** The listed classes, then those of photos that are not listed. */
export const allClasses = ({ classes, photos }: LabelSet): LabelClass[] => {
  const known = new Set(classes.map(({ name }) => name));
  const others = photos.flatMap(({ labels }) => labels.map(({ className }) => className));
  return [...classes, ...[...new Set(others)].filter((name) => !known.has(name)).map(flatClass)];
};

export const flatClass = (name: string): LabelClass => ({ name, parent: null });

/** Classes that stand beside each other, in the order in which photos name them. */
export const classesIn = (photos: readonly LabelledPhoto[]): LabelClass[] => allClasses({ classes: [], photos });
