import type { Camera, Size } from '../camera.ts';
import { Pace } from './pace.ts';
import { PictureLayer, type PictureLook, type PicturesBy, type ShownPicture } from './pictures.ts';
import { PointLayer, type PointBytes, type PointLook } from './points.ts';
import { Still } from './still.ts';

// The canvas is a little larger than the window. What was drawn last is moved and scaled as a whole while a person moves,
// and the next picture is drawn out of sight, so many points a frame that no frame waits for all of them.

/** What is to be seen. A new record whenever something of it is otherwise. */
export interface Scene extends Pick<PointLook, 'radius' | 'dimmed' | 'colors'> {
  readonly camera: Camera;
  /** Of the window on the map. */
  readonly size: Size;
  readonly points: PointBytes;
  readonly pictures: readonly ShownPicture[];
  /** Marks in the corner of pictures. */
  readonly badges: PointBytes;
  readonly reach: PictureLook['reach'];
  readonly edge: PictureLook['edge'];
  /** Red, green and blue of what lies behind, 0 to 1. */
  readonly ground: readonly [number, number, number];
}

/** How many times the window's sides the canvas has: what comes into sight is there already. */
export const margin = 1.3;
/** A picture that is scaled beyond these is worse than a frame that takes longer. */
const [leastScale, mostScale] = [0.5, 2];
/** Half the side of a mark on a picture, in window pixels. */
const badgePx = 5;
/** A mark at its place, with nothing behind it. */
const plain = { shift: [0, 0], plate: [0, 0, 0, 0] } as const;

interface Device {
  readonly points: PointLayer;
  readonly badges: PointLayer;
  readonly still: Still;
  readonly pictures: PictureLayer;
}

/** Draws the map on a canvas, and only when something has changed. */
export class MapPainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #canvas: HTMLElement;
  readonly #by: PicturesBy;
  readonly #pace = new Pace();
  #device: Device;
  #scene: Scene | null = null;
  #put: PointBytes | null = null;
  /** What the canvas shows, and what is drawn out of sight. */
  #shown: Scene | null = null;
  #drawing: { readonly scene: Scene; done: number } | null = null;
  #pictureCame = false;
  #request = 0;

  constructor(gl: WebGL2RenderingContext, canvas: HTMLElement, by: PicturesBy) {
    this.#gl = gl;
    this.#canvas = canvas;
    this.#by = {
      ...by,
      onLoad: () => {
        this.#pictureCame = true;
        this.#soon();
      },
    };
    this.#device = this.#fresh();
  }

  /** The device of this canvas; null where there is none. */
  static on(canvas: HTMLCanvasElement, by: PicturesBy): MapPainter | null {
    const gl = canvas.getContext('webgl2', { antialias: false, alpha: false, depth: false });
    return gl && new MapPainter(gl, canvas, by);
  }

  show(scene: Scene): void {
    if (scene.camera !== this.#scene?.camera) this.#pace.moved(performance.now());
    this.#scene = scene;
    this.#soon();
  }

  /** The device lost everything, and has come back. */
  restore(): void {
    this.#device = this.#fresh();
    [this.#put, this.#shown, this.#drawing] = [null, null, null];
    this.#soon();
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
  }

  #fresh(): Device {
    const gl = this.#gl;
    const layers = { points: new PointLayer(gl), badges: new PointLayer(gl) };
    return { ...layers, still: new Still(gl), pictures: new PictureLayer(gl, this.#by) };
  }

  #soon(): void {
    if (this.#request === 0) this.#request = requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  #frame(nowMs: number): void {
    this.#request = 0;
    const scene = this.#scene;
    if (!scene || this.#gl.isContextLost() || scene.size.width === 0) return;
    this.#pace.begin(nowMs);
    const isStale = this.#pictureCame || !isSame(this.#shown, scene);
    if (this.#put !== scene.points) {
      this.#device.points.put(scene.points);
      [this.#put, this.#drawing] = [scene.points, null];
    }
    const draws = this.#drawing !== null || (isStale && !this.#doesForNow(scene, nowMs));
    if (draws) this.#drawSome(scene);
    this.#pace.end(draws);
    this.#place(scene);
    if (draws || isStale) this.#soon();
  }

  /** Whether a slow device may go on showing what it shows, moved. */
  #doesForNow(scene: Scene, nowMs: number): boolean {
    const shown = this.#shown;
    if (!shown || !this.#pace.waits(nowMs)) return false;
    if (shown.points !== scene.points || !isSameSize(shown.size, scene.size)) return false;
    const grown = scene.camera.scale / shown.camera.scale;
    return grown > leastScale && grown < mostScale && isCovered(shown, scene);
  }

  /** Some of what is left to be drawn; all of it goes to the canvas as soon as there is all. */
  #drawSome(scene: Scene): void {
    const [{ points, still }, slice] = [this.#device, this.#pace.slice];
    const gl = this.#gl;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    if (this.#drawing === null && points.count <= slice) return this.#present(scene, 'at once');
    if (this.#drawing === null) {
      this.#drawing = { scene, done: 0 };
      still.begin();
    } else still.into();
    const drawing = this.#drawing;
    const count = Math.min(slice, points.count - drawing.done);
    points.draw(lookOf(drawing.scene), drawing.done, count);
    drawing.done += count;
    if (drawing.done === points.count) this.#present(drawing.scene, 'drawn');
  }

  #present(scene: Scene, points: 'at once' | 'drawn'): void {
    const [gl, device] = [this.#gl, this.#device];
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(...scene.ground, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (points === 'drawn') device.still.show();
    else device.points.draw(lookOf(scene), 0, device.points.count);
    const { camera, size } = lookOf(scene);
    device.pictures.draw(scene.pictures, { ...scene, camera, size });
    if (scene.badges.count > 0) {
      const corner = scene.reach - badgePx - 2;
      const plate = [...scene.ground, 0.9] as const;
      device.badges.put(scene.badges);
      device.badges.draw(
        { ...lookOf(scene), radius: badgePx, shift: [-corner, corner], plate, dimmed: false },
        0,
        scene.badges.count,
      );
    }
    [this.#shown, this.#drawing, this.#pictureCame] = [scene, null, false];
  }

  /** Moves what is shown to where it lies now. */
  #place({ camera, size }: Scene): void {
    const from = this.#shown?.camera ?? camera;
    const [dx, dy] = [(from.x - camera.x) * camera.scale, (from.y - camera.y) * camera.scale];
    this.#canvas.style.transform =
      from === camera ? '' : `translate(${dx}px, ${dy}px) scale(${camera.scale / from.scale})`;
    this.#canvas.style.width = `${size.width * margin}px`;
    this.#canvas.style.height = `${size.height * margin}px`;
  }
}

/** As the canvas shows it, which is larger than the window. */
const lookOf = (scene: Scene): PointLook => ({
  ...{ ...scene, ...plain },
  size: { width: scene.size.width * margin, height: scene.size.height * margin },
});

/** Whether what was drawn for one scene fills the window of another. */
function isCovered({ camera: from, size }: Scene, { camera }: Scene): boolean {
  const reach = (px: number): number => (px * margin) / from.scale - px / camera.scale;
  return 2 * Math.abs(from.x - camera.x) <= reach(size.width) && 2 * Math.abs(from.y - camera.y) <= reach(size.height);
}

const isSameSize = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;

const isSame = (one: Scene | null, other: Scene): boolean =>
  one !== null &&
  one.points === other.points &&
  one.camera === other.camera &&
  one.colors === other.colors &&
  one.dimmed === other.dimmed &&
  isSameSize(one.size, other.size);
