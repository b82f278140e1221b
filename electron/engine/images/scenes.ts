import { seeded } from '../../runner/vision/index.ts';
import { sceneClasses, shapes } from './sceneShapes.ts';
import type { SceneClass, Shape } from './sceneShapes.ts';
import { hsl, mix, surface, valueNoise } from './sceneTextures.ts';
import type { Color, Texture } from './sceneTextures.ts';

export { sceneClasses } from './sceneShapes.ts';

/** A picture whose truth is known. The first object is the largest; its class is the scene's. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] RGB */
  readonly pixels: Uint8Array;
  readonly className: SceneClass;
  readonly objects: readonly SceneObject[];
  /** [height, width]: 0 background, else 1 + the class index of what is seen there. */
  readonly mask: Uint8Array;
}

export interface SceneObject {
  readonly className: SceneClass;
  /** Around all that belongs to the object, seen or not; x1 and y1 exclusive. */
  readonly box: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
  readonly color: Color;
}

export interface SceneOptions {
  readonly width?: number;
  readonly height?: number;
  /** Class of the largest object; drawn from the seed when absent. */
  readonly className?: SceneClass;
  /** How many objects, at least 1. */
  readonly objects?: number;
}

interface Placed {
  readonly className: SceneClass;
  readonly shape: Shape;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly cos: number;
  readonly sin: number;
  readonly color: Color;
  readonly second: Color;
  readonly texture: Texture;
}

/** Draws textured shapes on a textured ground; the same seed and options make the same scene everywhere. */
export function makeScene(seed: number, options: SceneOptions = {}): Scene {
  const drawing = drawScene(seed, options);
  for (;;) {
    const step = drawing.next();
    if (step.done) return step.value;
  }
}

/** The same, row by row, for a process that has to answer in between. */
export function* drawScene(seed: number, options: SceneOptions = {}): Generator<void, Scene> {
  const { width = 640, height = 480 } = options;
  const rng = seeded(seed);
  const count = options.objects ?? 1 + Math.floor(rng() * 3);
  const hue = rng();
  const placed = Array.from({ length: count }, (_, index) => {
    const drawn = sceneClasses[Math.floor(rng() * sceneClasses.length)] ?? 'circle';
    return place(rng, index === 0 ? (options.className ?? drawn) : drawn, index, hue, { width, height });
  });
  const mask = new Uint8Array(width * height);
  const pixels = new Uint8Array(3 * width * height);
  const ground = groundOf(rng, hue, width, height);
  // The smaller ones lie behind, so that the first object is never hidden.
  const backToFront = placed.toReversed();
  for (let y = 0; y < height; y += 1) {
    yield;
    for (let x = 0; x < width; x += 1) {
      let color = ground(x, y);
      for (const object of backToFront) {
        // Nothing of an object, shadow and soft edge included, reaches further.
        if (Math.abs(x - object.x) > 1.6 * object.radius || Math.abs(y - object.y) > 1.6 * object.radius) continue;
        const [u, v] = localOf(object, x + 0.5, y + 0.5);
        color = mix(color, [12, 14, 20], shadowOf(object, x + 0.5, y + 0.5));
        const cover = Math.min(1, Math.max(0, 0.5 - object.shape(u, v) * object.radius));
        if (cover === 0) continue;
        color = mix(color, paintOf(object, u, v), cover);
        if (cover >= 0.5) mask[y * width + x] = 1 + sceneClasses.indexOf(object.className);
      }
      pixels.set(color, 3 * (y * width + x));
    }
  }
  const [first] = placed;
  const objects = placed.map((object) => ({
    ...{ className: object.className, color: object.color },
    box: boxOf(object, width, height),
  }));
  return { width, height, pixels, className: first?.className ?? 'circle', objects, mask };
}

interface Canvas {
  readonly width: number;
  readonly height: number;
}

