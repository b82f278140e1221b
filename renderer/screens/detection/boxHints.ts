import type { BoxGesture } from '../../state/boxGesture.svelte.ts';
import type { Boxes } from '../../state/boxes.svelte.ts';
import type { Proposals } from '../../state/proposals.svelte.ts';

/** What to do next, where that is not plain; null: nothing is missing. */
export function hintOf(boxes: Boxes, gesture: BoxGesture, proposals: Proposals): string | null {
  const { chosen, classes } = boxes;
  if (gesture.drawing && classes.loaded && classes.chosen === null) return 'Name a class beside the photo, then draw.';
  if (gesture.corner) return 'Press the opposite corner. Esc gives up.';
  if (gesture.offered) return 'Press or Enter takes this proposal; Tab offers the next larger one.';
  if (chosen?.kind === 'found') return 'Enter accepts, Backspace rejects.';
  if (gesture.drawing && proposals.snaps && !proposals.proposed) return null;
  if (gesture.drawing && !chosen) return `Drag a box around “${classes.chosen ?? ''}”, or press two corners.`;
  return null;
}
