import { failure, FoveaError, problemOf } from '../../../contract/index.ts';
import type { SurveyedPhoto } from '../../../contract/index.ts';
import { crashWatch } from '../../jobs/crashWatch.ts';
import type { Look } from './datasets.ts';

/** Enough that the runner never waits for the next list, few enough that a list is no large message. */
const photosAtOnce = 4096;

/**
 * Has the runner look at files. A runner that dies is asked again for what is left; a photo over which it dies again and
 * again is unreadable. Answers come in any order.
 *
 * @throws engine/stopped, runner/crashed when it is no photo's fault, model/unsupported, disk/full
 */
export async function lookAt(paths: readonly string[], look: Look): Promise<SurveyedPhoto[]> {
  const watch = crashWatch();
  const answers: (SurveyedPhoto | null)[] = paths.map(() => null);
  let [done, failed, from] = [0, 0, 0];

  const take = (photos: readonly SurveyedPhoto[]): void => {
    const fresh = photos.filter(({ index }) => answers[index] === null);
    for (const photo of fresh) answers[photo.index] = photo;
    done += fresh.length;
    failed += fresh.filter(({ problem }) => problem !== null).length;
    if (fresh.length > 0) look.onProgress?.({ done, total: paths.length, failed, photos: fresh });
  };

  while (from < paths.length) {
    const left = nextOf(answers, from, watch.photosAtOnce(photosAtOnce));
    from = left[0] ?? paths.length;
    if (left.length === 0) break;
    try {
      const input = { paths: left.map((at) => paths[at] ?? ''), model: look.model, cacheDir: look.cacheDir };
      await look.runner.ask(
        'training.survey',
        { ...input, device: look.device },
        {
          signal: look.signal,
          onProgress: ({ photos }) => {
            watch.began();
            take(photos.map((photo) => ({ ...photo, index: left[photo.index] ?? -1 })));
            watch.answered(photos.length);
          },
        },
      );
      const missed = left.find((at) => answers[at] === null);
      if (missed !== undefined) throw new Error(`The runner did not answer for "${paths[missed] ?? ''}".`);
    } catch (thrown) {
      if (!(thrown instanceof FoveaError) || thrown.code !== 'runner/crashed') throw thrown;
      const verdict = watch.crashed();
      if (verdict === 'give up') throw thrown;
      if (verdict === 'blame the photo') take([unreadable(from, paths[from] ?? '')]);
    }
  }
  return answers.filter((answer) => answer !== null);
}

/** Positions without an answer, from `from` on. */
function nextOf(answers: readonly (SurveyedPhoto | null)[], from: number, count: number): number[] {
  const left: number[] = [];
  for (let at = from; at < answers.length && left.length < count; at += 1) if (answers[at] === null) left.push(at);
  return left;
}

const unreadable = (index: number, path: string): SurveyedPhoto => ({
  ...{ index, path, hash: null, fingerprint: null, takenAtMs: null, camera: null },
  problem: problemOf(failure('photo/corrupt', { reason: 'the computing process ended each time it was tried.' })),
});
