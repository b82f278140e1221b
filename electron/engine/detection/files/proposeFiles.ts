import type { EngineContract, OutputOf, ProgressOf, ProposalSource } from '../../../contract/index.ts';
import { bestOverlap, proposalRecall } from '../../../runner/vision/index.ts';
import { overFiles } from '../../jobs/overFiles.ts';
import type { RunnerProcess } from '../../jobs/runnerProcess.ts';
import { checkAnyBoxes, labelledFiles } from './labelledFiles.ts';

type Method = EngineContract['detection.proposals'];

export interface FilesToPropose {
  readonly paths: readonly string[];
  /** null: nothing is known of what is there. */
  readonly annotations: string | null;
  readonly source: ProposalSource;
  readonly most: number;
}

/** Regions that may hold a thing, and how much of what is there they cover. Difficult boxes need not be covered. */
export async function proposeFiles(
  runner: Pick<RunnerProcess, 'ask'>,
  { paths, annotations, source, most }: FilesToPropose,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const truth = await truthIn(paths, annotations, signal);
  const overlaps: number[] = [];
  const counts: { boxes: number; ms: number }[] = [];
  await overFiles({
    ...{ roots: paths, ofThePhoto: /^photo\//, signal },
    work: async (path) => {
      const { boxes, elapsedMs } = await runner.ask('proposals.find', { path, source, most }, { signal });
      counts.push({ boxes: boxes.length / 4, ms: elapsedMs });
      for (const { box } of truth.get(path) ?? []) overlaps.push(bestOverlap(box, boxes));
      return { boxes, elapsedMs };
    },
    onProgress: ({ done, total, file }) =>
      onProgress({
        ...{ done: Math.floor(done), total },
        file: file && { path: file.path, boxes: [], elapsedMs: 0, ...file.result, problem: file.problem },
      }),
  });
  const mean = (of: (one: { boxes: number; ms: number }) => number): number =>
    counts.length === 0 ? 0 : counts.reduce((sum, one) => sum + of(one), 0) / counts.length;
  const covered = overlaps.length === 0 ? null : proposalRecall(overlaps);
  return {
    ...{ recall: covered?.recall ?? null, meanBestOverlap: covered?.meanBestOverlap ?? null },
    ...{ meanCount: mean(({ boxes }) => boxes), meanMs: mean(({ ms }) => ms) },
  };
}

async function truthIn(paths: readonly string[], annotations: string | null, signal: AbortSignal) {
  if (annotations === null) return new Map<string, never[]>();
  const read = await labelledFiles({ paths, annotations }, { signal, onProgress: () => undefined });
  checkAnyBoxes(read);
  return new Map(read.photos.map(({ photo, boxes }) => [photo.path, boxes.filter(({ difficult }) => !difficult)]));
}
