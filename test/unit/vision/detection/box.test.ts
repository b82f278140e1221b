import { expect, test } from 'vitest';
import {
  applyBoxTargets,
  boxArea,
  boxContains,
  boxTargets,
  clipBox,
  intersectionArea,
  iou,
  scaleBox,
  seeded,
  translateBox,
  type Box,
} from '../../../../electron/runner/vision/index.ts';
import { drawnBox } from '../../../support/detections.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

const pairs = (count: number): [Box, Box][] => {
  const rng = seeded(seed);
  return Array.from({ length: count }, () => [drawnBox(rng), drawnBox(rng)]);
};

const sides = ({ x0, y0, x1, y1 }: Box): number[] => [x0, y0, x1, y1];

function expectNear(ours: Box, wanted: Box): void {
  for (const [side, value] of sides(wanted).entries())
    expect(Math.abs(sides(ours)[side]! - value), `SEED=${seed}`).toBeLessThan(1e-9);
}

/** Whole boxes as sets of pixels: what area means, counted. */
function pixelsOf({ x0, y0, x1, y1 }: Box): Set<string> {
  const pixels = new Set<string>();
  for (let y = y0; y < y1; y += 1) for (let x = x0; x < x1; x += 1) pixels.add(`${x},${y}`);
  return pixels;
}

test('areas and overlaps of whole boxes are counts of pixels', () => {
  const rng = seeded(seed);
  const drawn = (): Box => {
    const [x0, y0] = [Math.floor(rng() * 8), Math.floor(rng() * 8)];
    return { x0, y0, x1: x0 + Math.floor(rng() * 8), y1: y0 + Math.floor(rng() * 8) };
  };
  for (let round = 0; round < 300; round += 1) {
    const [a, b] = [drawn(), drawn()];
    const [inA, inB] = [pixelsOf(a), pixelsOf(b)];
    const shared = [...inA].filter((pixel) => inB.has(pixel)).length;
    expect(boxArea(a), `SEED=${seed}`).toBe(inA.size);
    expect(intersectionArea(a, b), `SEED=${seed}`).toBe(shared);
    expect(iou(a, b), `SEED=${seed}`).toBe(shared === 0 ? 0 : shared / (inA.size + inB.size - shared));
    if (shared > 0) expect(boxContains(b, a), `SEED=${seed}`).toBe(shared === inA.size);
  }
});

test('overlap is the same both ways, 1 with itself, and does not change when both boxes move or grow', () => {
  for (const [a, b] of pairs(300)) {
    const moved = (box: Box): Box => translateBox(scaleBox(box, 3, 0.5), -40, 17);
    expect(iou(a, b), `SEED=${seed}`).toBe(iou(b, a));
    expect(iou(a, a), `SEED=${seed}`).toBe(1);
    expect(Math.abs(iou(moved(a), moved(b)) - iou(a, b)), `SEED=${seed}`).toBeLessThan(1e-9);
  }
});

test('a box that ends before it begins has no area and overlaps nothing', () => {
  const backward = { x0: 9, y0: 2, x1: 4, y1: 7 };
  expect(boxArea(backward)).toBe(0);
  expect(iou(backward, { x0: 0, y0: 0, x1: 20, y1: 20 })).toBe(0);
  expect(iou(backward, backward)).toBe(0);
});

test('a clipped box is the part inside the photo', () => {
  const photo = { x0: 0, y0: 0, x1: 400, y1: 300 };
  for (const [box] of pairs(300)) {
    const clipped = clipBox(box, 400, 300);
    expect(boxContains(photo, clipped), `SEED=${seed}`).toBe(true);
    expect(boxArea(clipped), `SEED=${seed}`).toBe(intersectionArea(photo, box));
  }
  expect(boxArea(clipBox({ x0: -50, y0: 10, x1: -20, y1: 30 }, 400, 300))).toBe(0);
});

test('applying the targets of a proposal leads to the truth', () => {
  for (const [proposal, truth] of pairs(300)) {
    expectNear(applyBoxTargets(proposal, boxTargets(proposal, truth)), truth);
    expectNear(applyBoxTargets(proposal, { dx: 0, dy: 0, logWidth: 0, logHeight: 0 }), proposal);
  }
});

test('targets are in units of the proposal', () => {
  const proposal = { x0: 10, y0: 10, x1: 50, y1: 30 };
  const truth = { x0: 30, y0: 0, x1: 110, y1: 20 };
  expect(boxTargets(proposal, truth)).toEqual({ dx: 1, dy: -0.5, logWidth: Math.log(2), logHeight: 0 });
});
