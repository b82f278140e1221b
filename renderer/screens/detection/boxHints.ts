import type { BoxGesture } from '../../state/boxGesture.svelte.ts';
import type { Boxes } from '../../state/boxes.svelte.ts';
import type { Proposals } from '../../state/proposals.svelte.ts';
import { t } from '../../words/index.ts';

/** What to do next, where that is not plain; null: nothing is missing. */
export function hintOf(boxes: Boxes, gesture: BoxGesture, proposals: Proposals): string | null {
  const { chosen, classes } = boxes;
  if (gesture.drawing && classes.loaded && classes.chosen === null)
    return t('Name a class beside the photo, then draw.');
  if (gesture.corner) return t('Press the opposite corner. Esc gives up.');
  if (gesture.offered) return t('Press or Enter takes this proposal; Tab offers the next larger one.');
  if (chosen?.kind === 'found') return t('Enter accepts, Backspace rejects.');
  if (gesture.drawing && proposals.snaps && !proposals.proposed) return null;
  if (gesture.drawing && !chosen)
    return t('Drag a box around “{className}”, or press two corners.', { className: classes.chosen ?? '' });
  return null;
}
