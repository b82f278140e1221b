import { join } from 'node:path';
import { nativeFailure, segmentByGraph } from '../../../../../native/index.ts';
import { fail, type InputOf, type OutputOf, type RunnerContract, type Scope } from '../../../../contract/index.ts';
import { readPicture, writeMask } from '../../../pixels/index.ts';
import { signalOf } from '../../../runtime/index.ts';
import { workingSize } from './workingSize.ts';

type Method = RunnerContract['strokes.regions'];

/** Smoothing and scale of Felzenszwalb and Huttenlocher (IJCV 2004, section 5) for photos; `k` grows with the regions. */
const [sigma, kPerPixel] = [0.8, 3];
/** More numbers than this do not fit beside the one of pixels that nobody judged. */
const mostRegions = 65_000;

/** Numbers regions of even color, and writes the numbers as a picture into a folder. @throws photo/*, segmentation/no-addon */
export async function photoRegions(
  { path, least, folder }: InputOf<Method>,
  scope: Pick<Scope, 'onStop'>,
): Promise<OutputOf<Method>> {
  const missing = nativeFailure();
  if (missing !== null) fail('segmentation/no-addon', { reason: missing });
  const signal = signalOf(scope);
  const { width, height, pixels } = await readPicture(path, workingSize);
  const minSize = Math.max(least, Math.ceil((width * height) / mostRegions));
  const problem = { pixels, width, height, channels: 3, sigma, k: kPerPixel * minSize, minSize };
  const { regions, count } = await segmentByGraph(problem, 1, signal);
  const file = 'regions.png';
  await writeMask(join(folder, file), { width, height, classOf: Uint16Array.from(regions) }, count);
  return { file, width, height, regions: count };
}
