import type { ClassifiedPhoto, DeviceId, InputOf, RunnerContract } from '../../contract/index.ts';
import { failure, FoveaError, problemOf } from '../../contract/index.ts';
import { crashWatch } from './crashWatch.ts';
import type { RunnerProcess } from './runnerProcess.ts';

/** A request to the runner may name more photos than one message should. */
export type PathsToClassify = InputOf<RunnerContract['classification.classify']>;

const photosAtOnce = 65_536;

/**
 * Classifies photos in the order given; each is answered exactly once, with its place in the list. A photo that ends the
 * runner again and again is answered with that as its problem.
 *
 * @param onAnswers  takes the answers of a batch and the device they are from; what it throws ends the work
 * @returns          the device that was used last
 */
export async function classifyPaths(
  runner: RunnerProcess,
  asked: PathsToClassify,
  onAnswers: (photos: readonly ClassifiedPhoto[], device: DeviceId) => void,
  signal: AbortSignal,
): Promise<DeviceId> {
  const { paths } = asked;
  const watch = crashWatch();
  let { device } = asked;
  let done = 0;
  const refused = new AbortController();
  const ending = AbortSignal.any([signal, refused.signal]);

  const tell = (photos: readonly ClassifiedPhoto[]): void => {
    if (refused.signal.aborted) return;
    done += photos.length;
    try {
      onAnswers(photos, device);
    } catch (thrown) {
      // Thrown here it would end the engine: nobody waits for what a report of progress says.
      refused.abort(thrown);
    }
  };

  while (done < paths.length) {
    const offset = done;
    const left = paths.slice(offset, offset + watch.photosAtOnce(photosAtOnce));
    try {
      await runner.ask(
        'classification.classify',
        { ...asked, paths: left },
        {
          signal: ending,
          onProgress: (step) => {
            watch.began();
            device = step.device;
            if (step.photos.length === 0) return;
            tell(step.photos.map((photo) => ({ ...photo, index: photo.index + offset })));
            watch.answered(step.photos.length);
          },
        },
      );
    } catch (thrown) {
      refused.signal.throwIfAborted();
      if (!(thrown instanceof FoveaError) || thrown.code !== 'runner/crashed') throw thrown;
      const verdict = watch.crashed();
      if (verdict === 'give up') throw thrown;
      if (verdict === 'blame the photo') tell([unreadable(done, left[0] ?? '', thrown)]);
    }
    refused.signal.throwIfAborted();
  }
  return device;
}

const unreadable = (index: number, path: string, thrown: FoveaError): ClassifiedPhoto => ({
  ...{ index, path, width: null, height: null, top: [], damaged: false },
  problem: problemOf(failure('photo/corrupt', { reason: thrown.message })),
});
