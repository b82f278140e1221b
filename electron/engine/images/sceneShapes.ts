/** Signed distance from the edge of a shape of radius 1 about the origin, negative inside; y points down. */
export type Shape = (x: number, y: number) => number;

/** A regular polygon with a corner at the top. */
const polygon =
  (corners: number): Shape =>
  (x, y) => {
    const step = (2 * Math.PI) / corners;
    const angle = Math.atan2(x, -y);
    const toSide = angle - step * Math.floor(angle / step) - step / 2;
    return Math.hypot(x, y) * Math.cos(toSide) - Math.cos(step / 2);
  };

/** A star with five points. */
const star: Shape = (x, y) => {
  const step = (2 * Math.PI) / 5;
  const angle = Math.abs((((Math.atan2(x, -y) % step) + 1.5 * step) % step) - step / 2);
  const radius = Math.hypot(x, y);
  // The side between a point at radius 1 and a notch at radius 0.42.
  const [px, py] = [radius * Math.sin(angle), radius * Math.cos(angle)];
  const [nx, ny] = [0.42 * Math.sin(step / 2), 0.42 * Math.cos(step / 2)];
  const length = Math.hypot(nx, 1 - ny);
  return (px * (1 - ny) + (py - 1) * nx) / length;
};

const cross: Shape = (x, y) => {
  const [a, b] = [Math.max(Math.abs(x), Math.abs(y)), Math.min(Math.abs(x), Math.abs(y))];
  return Math.max(a - 0.92, b - 0.32);
};

/** The shapes that scenes are made of: each is a class. */
export const shapes = {
  circle: (x, y) => Math.hypot(x, y) - 0.92,
  cross,
  hexagon: polygon(6),
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.7) - 0.24,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.8,
  star,
  triangle: polygon(3),
} as const satisfies Record<string, Shape>;

export type SceneClass = keyof typeof shapes;

/** In the order of their indices. */
export const sceneClasses = Object.keys(shapes) as readonly SceneClass[];
