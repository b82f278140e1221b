import { createHash } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import { fail, type JudgedPhoto, type LookId, type Stop } from '../../contract/index.ts';
import type { LabelMap } from '../../runner/vision/index.ts';
import { walk, type RunnerProcess } from '../jobs/index.ts';
import type { MasksToJudge } from './evaluate.ts';
import type { Looks } from './libraryLooks.ts';
import { packPixels } from './libraryPixels.ts';
import { atSize } from './masks.ts';
import { segmented, type Watch } from './segmented.ts';
import { masksAt, truthOf } from './truths.ts';

export interface JudgeWith {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly looks: Pick<Looks, 'keep'>;
}

/**
 * A photo's mask and what the network answers, kept as looks in the size of the mask.
 *
 * @param photo  one of those at or under `asked.paths`
 * @throws       library/grant-unknown for any other; photo/*, mask/*, model/*, disk/*
 */
export async function judgedPhoto(
  { runner, looks }: JudgeWith,
  asked: MasksToJudge,
  photo: string,
  watch: Watch,
): Promise<Omit<JudgedPhoto, 'photo'>> {
  if (!(await isAmong(asked.paths, photo, watch.signal))) fail('library/grant-unknown', {});
  const truth = await truthOf(photo, await masksAt(asked.truths, watch.signal), asked.voidClass);
  const { width, height } = truth;
  const request = { ...asked, path: photo, seen: true };
  const answered = await segmented(runner, request, watch, async ({ map, result, folder }) => ({
    map: atSize(map, width, height),
    probability: await atSizeOf(join(folder, result.probability), truth),
  }));
  const certain = new Uint8Array(width * height).fill(255);
  return {
    ...{ width, height },
    truth: await keep(looks, truth, certain),
    answer: await keep(looks, answered.map, answered.probability),
  };
}

async function isAmong(paths: readonly string[], photo: string, stop: Stop): Promise<boolean> {
  for await (const { path } of walk(paths, stop)) if (path === photo) return true;
  return false;
}

const atSizeOf = (file: string, { width, height }: LabelMap): Promise<Uint8Array> =>
  sharp(file).resize(width, height, { fit: 'fill', kernel: 'nearest' }).toColourspace('b-w').raw().toBuffer();

/** Named by its pixels, so that the same pixels are kept once. */
async function keep(looks: Pick<Looks, 'keep'>, map: LabelMap, probability: Uint8Array): Promise<LookId> {
  const { width, height } = map;
  const packed = await packPixels(map, probability);
  const id = createHash('sha256').update(`${width} ${height} `).update(packed).digest('hex');
  await looks.keep(id, { width, height }, packed);
  return id;
}
