import type { DepthChoices } from '../../../../electron/contract/index.ts';
import { t } from '../../../words/index.ts';

// The network as a column of blocks, the head on top and the photo below: deeper is further down. Lengths are pixels of
// the drawing, which is drawn at its own size.

export const picture = { width: 304, headHeight: 28, photoHeight: 22, blocksHeight: 306, trackX: 12, middleX: 142 };
const narrowest = 76;
const widest = 196;
const gap = 2;
/** A block that is lower than this has no room for its name. */
const lowestWithName = 13;

/** One rectangle of the column. */
export interface Bar {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly parameters: number | null;
  readonly named: boolean;
}

export interface Column {
  /** The head first, then the blocks towards the input. */
  readonly bars: readonly Bar[];
  readonly photo: Bar;
  /** [positions] where the handle stands: below the head, then below each block. */
  readonly stops: readonly number[];
  readonly height: number;
}

/** Lays the network out; a block is the wider, the finer the grid of positions it works on. */
export function columnOf({ blocks, headParameters }: Pick<DepthChoices, 'blocks' | 'headParameters'>): Column {
  const pitch = blocks.length === 0 ? 0 : picture.blocksHeight / blocks.length;
  const finest = Math.max(2, ...blocks.map(({ dims }) => sideOf(dims)));
  const head = bar(t('Head'), narrowest, 0, picture.headHeight - gap, headParameters);
  const rest = blocks.map(({ name, dims, parameters }, i) => {
    const share = Math.log2(sideOf(dims)) / Math.log2(finest);
    const width = narrowest + (widest - narrowest) * share;
    return bar(name, width, picture.headHeight + i * pitch, Math.max(1, pitch - gap), parameters);
  });
  const end = picture.headHeight + pitch * blocks.length;
  return {
    bars: [head, ...rest],
    photo: bar('Photo', widest, end, picture.photoHeight - gap, null),
    stops: [picture.headHeight - gap / 2, ...rest.map((_, i) => picture.headHeight + (i + 1) * pitch - gap / 2)],
    height: end + picture.photoHeight,
  };
}

/** The stop nearest to a height in the drawing, among those up to `last`. */
export function stopAt({ stops }: Pick<Column, 'stops'>, y: number, last: number): number {
  const distances = stops.slice(0, last + 1).map((stop) => Math.abs(stop - y));
  return distances.indexOf(Math.min(...distances));
}

/** Positions along the longer side of what enters a block; 1 for plain features. */
const sideOf = (dims: readonly number[]): number => Math.max(1, ...dims.slice(1));

function bar(name: string, width: number, y: number, height: number, parameters: number | null): Bar {
  return { name, x: picture.middleX - width / 2, y, width, height, parameters, named: height >= lowestWithName };
}

/** What fits into the narrowest block. */
export const shortName = (name: string): string => (name.length <= 12 ? name : `…${name.slice(-11)}`);
