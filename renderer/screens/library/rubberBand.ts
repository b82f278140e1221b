import type { Attachment } from 'svelte/attachments';
import type { PhotoId } from '../../../electron/contract/index.ts';
import type { Area } from './gridLayout.ts';

/** Pixels that the pointer travels before a press becomes a drag. */
const slackPx = 5;

interface BandGesture {
  /** Whether a press here may become a band: what is selected is dragged away instead. */
  readonly begins: (event: PointerEvent) => boolean;
  /** At each move: the rectangle in the scrolled plane, and what stays selected besides it. */
  readonly onband: (area: Area, kept: ReadonlySet<PhotoId>) => void;
  readonly onend: () => void;
  /** What is selected when the drag begins; kept while Ctrl or Shift is held. */
  readonly selected: () => ReadonlySet<PhotoId>;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Drags a rectangle over a scrolling element. */
export function rubberBand(gesture: BandGesture): Attachment<HTMLElement> {
  return (element) => {
    let start: Point | null = null;
    let kept: ReadonlySet<PhotoId> | null = null;

    const pointOf = (event: PointerEvent): Point => {
      const frame = element.getBoundingClientRect();
      return { x: event.clientX - frame.left, y: event.clientY - frame.top + element.scrollTop };
    };

    const press = (event: PointerEvent): void => {
      const onScrollbar = event.clientX - element.getBoundingClientRect().left > element.clientWidth;
      const mayBegin = event.button === 0 && event.pointerType === 'mouse' && !onScrollbar && gesture.begins(event);
      if (mayBegin) start = pointOf(event);
    };

    const move = (event: PointerEvent): void => {
      if (!start) return;
      const point = pointOf(event);
      if (!kept) {
        if (Math.hypot(point.x - start.x, point.y - start.y) < slackPx) return;
        kept = event.ctrlKey || event.metaKey || event.shiftKey ? gesture.selected() : new Set();
        element.setPointerCapture(event.pointerId);
      }
      gesture.onband(areaBetween(start, point), kept);
    };

    const release = (): void => {
      // The click that ends a drag is not one on the photo below the pointer.
      if (kept) element.addEventListener('click', swallow, { capture: true, once: true });
      if (kept) setTimeout(() => element.removeEventListener('click', swallow, { capture: true }));
      start = kept = null;
      gesture.onend();
    };

    const ends = new AbortController();
    const { signal } = ends;
    element.addEventListener('pointerdown', press, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerup', release, { signal });
    element.addEventListener('pointercancel', release, { signal });
    return () => ends.abort();
  };
}

const swallow = (event: Event): void => event.stopImmediatePropagation();

const areaBetween = (a: Point, b: Point): Area => ({
  x0: Math.min(a.x, b.x),
  y0: Math.min(a.y, b.y),
  x1: Math.max(a.x, b.x),
  y1: Math.max(a.y, b.y),
});
