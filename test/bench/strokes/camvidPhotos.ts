import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMaskPng } from '../../../electron/decode/index.ts';
import { readPicture } from '../../../electron/runner/pixels/index.ts';
import type { MaskedPicture } from '../../../electron/runner/tasks/segmentation/strokes/index.ts';
import { notJudged } from '../../../electron/runner/vision/index.ts';

/** Of the eleven classes that are judged; what is labeled 11 is not. */
export const classNames = 'Sky Building Pole Road Pavement Tree SignSymbol Fence Car Pedestrian Bicyclist'.split(' ');
export const classes = classNames.length;

/** One part of CamVid: street scenes from a car, every pixel labeled (Brostow, Fauqueur and Cipolla, 2009). */
export interface CamvidPart {
  readonly count: number;
  read(index: number): Promise<MaskedPicture>;
}

/** @param folder  that of the data set, with `train`, `trainannot` and so on in it */
export function camvid(folder: string, part: 'train' | 'test'): CamvidPart {
  const files = readdirSync(join(folder, part))
    .filter((file) => file.endsWith('.jpg'))
    .sort();
  return {
    count: files.length,
    read: async (index) => {
      const file = files[index] ?? '';
      const picture = await readPicture(join(folder, part, file), (width, height) => ({ width, height }));
      const { map } = await readMaskPng(readFileSync(join(folder, `${part}annot`, file.replace(/jpg$/, 'png'))));
      return { picture, truth: { ...map, classOf: map.classOf.map((own) => (own < classes ? own : notJudged)) } };
    },
  };
}

/** The same, each photo decoded once. */
export function remembered({ count, read }: CamvidPart): CamvidPart {
  const known = new Map<number, Promise<MaskedPicture>>();
  return {
    count,
    read: (index) => {
      const photo = known.get(index) ?? read(index);
      known.set(index, photo);
      return photo;
    },
  };
}
