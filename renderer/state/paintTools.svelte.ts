/** What strokes are made with. */
export const tools = ['brush', 'polygon', 'fill', 'eraser'] as const;
export type Tool = (typeof tools)[number];

/** Diameters of the brush, in window pixels: whoever wants to be finer enlarges the photo. */
export const [smallestBrushPx, largestBrushPx] = [2, 160];
const brushFactor = 1.25;

/** What a person paints with, and what of the painted is shown. */
export class PaintTools {
  tool = $state<Tool>('brush');
  /** Diameter in window pixels. */
  brushPx = $state(16);
  /** Pixels of the smallest region that is filled at once. */
  least = $state(200);
  /** The strokes themselves are shown over the photo. */
  marks = $state(true);

  /** One step larger or smaller. */
  resize(direction: 1 | -1): void {
    const next = this.brushPx * brushFactor ** direction;
    const whole = direction > 0 ? Math.ceil(next) : Math.floor(next);
    this.brushPx = Math.min(largestBrushPx, Math.max(smallestBrushPx, whole));
  }
}
