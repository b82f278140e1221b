import type { Tool } from '../../../state/paintTools.svelte.ts';
import type { Strokes } from '../../../state/strokes.svelte.ts';
import type { Extent, Placement } from '../../photo/photoZoom.ts';

/** Where the photo lies while a key is pressed, and what the stage does. */
export interface View {
  readonly place: Placement;
  readonly stage: Extent;
  readonly photo: Extent;
  readonly fit: () => void;
  /** Shows a point of the photo, given in fractions of it, in the middle. */
  readonly center: (at: { readonly x: number; readonly y: number }) => void;
  /** Shows where one more stroke would tell most. */
  readonly showNext: () => void;
}

type Press = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey'>;

const toolOf: Readonly<Record<string, Tool>> = { b: 'brush', g: 'polygon', f: 'fill', x: 'eraser' };

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Does what a key means while painting; false: it means nothing here. */
export function pressWhilePainting({ key, shiftKey, altKey }: Press, strokes: Strokes, view: View): boolean {
  const { tools, gesture, segmenters } = strokes;
  const tool = toolOf[key.toLowerCase()];
  const arrow = shiftKey ? arrows[key] : undefined;
  const numbered = /^[0-9]$/.test(key) ? segmenters.classes[(Number(key) + 9) % 10] : undefined;
  if (tool) tools.tool = tool;
  else if (arrow) stepCrosshair(strokes, arrow, view);
  else if (numbered) segmenters.chooseClass(numbered.index);
  else if (/^[0-9]$/.test(key)) return true;
  else if (key === '[' || key === ']') tools.resize(key === '[' ? -1 : 1);
  else if (key === 'Enter') pressAtCrosshair(strokes, view.place.scale, altKey);
  else if (key === 'Backspace') return gesture.takeBack();
  else if (key === 'Escape') return gesture.giveUp();
  else if (key === 'Home') view.fit();
  else if (key.toLowerCase() === 'u') strokes.update();
  else if (key.toLowerCase() === 'n') view.showNext();
  else if (key.toLowerCase() === 's') tools.marks = !tools.marks;
  else return false;
  return true;
}

/** Moves the crosshair by the width of the brush; it begins in the middle of what is in sight. */
function stepCrosshair({ gesture, tools }: Strokes, [dx, dy]: readonly [number, number], view: View): void {
  const { place, stage, photo } = view;
  const middle = { x: (stage.width / 2 - place.x) / place.scale, y: (stage.height / 2 - place.y) / place.scale };
  const from = gesture.crosshair ?? middle;
  const within = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at));
  const step = tools.brushPx / place.scale;
  const at = { x: within(from.x + dx * step, photo.width), y: within(from.y + dy * step, photo.height) };
  gesture.crosshair = at;
  const [x, y] = [place.x + at.x * place.scale, place.y + at.y * place.scale];
  const inSight = x >= 0 && y >= 0 && x < stage.width && y < stage.height;
  if (!inSight) view.center({ x: at.x / photo.width, y: at.y / photo.height });
}

/** A dab, or one more corner; where the last corner is already, the polygon is closed. */
function pressAtCrosshair({ gesture, tools }: Strokes, scale: number, erases: boolean): void {
  const at = gesture.crosshair;
  const [x, y] = gesture.corners.slice(-2);
  if (!at || (at.x === x && at.y === y)) return void gesture.close();
  gesture.down({ ...at, scale }, erases);
  if (tools.tool !== 'polygon') gesture.up({ scale });
}
