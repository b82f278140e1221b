import type { DeviceId, EngineContract, ModelFile, OutputOf, ProgressOf, Sha256 } from '../../contract/index.ts';
import { classifyPaths } from './classifyPaths.ts';
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
  { paths: roots, model: { path, card }, topK, device }: FilesToClassify,
  onProgress: (step: Progress) => void,
  signal: AbortSignal,
): Promise<OutputOf<EngineContract['classification.files']>> {
  const paths: string[] = [];
  for await (const found of walk(roots, signal)) paths.push(found.path);
  const startedMs = performance.now();
  const tally = { done: 0, failed: 0 };
  const used = await classifyPaths(
    runner,
    { model: { path, card }, paths, topK, device },
    (photos) => {
      tally.done += photos.length;
      tally.failed += photos.filter(({ problem }) => problem !== null).length;
      onProgress({ done: tally.done, total: paths.length, photos });
    },
    signal,
  );
  const seconds = (performance.now() - startedMs) / 1000;
  return { ...tally, device: used, model: card.name, perSecond: seconds > 0 ? tally.done / seconds : 0 };
}
