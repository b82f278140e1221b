import { describe, expect, test } from 'vitest';
import { densify } from '../../electron/compiler/passes/densify.ts';
import { mapAt, only, originsOf, patchesAt, picture, seedOf, withBatch } from '../support/dense.ts';
import { patchNetworks } from '../support/patchNetworks.ts';
import { relativeDifference, runInRuntime } from '../support/cases/runtime.ts';

// The law of densify in ONNX Runtime, whose optimizer is off, at every patch of a picture.

const [height, width] = [67, 71];
const seed = seedOf(11);
const image = picture(seed, height, width);

describe.each(patchNetworks)('$name', ({ graph: make, patch }) => {
  const graph = make(seed);
  const origins = originsOf(height, width, patch);

  test.each(['folded', 'dilated'] as const)(
    'the %s form equals the patch network at every pixel within 1e-5 of the largest value',
    async (form) => {
      const dense = densify(graph, { height, width, form });
      const map = only(await runInRuntime(dense.graph, new Map([['image', image]])));
      const naive = await runInRuntime(
        withBatch(graph, origins.length),
        new Map([['image', patchesAt(image, patch, origins)]]),
      );
      const difference = relativeDifference(mapAt(map, origins), only(naive));
      console.log(`${form}: ${difference} over ${origins.length} patches, seed ${seed}`);
      expect(difference, `seed ${seed}`).toBeLessThan(1e-5);
    },
  );
});
