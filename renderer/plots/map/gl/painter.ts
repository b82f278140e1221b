import type { Camera, Size } from '../camera.ts';
import { PictureLayer, type PictureLook, type PicturesBy, type ShownPicture } from './pictures.ts';
import { PointLayer, type Instances, type PointLook } from './points.ts';
import { Stills, type Still } from './still.ts';

/** What is to be seen. A new record whenever something of it is otherwise. */
export interface Scene extends Pick<PointLook, 'radius' | 'dimmed' | 'colors'> {
  readonly camera: Camera;
  readonly size: Size;
  readonly instances: Instances;
  readonly pictures: readonly ShownPicture[];
  /** Marks in the corner of pictures. */
  readonly badges: Instances;
  readonly reach: PictureLook['reach'];
  readonly edge: PictureLook['edge'];
  /** Red, green and blue of what lies behind, 0 to 1. */
  readonly ground: readonly [number, number, number];
}

/** How much more than the window a still shows: what comes into sight is there already. */
const margin = 1.3;
/** Half the side of a mark on a picture, in window pixels. */
const badgePx = 5;
/** A mark at its place, with nothing behind it. */
const plain = { shift: [0, 0], plate: [0, 0, 0, 0] } as const;
/** Points of the first slice, and of the smallest. */
const firstSlice = 20_000;
const leastSlice = 4_000;
/** Slower than that, fewer points are drawn a frame; quicker, more. */
const slowMs = 24;
const quickMs = 19;

interface Device {
  readonly points: PointLayer;
  readonly stills: Stills;
  readonly pictures: PictureLayer;
  readonly badges: PointLayer;
  front: Still;
  back: Still;
}

/** Draws the map on a canvas, and only when something has changed. */
export class MapPainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #by: PicturesBy;
  #device: Device;
  #scene: Scene | null = null;
  #put: Instances | null = null;
  /** What the front still shows, and what is drawn into the back one. */
  #shown: Scene | null = null;
  #drawing: { readonly scene: Scene; done: number } | null = null;
  #slice = firstSlice;
  #request = 0;
  #lastMs = 0;

  constructor(gl: WebGL2RenderingContext, by: PicturesBy) {
    this.#gl = gl;
    this.#by = { ...by, onLoad: () => this.#soon() };
    this.#device = this.#fresh();
  }

  /** The device of this canvas; null where there is none. */
  static on(canvas: HTMLCanvasElement, by: PicturesBy): MapPainter | null {
    const gl = canvas.getContext('webgl2', { antialias: false, alpha: false, depth: false });
    return gl && new MapPainter(gl, by);
  }

  show(scene: Scene): void {
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
    const stills = new Stills(this.#gl);
    const layers = { points: new PointLayer(this.#gl), badges: new PointLayer(this.#gl) };
    const pictures = new PictureLayer(this.#gl, this.#by);
    return { ...layers, pictures, stills, front: stills.make(), back: stills.make() };
  }

  #soon(): void {
    if (this.#request === 0) this.#request = requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  #frame(nowMs: number): void {
    this.#request = 0;
    const scene = this.#scene;
    if (!scene || this.#gl.isContextLost() || scene.size.width === 0) return;
    this.#pace(nowMs);
    this.#drawSome(scene);
    this.#compose(scene);
    if (this.#drawing !== null || !isSameStill(this.#shown, scene)) this.#soon();
  }

  /** As many points a frame as the last frames had time for. */
  #pace(nowMs: number): void {
    const tookMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    // After a rest the time since the last frame says nothing.
    if (this.#drawing === null || tookMs > 500) return;
    if (tookMs > slowMs) this.#slice = Math.max(leastSlice, this.#slice * 0.7);
    else if (tookMs < quickMs) this.#slice = Math.min(1e6, this.#slice * 1.4);
  }

  #drawSome(scene: Scene): void {
    const [gl, device] = [this.#gl, this.#device];
    if (this.#put !== scene.instances) {
      device.points.put(scene.instances);
      [this.#put, this.#drawing] = [scene.instances, null];
    }
    if (this.#drawing === null && !isSameStill(this.#shown, scene)) {
      this.#drawing = { scene, done: 0 };
      device.stills.begin(device.back, scene.camera, {
        width: scene.size.width * margin,
        height: scene.size.height * margin,
      });
    }
    const drawing = this.#drawing;
    if (drawing === null) return;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    device.stills.into(device.back);
    const count = Math.min(Math.ceil(this.#slice), device.points.count - drawing.done);
    if (count > 0) device.points.draw({ ...drawing.scene, ...plain, size: device.back.size }, drawing.done, count);
    drawing.done += count;
    if (drawing.done < device.points.count) return;
    [device.front, device.back] = [device.back, device.front];
    [this.#shown, this.#drawing] = [drawing.scene, null];
  }

  #compose(scene: Scene): void {
    const [gl, device] = [this.#gl, this.#device];
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(...scene.ground, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    device.stills.show(device.front, scene.camera, scene.size);
    device.pictures.draw(scene.pictures, scene);
    if (scene.badges.count === 0) return;
    const corner = scene.reach - badgePx - 2;
    device.badges.put(scene.badges);
    const look = { radius: badgePx, shift: [-corner, corner], plate: [...scene.ground, 0.9], dimmed: false } as const;
    device.badges.draw({ ...scene, ...look }, 0, scene.badges.count);
  }
}

/** Whether a still of one is a still of the other. */
const isSameStill = (one: Scene | null, other: Scene): boolean =>
  one !== null &&
  one.instances === other.instances &&
  one.camera === other.camera &&
  one.radius === other.radius &&
  one.dimmed === other.dimmed &&
  one.colors === other.colors &&
  one.size.width === other.size.width &&
  one.size.height === other.size.height;
