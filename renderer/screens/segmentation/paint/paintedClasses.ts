import type { SegmentedPhoto } from '../../../../electron/contract/index.ts';
import type { PaintedClass } from '../../../state/segmenters.svelte.ts';
import { lookOf } from '../classes.ts';
import type { ShownClass } from '../classes.ts';

/**
 * The classes that are painted as they are drawn, in the order of the set. Each always looks alike, whatever the answer
 * says, and what is called background is drawn like any other: a person has to see what it was given to.
 */
export function paintedClasses(classes: readonly PaintedClass[], result: SegmentedPhoto | null): readonly ShownClass[] {
  const shares = new Map(result?.areas.map(({ classIndex, share }) => [classIndex, share]));
  return classes.map(({ index, name }) => ({
    name,
    shares: [result && (shares.get(index) ?? 0), null],
    indices: [[index], []],
    ...lookOf(index),
    background: false,
  }));
}
