import type { KnownModel, SurveyedPhoto } from '../../electron/contract/index.ts';
import { failure, problemOf } from '../../electron/contract/index.ts';
import { decodePhoto } from '../../electron/decode/index.ts';
import { hashOf } from '../../electron/engine/images/index.ts';
import type { RunnerProcess } from '../../electron/engine/jobs/index.ts';
import { fingerprintOf } from '../../electron/runner/vision/index.ts';

export interface LookingRunner extends Pick<RunnerProcess, 'ask'> {
  /** Lists that were asked for. */
  readonly asked: (readonly string[])[];
}

interface Behaviour {
  /** Called before each photo. */
  readonly before?: (path: string) => void | Promise<void>;
  /** Answers come from the last photo to the first. */
  readonly backwards?: boolean;
}

/** Looks at photos as the runner does, in this process and without a network. A photo for which `before` throws ends it. */
export function lookingRunner({ before, backwards = false }: Behaviour = {}): LookingRunner {
  const asked: (readonly string[])[] = [];
  const ask = async (
    method: string,
    { paths }: { paths: readonly string[]; model: KnownModel | null },
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (step: { photos: SurveyedPhoto[] }) => void },
  ): Promise<unknown> => {
    if (method !== 'training.survey') throw new Error(`This runner cannot ${method}.`);
    asked.push(paths);
    onProgress?.({ photos: [] });
    const order = [...paths.entries()];
    for (const [index, path] of backwards ? order.reverse() : order) {
      if (signal?.aborted) throw failure('engine/stopped', {});
      try {
        await before?.(path);
      } catch {
        throw failure('runner/crashed', { reason: 'signal SIGKILL' });
      }
      onProgress?.({ photos: [await look(index, path)] });
    }
    return { done: paths.length, computed: paths.length, perSecond: 1 };
  };
  return { asked, ask: ask as unknown as RunnerProcess['ask'] };
}

async function look(index: number, path: string): Promise<SurveyedPhoto> {
  const unknown = { index, path, hash: null, fingerprint: null, takenAtMs: null, camera: null, problem: null };
  try {
    const { picture } = await decodePhoto(path, (image) => image.resize(32, 32, { fit: 'fill' }).raw().toBuffer());
    return { ...unknown, hash: await hashOf(path), fingerprint: fingerprintOf(picture, 32, 32) };
  } catch (thrown) {
    return { ...unknown, problem: problemOf(thrown) };
  }
}
