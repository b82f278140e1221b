import { fail } from '../../contract/index.ts';
import type { ClassifiedPhoto, DeviceId, EngineContract, ModelFile } from '../../contract/index.ts';
import type { OutputOf, ProgressOf, Sha256, Shard } from '../../contract/index.ts';
import { classifyPaths, type RunnerProcess } from '../jobs/index.ts';
import { version } from '../version.ts';
import { photosOfShard, type ShardPhoto } from './photos.ts';
import { batch, settingsOf, type Run } from './run.ts';
import { openShardFile, type Labelled, type ShardFile } from './shardFile.ts';

export interface ShardToLabel {
  /** Absolute paths of photos, and of folders with everything in them. */
  readonly roots: readonly string[];
  readonly shard: Shard;
  readonly model: ModelFile & { readonly hash: Sha256 };
  readonly topK: number;
  readonly device: DeviceId;
  /** The SQLite file. */
  readonly file: string;
}

type Method = EngineContract['shards.label'];
type Tell = (step: ProgressOf<Method>) => void;

/**
 * Classifies the photos of one shard into a file, a transaction for each batch of answers: whenever it ends, the file is
 * whole, and the next call goes on with what is left. A photo that cannot be read is a row with its problem.
 */
export async function labelShard(
  runner: RunnerProcess,
  asked: ShardToLabel,
  onProgress: Tell,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const file = openShardFile(asked.file, runOf(asked));
  try {
    return await labelInto(file, runner, asked, onProgress, signal);
  } finally {
    file.close();
  }
}

function runOf({ roots, shard, model, topK }: ShardToLabel): Run {
  const { card, hash } = model;
  return {
    ...{ fovea: version(), model_hash: hash, model_name: card.name, class_names: JSON.stringify(card.classNames) },
    ...{ roots: JSON.stringify(roots), settings: settingsOf(topK, card), ...shard, found: null, finished: 0 },
  };
}

async function labelInto(
  file: ShardFile,
  runner: RunnerProcess,
  { roots, shard, model: { path, card }, topK, device, file: target }: ShardToLabel,
  onProgress: Tell,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const { photos: before } = file.counts();
  const looking = (): void => onProgress({ done: before, total: null, before });
  const { photos, found } = await photosOfShard(roots, shard, looking, signal);
  // The folder that a disk is connected to is there without it, and empty.
  if (found === 0) fail('shards/no-photos', {});
  const left = photos.filter((photo) => !file.has(photo));
  const total = before + left.length;
  let [done, gone] = [before, 0];
  onProgress({ done, total, before });
  const startedMs = performance.now();
  const used = await classifyPaths(
    runner,
    { model: { path, card }, paths: left.map((photo) => photo.file), topK, device, batch },
    (answers, by) => {
      const labelled = answers.flatMap((answer) => labelledBy(by, answer, left[answer.index]));
      file.add(labelled);
      gone += answers.length - labelled.length;
      done += answers.length;
      onProgress({ done, total, before });
    },
    signal,
  );
  if (gone > 0) fail('shards/photos-gone', { count: gone, file: target });
  file.finish(found);
  const seconds = (performance.now() - startedMs) / 1000;
  const perSecond = seconds > 0 ? left.length / seconds : 0;
  return { ...file.counts(), before, model: card.name, device: used, perSecond, file: target };
}

/** Nothing of a photo that was there and is not any more: a disk that was lost must not end as a finished shard. */
function labelledBy(device: DeviceId, answer: ClassifiedPhoto, photo: ShardPhoto | undefined): Labelled[] {
  const isGone = answer.problem?.code === 'photo/missing' && photo?.bytes !== 0;
  return photo === undefined || isGone ? [] : [{ photo, answer, device }];
}
