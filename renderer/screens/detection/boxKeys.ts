import type { PhotoId } from '../../../electron/contract/index.ts';
import { boxBetween } from '../../state/boxGeometry.ts';
import type { BoxGesture } from '../../state/boxGesture.svelte.ts';
import type { Boxes } from '../../state/boxes.svelte.ts';
import type { Proposals } from '../../state/proposals.svelte.ts';
import type { Extent, Placement } from '../photo/photoZoom.ts';

/** What keys do something to. */
export interface Boxing {
  readonly boxes: Boxes;
  readonly gesture: BoxGesture;
  readonly proposals: Proposals;
}

/** Where the photo lies while a key is pressed. */
export interface View {
  readonly place: Placement;
  readonly stage: Extent;
  readonly photo: Extent;
  /** The photo before this one; null: there is none, or it is not loaded. */
  readonly before: PhotoId | null;
  /** No control has the focus: Tab may go from box to box. */
  readonly free: boolean;
  readonly fit: () => void;
}

type Press = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey'>;

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Pixels of the photo that Shift and an arrow move a box by. */
const shiftPx = 10;
/** Steps of probability from none to certainty. */
const thresholdSteps = 20;

/** Does what a key means on a photo with boxes; false: it means nothing here. */
export function pressOnBoxes(press: Press, boxing: Boxing, view: View): boolean {
  const { key, shiftKey, altKey } = press;
  const { boxes, gesture } = boxing;
  const arrow = arrows[key];
  if (arrow) {
    const px = shiftKey ? shiftPx : 1;
    return gesture.nudge({ x: arrow[0] * px, y: arrow[1] * px }, altKey);
  }
  if (altKey) return false;
  if (/^[0-9]$/.test(key)) return chooseClass(boxes, (Number(key) + 9) % 10);
  switch (key) {
    case 'Tab':
      return view.free && step(boxing, shiftKey ? -1 : 1);
    case 'Enter':
      return confirm(boxing, view);
    case 'Backspace':
    case 'Delete':
      return takeAway(boxing);
    case 'Escape':
      return gesture.giveUp();
    case 'Home':
      view.fit();
      return true;
    default:
      return pressLetter(key.toLowerCase(), boxing, view);
  }
}

function pressLetter(letter: string, { boxes, gesture, proposals }: Boxing, { before }: View): boolean {
  const letters: Readonly<Record<string, () => void>> = {
    b: () => gesture.setDrawing(!gesture.drawing),
    s: () => (proposals.snaps = !proposals.snaps),
    p: () => (proposals.shown = !proposals.shown),
    d: () => markDifficult(boxes),
    a: () => boxes.acceptAll(),
    c: () => before !== null && boxes.copyFrom(before),
    k: () => boxes.setComplete(!boxes.complete),
    '[': () => requireMore(boxes, -1),
    ']': () => requireMore(boxes, 1),
  };
  const gestureOf = letters[letter];
  gestureOf?.();
  return gestureOf !== undefined;
}

/** The class of the chosen box, and of boxes to come. Numbers without a class do nothing, on this screen or any other. */
function chooseClass(boxes: Boxes, position: number): true {
  const className = boxes.classes.all[position]?.className;
  if (className === undefined) return true;
  boxes.classes.choose(className);
  const { chosen } = boxes;
  if (chosen?.kind === 'drawn' && chosen.className !== className) boxes.change(chosen.key, { className });
  return true;
}

/** How sure a detector must be, a step more or less. */
function requireMore(boxes: Boxes, by: 1 | -1): void {
  const step = Math.round(boxes.threshold * thresholdSteps) + by;
  boxes.threshold = Math.max(0, Math.min(thresholdSteps, step)) / thresholdSteps;
}

/** From box to box, and where proposals are offered from one to the next; false lets the focus go on its way. */
function step({ boxes, gesture, proposals }: Boxing, by: 1 | -1): boolean {
  if (!gesture.drawing || !gesture.pointer) return boxes.step(by);
  if (!proposals.snaps) proposals.snaps = true;
  else gesture.pick(by);
  return true;
}

function confirm({ boxes, gesture }: Boxing, { place, stage, photo }: View): boolean {
  const { chosen } = boxes;
  if (gesture.takeOffered()) return true;
  if (chosen?.kind === 'found') boxes.accept([chosen.key]);
  else if (gesture.drawing && !gesture.corner) {
    // In the middle of what is in sight, to be moved by arrow keys.
    const at = (x: number, y: number): { x: number; y: number } => ({
      x: (x * stage.width - place.x) / place.scale,
      y: (y * stage.height - place.y) / place.scale,
    });
    gesture.drawAt(boxBetween(at(0.4, 0.4), at(0.6, 0.6), photo));
  } else return false;
  return true;
}

function takeAway({ boxes, gesture }: Boxing): boolean {
  const { chosen } = boxes;
  if (gesture.corner) return gesture.giveUp();
  if (chosen?.kind === 'drawn') boxes.remove(chosen.key);
  else if (chosen) boxes.reject(chosen.key);
  return chosen !== null;
}

function markDifficult(boxes: Boxes): void {
  const { chosen } = boxes;
  if (chosen?.kind === 'drawn') boxes.change(chosen.key, { difficult: !chosen.difficult });
}
