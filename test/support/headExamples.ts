import { seeded } from '../../electron/compiler/index.ts';
import type { HeadData } from '../../electron/runner/training/heads/solvers/index.ts';

/** Classes that overlap: features are 0 or more, as a network's are after its last Relu. */
export function headExamples(wanted: {
  readonly count: number;
  readonly width: number;
  readonly classes: number;
  readonly weighted?: boolean;
  readonly seed?: number;
}): HeadData {
  const { count, width, classes, weighted = false, seed = 1 } = wanted;
  const rng = seeded(seed);
  const near = (): number => rng() + rng() + rng() - 1.5;
  const means = Float32Array.from({ length: classes * width }, near);
  const classOf = Int32Array.from({ length: count }, (_, i) => (i < classes ? i : Math.floor(rng() * classes)));
  const features = new Float32Array(count * width);
  for (let i = 0; i < count; i++)
    for (let f = 0; f < width; f++)
      features[i * width + f] = Math.max(means[classOf[i]! * width + f]! / 2 + 2 * near() + 0.3, 0);
  const weights = weighted ? Float32Array.from({ length: count }, () => Math.floor(rng() * 4) / 2) : null;
  return { features, count, width, classOf, classes, weights };
}
