import type { Problem } from '../../../contract/index.ts';
import type { LabelClass, WholeLabel } from '../../../runner/vision/index.ts';

/** A photo that lies where labels are read. */
export interface DiskPhoto {
  readonly path: string;
  readonly bytes: number;
}

/** A photo that something is said of. */
export interface SpokenPhoto {
  /** As it is named. */
  readonly file: string;
  /** What names it: a file of labels, or the photo itself. */
  readonly from: string;
  /** Where it lies; null: nowhere that is known. */
  readonly disk: DiskPhoto | null;
  readonly labels: readonly WholeLabel[];
}

/** What was read, before it is known which photos are meant. */
export interface ReadEntries {
  readonly formats: readonly string[];
  readonly classes: readonly LabelClass[];
  readonly photos: readonly SpokenPhoto[];
  readonly losses: readonly string[];
  readonly problems: readonly { readonly path: string; readonly problem: Problem }[];
}
