import { openScorer, type Hypercolumns, type PixelHead } from '../../../electron/runner/hypercolumns/index.ts';
import { scoresOf } from '../../../electron/runner/tasks/segmentation/maps.ts';
import { refined } from '../../../electron/runner/tasks/segmentation/refine.ts';
import { segmentationTally, tallied } from '../../../electron/runner/vision/index.ts';
import { classes, type CamvidPart } from './camvidPhotos.ts';
import { judgementOf, printed } from './judge.ts';

interface Request {
  readonly hypercolumns: Hypercolumns;
  readonly head: PixelHead;
  readonly test: CamvidPart;
  readonly threads: number;
}

/** Judges a head's answers for all test photos as they are, and with borders drawn along the colors of the photo. */
export async function benchCrf({ hypercolumns, head, test, threads }: Request): Promise<void> {
  const scorer = openScorer({ device: 'cpu', threads });
  const { signal } = new AbortController();
  let [plain, drawn] = [segmentationTally(classes), segmentationTally(classes)];
  for (let index = 0; index < test.count; index++) {
    const { picture, truth } = await test.read(index);
    const all = await scorer.probabilities(await hypercolumns.describe(picture), head);
    const scores = scoresOf(all, { width: picture.width, height: picture.height, stepPx: 1 }, []);
    plain = tallied(plain, { ...truth, classOf: scores.classOf }, truth);
    drawn = tallied(drawn, { ...truth, classOf: (await refined(scores, picture.pixels, signal)).classOf }, truth);
  }
  await scorer.close();
  console.log(printed('head alone, as it answers', judgementOf(plain)));
  console.log(printed('head alone, with the random field', judgementOf(drawn)));
}
