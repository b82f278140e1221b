import { openScorer, type Hypercolumns, type PixelHead } from '../../../electron/runner/hypercolumns/index.ts';
import {
  classIoUs,
  meanIoU,
  pixelAccuracy,
  segmentationTally,
  tallied,
  type SegmentationTally,
} from '../../../electron/runner/vision/index.ts';
import { classes, classNames, type CamvidPart } from './camvidPhotos.ts';

/** How a head answers all pixels of a part. */
export interface Judgement {
  readonly meanIoU: number;
  readonly pixelAccuracy: number;
  readonly perClass: readonly (number | null)[];
}

export async function judged(
  hypercolumns: Hypercolumns,
  head: PixelHead,
  part: CamvidPart,
  threads: number,
): Promise<Judgement> {
  const scorer = openScorer({ device: 'cpu', threads });
  let tally = segmentationTally(classes);
  for (let index = 0; index < part.count; index++) {
    const { picture, truth } = await part.read(index);
    const { classOf } = await scorer.answers(await hypercolumns.describe(picture), head);
    tally = tallied(tally, { ...truth, classOf }, truth);
  }
  await scorer.close();
  return judgementOf(tally);
}

export const judgementOf = (tally: SegmentationTally): Judgement => ({
  meanIoU: meanIoU(tally) ?? 0,
  pixelAccuracy: pixelAccuracy(tally) ?? 0,
  perClass: classIoUs(tally),
});

export function printed(title: string, { meanIoU, pixelAccuracy, perClass }: Judgement): string {
  const each = perClass.map((iou, own) => `${classNames[own] ?? ''} ${iou === null ? '-' : iou.toFixed(2)}`);
  return `${title}: mean IoU ${meanIoU.toFixed(4)}, pixel accuracy ${pixelAccuracy.toFixed(4)}\n  ${each.join(', ')}`;
}
