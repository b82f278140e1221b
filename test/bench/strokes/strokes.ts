import type { ModelFile } from '../../../electron/contract/index.ts';
import { openHypercolumns, type Hypercolumns } from '../../../electron/runner/hypercolumns/index.ts';
import { strokeSession } from '../../../electron/runner/tasks/segmentation/strokes/index.ts';
import { derived, type LabelMap } from '../../../electron/runner/vision/index.ts';
import { classes, type CamvidPart } from './camvidPhotos.ts';
import { judged, printed } from './judge.ts';
import { simulatedStrokes } from './simulate.ts';

/** Photos that are painted on, spread over the training part, and strokes on each per class that occurs. */
const [photos, perClass] = [10, 20];
/** Strokes that are added one by one to time an update. */
const updates = 9;
/** About a megapixel. */
const large = { width: 1152, height: 864 };

interface Request {
  readonly model: ModelFile;
  readonly hypercolumns: Hypercolumns;
  readonly train: CamvidPart;
  readonly test: CamvidPart;
  readonly seed: number;
  readonly threads: number;
}

/** Paints on ten photos, learns, judges all test photos; then times one more stroke, and the overlay of a megapixel. */
export async function benchStrokes({ model, hypercolumns, train, test, seed, threads }: Request): Promise<void> {
  const session = strokeSession({ device: 'cpu', threads });
  let painted = 0;
  let later: LabelMap | null = null;
  for (let photo = 0; photo < photos; photo++) {
    const { picture, truth } = await train.read(Math.floor((photo * train.count) / photos));
    session.addPhoto(String(photo), await hypercolumns.describe(picture));
    const strokes = simulatedStrokes(truth, perClass, derived(seed, 'strokes', photo));
    session.addStrokes(String(photo), strokes);
    painted += strokes.reduce((sum, { pixels }) => sum + pixels.length, 0);
    later ??= truth;
  }
  const startedMs = performance.now();
  const head = await session.train(classes);
  console.log(`${painted} painted pixels, first training ${(performance.now() - startedMs).toFixed()} ms`);
  console.log(
    printed(`${perClass} strokes per class on ${photos} photos`, await judged(hypercolumns, head, test, threads)),
  );

  const more = later ? simulatedStrokes(later, 1, derived(seed, 'more')).slice(0, updates) : [];
  const ms: number[] = [];
  for (const stroke of more) {
    const beganMs = performance.now();
    session.addStrokes('0', [stroke]);
    await session.train(classes);
    ms.push(performance.now() - beganMs);
  }
  console.log(`one more stroke, of ${ms.length}: ${spread(ms)}`);
  await timeOverlay(model, session, train, threads);
  await session.close();
}

async function timeOverlay(
  model: ModelFile,
  session: ReturnType<typeof strokeSession>,
  train: CamvidPart,
  threads: number,
) {
  const { picture } = await train.read(0);
  const enlarged = enlargedTo(picture.pixels, picture.width, picture.height);
  const hypercolumns = await openHypercolumns(model, large, { device: 'cpu', threads });
  const beganMs = performance.now();
  session.addPhoto('large', await hypercolumns.describe({ ...large, pixels: enlarged }));
  console.log(`describing ${large.width} × ${large.height}: ${(performance.now() - beganMs).toFixed()} ms`);
  const ms: number[] = [];
  for (let run = 0; run < 6; run++) {
    const startedMs = performance.now();
    await session.predict('large');
    ms.push(performance.now() - startedMs);
  }
  console.log(
    `overlay of ${large.width} × ${large.height}: first ${(ms[0] ?? 0).toFixed()} ms, then ${spread(ms.slice(1))}`,
  );
  await hypercolumns.close();
}

/** Nearest pixels: how long it takes does not hang on what is seen. */
function enlargedTo(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const result = new Uint8Array(3 * large.width * large.height);
  for (let y = 0, to = 0; y < large.height; y++)
    for (let x = 0; x < large.width; x++, to += 3) {
      const from = Math.floor((y * height) / large.height) * width + Math.floor((x * width) / large.width);
      result.set(pixels.subarray(3 * from, 3 * from + 3), to);
    }
  return result;
}

function spread(ms: readonly number[]): string {
  const sorted = ms.toSorted((a, b) => a - b);
  const [least, middle, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((one) =>
    (one ?? 0).toFixed(),
  );
  return `fastest ${least} ms, median ${middle} ms, slowest ${most} ms`;
}
