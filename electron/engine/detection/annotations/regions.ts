import { basename, extname } from 'node:path';
import { regionsIn } from '../../../decode/index.ts';
import type { ReadBoxes } from '../../../runner/vision/index.ts';

/**
 * Regions in a sidecar, in shares of the sides of the photo that it is called like. One without any says nothing about its
 * photo, as most sidecars are there for something else.
 *
 * @throws annotation/not-readable
 */
export async function readRegions(path: string): Promise<ReadBoxes> {
  const { regions, width, height, others } = await regionsIn(path);
  const objects = regions.filter(({ name }) => name !== '').map(({ name: className, ...box }) => ({ className, box }));
  const [unnamed, circles] = [regions.length - objects.length, others];
  return {
    annotations:
      objects.length === 0 ? [] : [{ photo: { file: basename(path, extname(path)), width, height }, objects }],
    classNames: [...new Set(objects.map(({ className }) => className))],
    losses: [
      ...(unnamed === 0 ? [] : [`Left out: a region without a name (${unnamed} times).`]),
      ...(circles === 0 ? [] : [`Left out: a region that is no rectangle in shares of the sides (${circles} times).`]),
    ],
  };
}
