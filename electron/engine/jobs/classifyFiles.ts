import type { ClassifiedPhoto, DeviceId, EngineContract, OutputOf, ProgressOf, Sha256 } from '../../contract/index.ts';
import { failure, FoveaError, problemOf } from '../../contract/index.ts';
import type { ModelFile } from '../../contract/index.ts';
import { crashWatch } from './crashWatch.ts';
import type { RunnerProcess } from './runnerProcess.ts';
import { walk } from './walk.ts';

export interface FilesToClassify {
  readonly paths: readonly string[];
  readonly model: ModelFile & { readonly hash: Sha256 };
  readonly topK: number;
  readonly device: DeviceId;
}

type Progress = ProgressOf<EngineContract['classification.files']>;

/** Classifies files without a library, in the order found; what the command line does. */
export async function classifyFiles(
  runner: RunnerProcess,
  { paths: roots, model, topK, device }: FilesToClassify,
  onProgress: (step: Progress) => void,
  signal: AbortSignal,
): Promise<OutputOf<EngineContract['classification.files']>> {
  const paths: string[] = [];
  for await (const { path } of walk(roots, signal)) paths.push(path);
  const watch = crashWatch();
  const startedMs = performance.now();
  const tally = { done: 0, failed: 0, device };

  const tell = (photos: readonly ClassifiedPhoto[]): void => {
    tally.done += photos.length;
    tally.failed += photos.filter(({ problem }) => problem !== null).length;
    onProgress({ done: tally.done, total: paths.length, photos });
  };

  while (tally.done < paths.length) {
    const offset = tally.done;
    const left = paths.slice(offset, offset + watch.photosAtOnce(paths.length));
    try {
      const input = { model: { path: model.path, card: model.card }, paths: left, topK, device };
      await runner.ask('classification.classify', input, {
        signal,
        onProgress: (step) => {
          watch.began();
          tally.device = step.device;
          if (step.photos.length === 0) return;
          tell(step.photos.map((photo) => ({ ...photo, index: photo.index + offset })));
          watch.answered(step.photos.length);
        },
      });
    } catch (thrown) {
      if (!(thrown instanceof FoveaError) || thrown.code !== 'runner/crashed') throw thrown;
      const verdict = watch.crashed();
      if (verdict === 'give up') throw thrown;
      if (verdict === 'blame the photo') tell([unreadable(tally.done, left[0] ?? '', thrown)]);
    }
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return { ...tally, model: model.card.name, perSecond: seconds > 0 ? tally.done / seconds : 0 };
}

const unreadable = (index: number, path: string, thrown: FoveaError): ClassifiedPhoto => ({
  ...{ index, path, width: null, height: null, top: [], damaged: false },
  problem: problemOf(failure('photo/corrupt', { reason: thrown.message })),
});
