import type { Camera, Place, Size } from './camera.ts';
import { toScreen } from './camera.ts';
import { markOf } from '../../ui/index.ts';

/** A photo as a point: its class by what is shown, and whether the network is wrong about it. */
export interface DrawnPoint extends Place {
  readonly classIndex: number;
  readonly wrong: boolean;
  readonly picture: string | null;
}

export interface Drawing {
  readonly points: readonly DrawnPoint[];
  readonly camera: Camera;
  readonly size: Size;
  readonly selected: ReadonlySet<number>;
  /** The point that the keyboard or the pointer is at; -1: none. */
  readonly current: number;
  /** Corners of the lasso on screen. */
  readonly lasso: readonly Place[];
  /** The picture of a point once it is there; undefined: none is shown. */
  readonly pictureOf: ((point: DrawnPoint) => HTMLImageElement | null) | undefined;
}

const radius = 4;
/** Pixels of a picture's side; one picture at most in each square of the screen. */
const side = 44;

/** Draws the map over whatever was there. Pictures stand where there is room, all others are marks. */
export function drawMap(context: CanvasRenderingContext2D, drawing: Drawing, colorOf: (name: string) => string): void {
  const { points, camera, size, selected, current, pictureOf } = drawing;
  const ratio = context.canvas.width / size.width;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const ink = colorOf('--color-text');
  const accent = colorOf('--color-accent');
  const ground = colorOf('--color-well');
  const taken = new Set<string>();
  const over: (() => void)[] = []; // pictures cover marks, never the other way round
  points.forEach((point, i) => {
    const at = toScreen(camera, size, point);
    if (at.x < -side || at.y < -side || at.x > size.width + side || at.y > size.height + side) return;
    const look = { colorOf, ink, ground, selected: selected.has(i), dim: selected.size > 0 };
    const picture = pictureOf && free(taken, at) ? pictureOf(point) : null;
    if (!picture) drawMark(context, point, at, look);
    else
      over.push(() => {
        drawPicture(context, picture, at, look.selected ? accent : null);
        drawMark(context, point, { x: at.x - side / 2 + 9, y: at.y + side / 2 - 9 }, { ...look, dim: false });
      });
    if (i === current) over.push(() => ring(context, at, picture ? side / 2 : radius + 5, ink));
  });
  for (const draw of over) draw();
  drawLasso(context, drawing.lasso, accent);
}

/** Takes the square of the screen that a picture would stand in; false where there is one already. */
function free(taken: Set<string>, { x, y }: Place): boolean {
  const square = `${String(Math.floor(x / side))},${String(Math.floor(y / side))}`;
  if (taken.has(square)) return false;
  taken.add(square);
  return true;
}

interface MarkLook {
  readonly colorOf: (name: string) => string;
  readonly ink: string;
  readonly ground: string;
  readonly selected: boolean;
  /** Others are selected: this one steps back. */
  readonly dim: boolean;
}

function drawMark(
  context: CanvasRenderingContext2D,
  { classIndex, wrong }: DrawnPoint,
  at: Place,
  look: MarkLook,
): void {
  const { color, outline } = markOf(classIndex);
  context.save();
  context.translate(at.x, at.y);
  context.globalAlpha = look.dim && !look.selected ? 0.35 : 1;
  context.scale(radius, radius);
  const path = new Path2D(outline);
  context.fillStyle = look.colorOf(color);
  context.fill(path, 'evenodd');
  // A mistake has an edge of its own; so has what is selected.
  context.lineWidth = (wrong || look.selected ? 1.5 : 0.75) / radius;
  context.strokeStyle = wrong || look.selected ? look.ink : look.ground;
  context.stroke(path);
  context.restore();
}

function drawPicture(
  context: CanvasRenderingContext2D,
  picture: HTMLImageElement,
  at: Place,
  edge: string | null,
): void {
  const { naturalWidth: width, naturalHeight: height } = picture;
  const cut = Math.min(width, height);
  const [x, y] = [at.x - (side - 4) / 2, at.y - (side - 4) / 2];
  context.drawImage(picture, (width - cut) / 2, (height - cut) / 2, cut, cut, x, y, side - 4, side - 4);
  if (edge === null) return;
  context.lineWidth = 3;
  context.strokeStyle = edge;
  context.strokeRect(x, y, side - 4, side - 4);
}

function ring(context: CanvasRenderingContext2D, at: Place, reach: number, color: string): void {
  context.lineWidth = 2;
  context.strokeStyle = color;
  context.strokeRect(at.x - reach, at.y - reach, 2 * reach, 2 * reach);
}

function drawLasso(context: CanvasRenderingContext2D, lasso: readonly Place[], color: string): void {
  if (lasso.length < 2) return;
  context.beginPath();
  lasso.forEach(({ x, y }, i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.closePath();
  context.setLineDash([5, 3]);
  context.lineWidth = 1.5;
  context.strokeStyle = color;
  context.stroke();
  context.setLineDash([]);
}
