import type { Place } from '../../../plots/map/camera.ts';

/** What a person does to the map with a pointer. Places are in window pixels from the corner of the map. */
export interface GestureTo {
  readonly onpan: (dx: number, dy: number) => void;
  readonly onzoom: (at: Place, factor: number) => void;
  readonly onclick: (at: Place, add: boolean) => void;
  readonly onlasso: (line: readonly Place[], add: boolean) => void;
  readonly onhover: (at: Place | null) => void;
}

/** Nearer than that a press is a click. */
const stillPx = 3;
/** A lasso has a corner each so many pixels. */
const cornerPx = 2;

/** Pointers on the map: one drags or lassoes, two pinch. */
export class MapGesture {
  readonly #to: GestureTo;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  readonly #pointers = new Map<number, Place>();
  #start: Place | null = null;
  #far = false;
  #add = false;

  /** Dragging draws a line around photos, and does not move the map. */
  lassoing = $state(false);
  lasso = $state.raw<readonly Place[]>([]);
  dragging = $state(false);

  constructor(to: GestureTo) {
    this.#to = to;
  }

  press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const at = placeOf(event);
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, at);
    this.#to.onhover(null);
    if (this.#pointers.size > 1) return this.#cancel();
    [this.#start, this.#far, this.#add] = [at, false, event.shiftKey || event.ctrlKey || event.metaKey];
    this.dragging = true;
    this.lasso = this.lassoing || event.shiftKey ? [at] : [];
  }

  move(event: PointerEvent): void {
    const [at, before] = [placeOf(event), this.#pointers.get(event.pointerId)];
    if (!before) return this.#to.onhover(event.pointerType === 'mouse' ? at : null);
    if (this.#pointers.size === 2) this.#pinch(event.pointerId, before, at);
    this.#pointers.set(event.pointerId, at);
    if (!this.#start) return;
    this.#far ||= distance(this.#start, at) > stillPx;
    if (this.lasso.length === 0) this.#to.onpan(at.x - before.x, at.y - before.y);
    else if (distance(this.lasso.at(-1) ?? at, at) >= cornerPx) this.lasso = [...this.lasso, at];
  }

  release(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    const [line, start] = [this.lasso, this.#start];
    this.#cancel();
    if (!start) return;
    if (!this.#far) this.#to.onclick(placeOf(event), this.#add);
    else if (line.length > 2) this.#to.onlasso(line, this.#add);
  }

  leave(): void {
    this.#to.onhover(null);
  }

  /** The system took the pointer away. */
  lose(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    this.#cancel();
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    // A pinch on a touchpad comes as a wheel with Ctrl, in smaller steps.
    const perPx = event.ctrlKey ? 1 / 100 : 1 / 400;
    this.#to.onzoom(placeOf(event), Math.exp(-event.deltaY * perPx));
  }

  #pinch(moving: number, before: Place, at: Place): void {
    const other = [...this.#pointers].find(([id]) => id !== moving)?.[1];
    if (!other) return;
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    this.#to.onpan((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.#to.onzoom(middle, distance(at, other) / Math.max(1, distance(before, other)));
  }

  #cancel(): void {
    this.#start = null;
    this.dragging = false;
    this.lasso = [];
  }
}

const distance = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y);

function placeOf(event: MouseEvent): Place {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
