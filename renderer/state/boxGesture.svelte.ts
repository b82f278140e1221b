import type { PhotoBox } from '../../electron/contract/index.ts';
import { boxBetween, contains, handleAt, movedBy, resizedBy, smallestAt } from './boxGeometry.ts';
import type { Handle, Point } from './boxGeometry.ts';
import type { Boxes } from './boxes.svelte.ts';
import type { Proposals } from './proposals.svelte.ts';
import type { Touch } from './paintGesture.svelte.ts';

/** So far a pointer may wander while it presses, in window pixels. */
const slackPx = 3;
/** How near a handle is near enough, and the shortest side of a proposal that is offered; window pixels. */
export const handleReachPx = 7;
const leastOfferedPx = 12;
/** Arrow keys that follow one another within this time are one edit. */
const nudgeMs = 500;

/** What the pointer has hold of since it went down. */
type Hold = { readonly from: Touch } & (
  | { readonly what: 'nothing' }
  | { readonly what: 'box'; readonly key: string; readonly box: PhotoBox; readonly handle: Handle | null }
);

/** Boxes drawn by a drag or by two presses, and boxes that are moved and resized. */
export class BoxGesture {
  readonly #boxes: Boxes;
  readonly #proposals: Proposals;

  /** A drag draws a box; else it moves what it begins on. */
  drawing = $state(false);
  /** The first corner, where the second is still to be pressed; photo pixels. */
  corner = $state.raw<Point | null>(null);
  /** The box as it would be if the gesture ended now. */
  draft = $state.raw<PhotoBox | null>(null);
  /** The pointer; null: it is beside the photo. */
  pointer = $state.raw<Touch | null>(null);
  #picked = $state<number | null>(null);
  #hold: Hold | null = null;
  #wandered = false;
  #nudging: ReturnType<typeof setTimeout> | undefined;

  /** Numbers of the proposals under the pointer, the smallest first; none where none is wanted. */
  readonly #under = $derived.by((): readonly number[] => {
    const { pointer, drawing, draft, corner } = this;
    if (!drawing || draft || corner || !pointer || !this.#proposals.snaps) return [];
    return this.#proposals.under(pointer, leastOfferedPx / pointer.scale);
  });
  /** The proposal that a press would take as a box; null: none. */
  readonly offered = $derived.by((): PhotoBox | null => {
    const index = this.#under.find((each) => each === this.#picked) ?? this.#under[0];
    return index === undefined ? null : this.#proposals.box(index);
  });

  constructor(boxes: Boxes, proposals: Proposals) {
    this.#boxes = boxes;
    this.#proposals = proposals;
  }

  /** The pointer went down; false: on nothing, so that the photo may be moved. */
  down(at: Touch): boolean {
    this.#boxes.settle();
    this.#wandered = false;
    this.pointer = at;
    const { chosen, classes } = this.#boxes;
    const box = chosen?.kind === 'drawn' ? chosen : null;
    const handle = box && handleAt(box.box, at, handleReachPx / at.scale);
    if (box && (handle ?? (!this.drawing && contains(box.box, at)))) {
      this.#hold = { what: 'box', from: at, key: box.key, box: box.box, handle };
      return true;
    }
    if (this.drawing) {
      this.#hold = classes.chosen === null ? null : { what: 'nothing', from: at };
      return true;
    }
    return this.#take(at);
  }

  move(at: Touch): void {
    this.pointer = at;
    const hold = this.#hold;
    const { shown } = this.#boxes;
    if (!shown) return;
    if (!hold) {
      if (this.corner) this.draft = boxBetween(this.corner, at, shown);
      return;
    }
    const by = { x: at.x - hold.from.x, y: at.y - hold.from.y };
    this.#wandered ||= Math.max(Math.abs(by.x), Math.abs(by.y)) * at.scale > slackPx;
    if (!this.#wandered) return;
    if (hold.what === 'nothing') this.draft = boxBetween(this.corner ?? hold.from, at, shown);
    else
      this.#boxes.preview(
        hold.key,
        hold.handle ? resizedBy(hold.box, hold.handle, by, shown) : movedBy(hold.box, by, shown),
      );
  }

  up(at: Touch): void {
    const hold = this.#hold;
    this.#hold = null;
    if (!hold) return;
    if (hold.what === 'box') {
      // A press on a box chooses the inner one of several; a drag has moved the chosen one.
      if (this.#wandered) this.#boxes.settle();
      else if (!hold.handle) this.#boxes.choose(smallestAt(this.#boxes.all, at)?.key ?? null);
    } else if (this.corner) this.#end(this.corner, at);
    else if (this.draft) this.#draw(this.draft);
    else if (!this.takeOffered()) this.corner = { x: at.x, y: at.y };
  }

  /** Draws the proposal under the pointer; false: there is none. */
  takeOffered(): boolean {
    if (this.offered) this.#draw(this.offered);
    else return false;
    return true;
  }

  /** Offers the next larger proposal under the pointer, or the next smaller one. */
  pick(by: 1 | -1): void {
    const under = this.#under;
    const at = Math.max(0, under.indexOf(this.#picked ?? -1));
    this.#picked = under[(at + by + under.length) % under.length] ?? null;
  }

  /** Draws a box for whoever has no pointer. */
  drawAt(box: PhotoBox): void {
    if (this.#boxes.classes.chosen !== null) this.#draw(box);
  }

  /** Moves the chosen box by an arrow key, or its last corner; false: there is no box to move. */
  nudge(by: Point, corner: boolean): boolean {
    const { chosen, shown } = this.#boxes;
    if (chosen?.kind !== 'drawn' || !shown) return false;
    const { key, box } = chosen;
    this.#boxes.preview(key, corner ? resizedBy(box, { x: 1, y: 1 }, by, shown) : movedBy(box, by, shown));
    clearTimeout(this.#nudging);
    this.#nudging = setTimeout(() => this.#boxes.settle(), nudgeMs);
    return true;
  }

  /** Ends what is under way, and what was chosen; true when there was something. */
  giveUp(): boolean {
    if (this.#hold || this.corner) {
      this.#boxes.unsettle();
      this.release();
    } else if (this.#boxes.chosen) this.#boxes.choose(null);
    else if (this.#proposals.snaps && this.drawing) this.#proposals.snaps = false;
    else if (this.drawing) this.drawing = false;
    else return false;
    return true;
  }

  setDrawing(drawing: boolean): void {
    this.release();
    this.drawing = drawing;
  }

  /** Nothing is under way any more. */
  release(): void {
    this.#hold = null;
    this.corner = this.draft = null;
    this.#picked = null;
  }

  /** Chooses what lies under a press, and takes hold of it where it can be moved. */
  #take(at: Touch): boolean {
    const hit = smallestAt(this.#boxes.all, at);
    this.#boxes.choose(hit?.key ?? null);
    if (hit?.kind !== 'drawn') return false;
    this.#hold = { what: 'box', from: at, key: hit.key, box: hit.box, handle: null };
    return true;
  }

  /** The second corner was pressed; a double press on the first one leaves it as it is. */
  #end(corner: Point, at: Touch): void {
    const { shown } = this.#boxes;
    const far = Math.max(Math.abs(at.x - corner.x), Math.abs(at.y - corner.y)) * at.scale > slackPx;
    if (far && shown) this.#draw(boxBetween(corner, at, shown));
  }

  #draw(box: PhotoBox): void {
    const className = this.#boxes.classes.chosen;
    this.release();
    if (className !== null) this.#boxes.draw([{ className, box, difficult: false }]);
  }
}
