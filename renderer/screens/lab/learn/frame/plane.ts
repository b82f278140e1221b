// Where a plane of numbers lies on the screen.

export interface Reach {
  readonly low: number;
  readonly high: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** From numbers to pixels of a drawing and back. */
export interface Frame {
  readonly toPixels: (at: Place) => Place;
  readonly toNumbers: (at: Place) => Place;
  /** Where lines are drawn, in pixels. */
  readonly inside: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** For clip-path: nothing is drawn outside. */
  readonly clip: string;
}

/** `reach` widened or narrowed about its middle to `span`. */
export function spanning({ low, high }: Reach, span: number): Reach {
  const middle = (low + high) / 2;
  return { low: middle - span / 2, high: middle + span / 2 };
}

/** The nearest place within both reaches. */
export const within = ({ x, y }: Place, across: Reach, up: Reach): Place => ({
  x: Math.min(across.high, Math.max(across.low, x)),
  y: Math.min(up.high, Math.max(up.low, y)),
});