function place(
  rng: () => number,
  className: SceneClass,
  index: number,
  hue: number,
  { width, height }: Canvas,
): Placed {
  const side = Math.min(width, height);
  const radius = side * (index === 0 ? 0.27 + 0.1 * rng() : 0.1 + 0.08 * rng());
  const turn = (rng() - 0.5) * 0.8;
  // Away from the ground's hue, so that every object stands out from it.
  const own = (hue + 0.28 + 0.44 * rng()) % 1;
  const spread = index === 0 ? 0.12 : 0.36;
  return {
    className,
    shape: shapes[className],
    x: width * (0.5 + spread * (2 * rng() - 1)),
    y: height * (0.5 + spread * (2 * rng() - 1)),
    radius,
    cos: Math.cos(turn),
    sin: Math.sin(turn),
    color: hsl(own, 0.72, 0.54),
    second: hsl((own + 0.07) % 1, 0.65, 0.3 + 0.45 * rng()),
    texture: surface(rng),
  };
}

/** A soft gradient with grain, like a wall or a table cloth. */
function groundOf(rng: () => number, hue: number, width: number, height: number): (x: number, y: number) => Color {
  const [light, dark] = [hsl(hue, 0.22, 0.72), hsl((hue + 0.06) % 1, 0.28, 0.42)];
  const [clouds, grain] = [valueNoise(rng), valueNoise(rng)];
  const weave = 0.05 + 0.05 * rng();
  return (x, y) => {
    const slope = 0.55 * (y / height) + 0.2 * (x / width);
    const texture =
      0.35 * clouds(x / 90, y / 90) + 0.12 * grain(x / 3, y / 3) + weave * Math.sin(x / 2.2) * Math.sin(y / 2.2);
    return mix(light, dark, Math.min(1, Math.max(0, slope + texture - 0.1)));
  };
}

/** A place of the picture in the object's own radii, turned back. */
const localOf = ({ x, y, radius, cos, sin }: Placed, px: number, py: number): [number, number] => {
  const [dx, dy] = [(px - x) / radius, (py - y) / radius];
  return [dx * cos + dy * sin, dy * cos - dx * sin];
};

/** How dark the object's shadow is at a place: it falls down to the right. */
function shadowOf(object: Placed, px: number, py: number): number {
  const offset = 0.1 * object.radius;
  const [u, v] = localOf(object, px - offset, py - offset);
  return 0.45 * Math.min(1, Math.max(0, 0.5 - object.shape(u, v) * 5));
}

/** The object's surface with light from the upper left and a darker rim. */
function paintOf({ shape, color, second, texture, cos, sin }: Placed, u: number, v: number): Color {
  const painted = mix(color, second, texture(u, v));
  const [lightU, lightV] = [-0.6 * cos - 0.7 * sin, 0.6 * sin - 0.7 * cos];
  const lit = mix(painted, [255, 255, 255], Math.max(0, 0.22 * (u * lightU + v * lightV)));
  return mix(
    lit,
    [0, 0, 0],
    Math.max(0, 0.25 + 2.5 * Math.min(0, shape(u, v))) + Math.max(0, -0.18 * (u * lightU + v * lightV)),
  );
}

/** Edges are found pixel by pixel, as the mask has them. */
function boxOf(object: Placed, width: number, height: number): SceneObject['box'] {
  const box = { x0: width, y0: height, x1: 0, y1: 0 };
  const reach = Math.ceil(1.3 * object.radius);
  for (let y = Math.max(0, Math.floor(object.y - reach)); y < Math.min(height, object.y + reach); y += 1) {
    for (let x = Math.max(0, Math.floor(object.x - reach)); x < Math.min(width, object.x + reach); x += 1) {
      const [u, v] = localOf(object, x + 0.5, y + 0.5);
      if (object.shape(u, v) > 0) continue;
      box.x0 = Math.min(box.x0, x);
      box.y0 = Math.min(box.y0, y);
      box.x1 = Math.max(box.x1, x + 1);
      box.y1 = Math.max(box.y1, y + 1);
    }
  }
  return box;
}
