import type { NewStroke, StrokeShape } from '../../electron/contract/index.ts';
import type { Tool } from './paintTools.svelte.ts';
import { simplified, withoutRepeats } from './strokePath.ts';
import type { Line } from './strokePath.ts';
import { regionSet, regionsBetween, shapeOfRegions } from './strokeRegions.ts';
import type { RegionSet } from './strokeRegions.ts';
import type { Strokes } from './strokes.svelte.ts';

/** Where something is done: in pixels of the photo, with as many window pixels per photo pixel as it is shown at. */
export interface Touch {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** A path is drawn again to half a pixel of the screen, with few enough points to be kept by the thousand. */
const [tolerancePx, mostPoints] = [0.5, 400];
/** So near to its first corner a polygon is closed, in window pixels. */
const closePx = 8;

/** A stroke while it is being made: by a drag, or by a polygon's corners one after another. */
export class PaintGesture {
  readonly #strokes: Strokes;

  /** Along which the pointer was dragged, or the corners so far; photo pixels. */
  line = $state.raw<Line>([]);
  /** Numbers of the regions that were passed. */
  passed = $state.raw<RegionSet>(regionSet());
  /** What is under way; null: nothing. */
  tool = $state<Tool | null>(null);
  /** A point for whoever paints with the keyboard; null until it was moved. */
  crosshair = $state.raw<{ readonly x: number; readonly y: number } | null>(null);
  #erases = $state(false);
  #radius = $state(0);

  /** The stroke as it would be if it ended now; null where it would be none. */
  readonly draft = $derived.by((): NewStroke | null => {
    const shape = this.#shape();
    const index = this.#erases ? null : (this.#strokes.segmenters.chosen?.index ?? null);
    return shape && { classIndex: index, shape };
  });
  /** Corners of the polygon under way. */
  readonly corners = $derived.by((): Line =>
    this.tool === 'polygon' && this.#strokes.tools.tool === 'polygon' ? this.line : [],
  );

  constructor(strokes: Strokes) {
    this.#strokes = strokes;
  }

  /** The pointer went down, or a key stands for it. */
  down(at: Touch, erases: boolean): void {
    const { tools, segmenters } = this.#strokes;
    if (this.corners.length > 0) return this.#corner(at);
    this.giveUp();
    this.#erases = erases || tools.tool === 'eraser';
    if (!this.#erases && !segmenters.chosen) return;
    this.tool = tools.tool;
    this.line = [at.x, at.y];
    this.#radius = tools.brushPx / 2 / at.scale;
    if (tools.tool === 'fill') this.#pass(at, at);
    if (tools.tool !== 'polygon') this.#strokes.hold();
  }

  /** Further points of a drag, in order. */
  move(points: readonly Touch[]): void {
    if (this.tool === null || this.tool === 'polygon') return;
    const line = [...this.line];
    for (const at of points) {
      const [x = at.x, y = at.y] = line.slice(-2);
      if (this.tool === 'fill') this.#pass({ x, y }, at);
      line.push(at.x, at.y);
    }
    this.line = line;
  }

  /** The pointer is up. */
  up({ scale }: Pick<Touch, 'scale'>): void {
    if (this.tool === null || this.tool === 'polygon') return;
    if (this.tool !== 'fill') this.line = simplified(this.line, tolerancePx / scale, mostPoints);
    this.#end();
  }

  /** Ends a polygon; true when one was under way. */
  close(): boolean {
    if (this.corners.length === 0) return false;
    this.line = withoutRepeats(this.line);
    if (this.line.length >= 6) this.#end();
    return true;
  }

  /** Takes back the last corner; true when there was one. */
  takeBack(): boolean {
    if (this.corners.length === 0) return false;
    this.line = this.line.slice(0, -2);
    if (this.line.length === 0) this.giveUp();
    return true;
  }

  /** Paints nothing; true when something was under way. */
  giveUp(): boolean {
    if (this.tool === null) return false;
    this.#clear();
    this.#strokes.release();
    return true;
  }

  #corner(at: Touch): void {
    const [x = 0, y = 0] = this.line;
    const near = Math.hypot(at.x - x, at.y - y) * at.scale <= closePx;
    if (near && this.line.length >= 6) this.close();
    else this.line = [...this.line, at.x, at.y];
  }

  #pass(from: Pick<Touch, 'x' | 'y'>, to: Pick<Touch, 'x' | 'y'>): void {
    const { shown, regions } = this.#strokes;
    if (!shown || !regions.seen) return;
    const fraction = ({ x, y }: typeof from): typeof from => ({ x: x / shown.width, y: y / shown.height });
    const found = regionsBetween(regions.seen.pixels, fraction(from), fraction(to));
    if ([...found].some((region) => !this.passed.has(region))) this.passed = regionSet(this.passed, found);
  }

  #shape(): StrokeShape | null {
    const map = this.#strokes.regions.seen;
    switch (this.tool) {
      case 'brush':
      case 'eraser':
        return { kind: 'path', points: this.line, radius: this.#radius };
      case 'polygon':
        return this.line.length < 6 ? null : { kind: 'polygon', points: this.line };
      case 'fill':
        return map && this.passed.size > 0 ? shapeOfRegions(map.pixels, this.passed) : null;
      case null:
        return null;
    }
  }

  #end(): void {
    const { draft } = this;
    this.#clear();
    if (draft) void this.#strokes.paint(draft);
    else this.#strokes.release();
  }

  #clear(): void {
    this.tool = null;
    this.line = [];
    this.passed = regionSet();
  }
}
