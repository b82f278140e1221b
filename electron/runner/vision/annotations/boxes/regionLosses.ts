import { countLosses, noteFields } from '../losses.ts';
import type { AnnotatedObject } from './record.ts';

/** What regions in XMP have no place for, one sentence each. */
export function regionLosses(objects: readonly AnnotatedObject[]): readonly string[] {
  const losses = countLosses();
  noteFields(losses, objects, ['difficult', 'truncated', 'occluded', 'crowd', 'pose', 'score']);
  return losses.sentences();
}
