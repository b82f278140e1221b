import { glyphOf } from './glyphs.ts';
import { flag, type PointBytes } from './points.ts';

/** What decides how points look. N points. */
export interface PointFacts {
  /** [N] ids */
  readonly photos: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** [N] class numbers, as their marks go by; 0: none. */
  readonly classes: Int32Array;
  readonly human: Uint8Array;
  readonly selected: ReadonlySet<number>;
  /** Photos that the filter leaves; null: all. */
  readonly shown: ReadonlySet<number> | null;
}

const colors = 8;

/** Points as the device takes them: suggestions first, then what people labelled, then what is selected. */
export function pointBytesOf(facts: PointFacts): PointBytes {
  const count = facts.photos.length;
  const bytes = new ArrayBuffer(12 * count);
  const [places, looks] = [new Float32Array(bytes), new Uint8Array(bytes)];
  const flags = flagsOf(facts);
  let at = 0;
  for (const layer of [0, flag.human, flag.selected]) {
    for (let i = 0; i < count; i += 1) {
      if (layerOf(flags[i] ?? 0) !== layer) continue;
      const index = facts.classes[i] ?? 0;
      places[3 * at] = facts.x[i] ?? 0;
      places[3 * at + 1] = facts.y[i] ?? 0;
      looks[12 * at + 8] = index === 0 ? colors : index % colors;
      looks[12 * at + 9] = index === 0 ? 0 : glyphOf(index);
      looks[12 * at + 10] = flags[i] ?? 0;
      at += 1;
    }
  }
  return { bytes, count };
}

const layerOf = (flags: number): number => (flags & flag.selected ? flag.selected : flags & flag.human);

function flagsOf({ photos, human, selected, shown }: PointFacts): Uint8Array {
  return Uint8Array.from(photos, (photo, i) => {
    const leftOut = shown !== null && !shown.has(photo) ? flag.leftOut : 0;
    return (human[i] ? flag.human : 0) | (selected.has(photo) ? flag.selected : 0) | leftOut;
  });
}
