import { shuffled, type Box, type Detection } from '../../electron/runner/vision/index.ts';

/** A box with sides of 1 to `longest` pixels somewhere in a photo of 1000 × 1000. */
export function drawnBox(rng: () => number, longest = 300): Box {
  const [x0, y0] = [rng() * 700, rng() * 700];
  return { x0, y0, x1: x0 + 1 + rng() * (longest - 1), y1: y0 + 1 + rng() * (longest - 1) };
}

/** Detections of three classes, among them some of equal score. */
export function drawnDetections(rng: () => number, count: number, longest = 300): Detection[] {
  const ranks = shuffled(count, rng);
  return Array.from({ length: count }, (_, index) => ({
    box: drawnBox(rng, longest),
    classIndex: Math.floor(rng() * 3),
    score: Math.ceil(((ranks[index] ?? 0) + 1) / 2) / count,
  }));
}
