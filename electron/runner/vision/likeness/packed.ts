import type { Sketches } from './lookalikes.ts';
import { parts, sketchSide, type Sketch } from './sketch.ts';

const cells = sketchSide * sketchSide;
const words = 2 * parts.length;

/** A sketch as bytes: the cells, then the prints as the machine has them. */
export function packedSketch({ grey, prints }: Sketch): Uint8Array {
  const packed = new Uint8Array(cells + 4 * words);
  packed.set(grey);
  packed.set(new Uint8Array(prints.buffer, prints.byteOffset, prints.byteLength), cells);
  return packed;
}

/** Puts a packed sketch at a place of many; false: it is of another length, as an earlier version may have left it. */
export function unpackInto({ greys, prints }: Sketches, index: number, packed: Uint8Array): boolean {
  if (packed.length !== cells + 4 * words) return false;
  greys.set(packed.subarray(0, cells), index * cells);
  prints.set(new Uint32Array(packed.slice(cells).buffer), index * words);
  return true;
}

/** Room for the sketches of many photos; a photo without one is like no other. */
export function emptySketches(count: number): Sketches {
  return { greys: new Uint8Array(count * cells), prints: new Uint32Array(count * words) };
}
