import type { BoxesOfPhoto, PhotoBox } from '../../electron/contract/index.ts';
import type { BoxNumbers } from './boxNumbers.ts';

/** A box as it is shown. */
export interface ShownBox {
  /** Stays the same from the moment it is drawn, before the engine has given it a number and after. */
  readonly key: string;
  readonly kind: 'drawn' | 'found';
  readonly className: string;
  readonly box: PhotoBox;
  readonly difficult: boolean;
  /** How probable what was found is; null: a person drew it. */
  readonly score: number | null;
}

/** What is on the photo. */
export interface Known {
  readonly drawn: readonly ShownBox[];
  readonly found: readonly ShownBox[];
  readonly complete: boolean;
}

export const nothingKnown: Known = { drawn: [], found: [], complete: false };

/** What the engine has, by the keys that its boxes have in this window. */
export const knownOf = ({ drawn, found, complete }: BoxesOfPhoto, numbers: BoxNumbers): Known => ({
  drawn: drawn.map(({ id, className, box, difficult }) => ({
    ...{ key: numbers.keyOf('drawn', id), kind: 'drawn', className, box, difficult, score: null },
  })),
  found: found.map(({ id, className, box, score }) => ({
    ...{ key: numbers.keyOf('found', id), kind: 'found', className, box, difficult: false, score },
  })),
  complete,
});

export const without = (boxes: readonly ShownBox[], keys: readonly string[]): readonly ShownBox[] =>
  boxes.filter(({ key }) => !keys.includes(key));

export const sameBox = (a: PhotoBox, b: PhotoBox): boolean =>
  a.x0 === b.x0 && a.y0 === b.y0 && a.x1 === b.x1 && a.y1 === b.y1;
