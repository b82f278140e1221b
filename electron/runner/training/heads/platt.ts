import type { Calibration } from './calibration.ts';

/** P(true) = 1 / (1 + exp(−(slope · score + offset))) */
export interface PlattCurve {
  readonly slope: number;
  readonly offset: number;
}

const maxSteps = 100;
/** Kept on the diagonal of the Hessian, so that it can be inverted. */
const ridge = 1e-12;
const smallestStep = 1e-10;
/** A curve that falls would call the lowest score the likeliest. */
const smallestSlope = 1e-6;

/**
 * The curve from the scores of one yes-or-no question to its probability.
 *
 * @param scores  [M]
 * @param isTrue  [M] 1 where the answer is yes
 * @see Lin, Lin and Weng, "A note on Platt's probabilistic outputs for support vector machines", Machine Learning 2007,
 *      appendix: Newton's method with backtracking, on targets that Platt drew in from 0 and 1
 */
export function fitPlatt(scores: Float32Array | Float64Array, isTrue: Uint8Array): PlattCurve {
  const yes = isTrue.reduce((sum, one) => sum + one, 0);
  const no = isTrue.length - yes;
  const [high, low] = [(yes + 1) / (yes + 2), 1 / (no + 2)];
  let at: PlattCurve = { slope: 0, offset: Math.log((yes + 1) / (no + 1)) };
  let cost = costOf(at);
  for (let step = 0; step < maxSteps; step++) {
    const [bySlope, byOffset, h11, h12, h22] = derivatives(at);
    if (Math.abs(bySlope) < 1e-5 && Math.abs(byOffset) < 1e-5) break;
    const determinant = h11 * h22 - h12 * h12;
    const [moveSlope, moveOffset] = [
      -(h22 * bySlope - h12 * byOffset) / determinant,
      -(h11 * byOffset - h12 * bySlope) / determinant,
    ];
    const descent = bySlope * moveSlope + byOffset * moveOffset;
    let length = 1;
    for (; length >= smallestStep; length /= 2) {
      const next = { slope: at.slope + length * moveSlope, offset: at.offset + length * moveOffset };
      const nextCost = costOf(next);
      if (nextCost >= cost + 1e-4 * length * descent) continue;
      [at, cost] = [next, nextCost];
      break;
    }
    if (length < smallestStep) break;
  }
  return at;

  function costOf({ slope, offset }: PlattCurve): number {
    let sum = 0;
    for (let i = 0; i < scores.length; i++) {
      const z = slope * (scores[i] ?? 0) + offset;
      const target = isTrue[i] ? high : low;
      sum += z >= 0 ? (1 - target) * z + Math.log1p(Math.exp(-z)) : -target * z + Math.log1p(Math.exp(z));
    }
    return sum;
  }

  function derivatives({ slope, offset }: PlattCurve): [number, number, number, number, number] {
    let [bySlope, byOffset, h11, h12, h22] = [0, 0, ridge, 0, ridge];
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i] ?? 0;
      const probability = 1 / (1 + Math.exp(-(slope * score + offset)));
      const apart = probability - (isTrue[i] ? high : low);
      const spread = probability * (1 - probability);
      bySlope += score * apart;
      byOffset += apart;
      h11 += score * score * spread;
      h12 += score * spread;
      h22 += spread;
    }
    return [bySlope, byOffset, h11, h12, h22];
  }
}

/**
 * One curve for the scores of all classes together, so that calibration never changes which class is answered: with
 * some photos per class, curves of their own would say more about chance than about the classes.
 *
 * @param scores  [N, C] one against the rest, of examples that the head has not learned from
 * @param truth   [N] class indices
 */
export function fitSharedPlatt(scores: Float32Array | Float64Array, truth: Int32Array, classes: number): Calibration {
  const isTrue = Uint8Array.from(scores, (_, at) => Number(at % classes === truth[Math.floor(at / classes)]));
  const { slope, offset } = fitPlatt(scores, isTrue);
  return {
    kind: 'platt',
    slopes: new Array<number>(classes).fill(Math.max(smallestSlope, slope)),
    offsets: new Array<number>(classes).fill(offset),
  };
}
