import { fromTheFront } from './axis.ts';

/** Elements put before and after each axis; negative where they are taken away. */
export interface Padding {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** ONNX lists pads as all that go before, then all that go after; `axes` says of which axes, null of all. */
export function padsOf(rank: number, pads: readonly number[], axes: readonly number[] | null): Padding {
  const before = Array<number>(rank).fill(0);
  const after = Array<number>(rank).fill(0);
  const count = pads.length / 2;
  for (let i = 0; i < count; i++) {
    const axis = fromTheFront(axes?.[i] ?? i, rank);
    before[axis] = pads[i] ?? 0;
    after[axis] = pads[count + i] ?? 0;
  }
  return { before, after };
}
