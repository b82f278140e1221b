import type { Box } from './box.ts';

// What a box regressor learns: how to get from a proposal P to the true box G, in units of the proposal.

/** Shift of the center in widths and heights of the proposal, and the logarithms of the growth of its sides. */
export interface BoxTargets {
  readonly dx: number;
  readonly dy: number;
  readonly logWidth: number;
  readonly logHeight: number;
}

/**
 * t = ((Gx − Px) / Pw, (Gy − Py) / Ph, log(Gw / Pw), log(Gh / Ph)), with x and y the centers.
 *
 * @param proposal  neither side empty, nor of `truth`
 * @see             Girshick et al., "Rich feature hierarchies", 2014, appendix C, equations 6 to 9
 */
export function boxTargets(proposal: Box, truth: Box): BoxTargets {
  const [p, g] = [centered(proposal), centered(truth)];
  return {
    dx: (g.x - p.x) / p.width,
    dy: (g.y - p.y) / p.height,
    logWidth: Math.log(g.width / p.width),
    logHeight: Math.log(g.height / p.height),
  };
}

/** The box that targets lead to; the inverse of `boxTargets`. Equations 1 to 4 of the same appendix. */
export function applyBoxTargets(proposal: Box, { dx, dy, logWidth, logHeight }: BoxTargets): Box {
  const p = centered(proposal);
  const [x, y] = [p.x + p.width * dx, p.y + p.height * dy];
  const [width, height] = [p.width * Math.exp(logWidth), p.height * Math.exp(logHeight)];
  return { x0: x - width / 2, y0: y - height / 2, x1: x + width / 2, y1: y + height / 2 };
}

const centered = ({ x0, y0, x1, y1 }: Box) => ({
  x: (x0 + x1) / 2,
  y: (y0 + y1) / 2,
  width: x1 - x0,
  height: y1 - y0,
});
