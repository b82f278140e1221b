import {
  failure,
  FoveaError,
  problemOf,
  type DeviceId,
  type KnownModel,
  type OutputOf,
  type Problem,
  type RunnerContract,
  type Sha256,
} from '../../contract/index.ts';
import { crashWatch } from '../jobs/crashWatch.ts';
import type { RunnerProcess } from '../jobs/runnerProcess.ts';

export type Found = OutputOf<RunnerContract['detectors.find']>;

/** A detector at work. */
export interface Finder {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly model: KnownModel;
  readonly cacheDir: string;
  readonly device: DeviceId;
  /** Somebody waits for it: it goes ahead of whatever is queued. */
  readonly seen: boolean;
}

export interface PhotoToSearch {
  readonly path: string;
  readonly hash: Sha256;
}

/** What was found in a photo, or why it could not be looked at. */
export type Searched = { readonly found: Found } | { readonly problem: Problem };

/**
 * Searches photos one after the other. A runner that dies is asked again; a photo that kills it each time is a problem of
 * that photo, unless the next ones do too.
 */
export function searcher({ runner, model, cacheDir, device, seen }: Finder, signal: AbortSignal) {
  const watch = crashWatch();
  let isLoaded = false;
  const ask = ({ path, hash }: PhotoToSearch): Promise<Found> => {
    if (isLoaded) watch.began();
    const input = { model, path, hash, cacheDir, device, seen };
    return runner.ask('detectors.find', input, { signal, onProgress: () => watch.began() });
  };
  /** @throws model/*, runner/crashed, detection/no-addon, engine/stopped: what concerns all photos alike */
  return async (photo: PhotoToSearch): Promise<Searched> => {
    for (;;) {
      signal.throwIfAborted();
      try {
        const found = await ask(photo);
        isLoaded = true;
        watch.answered(1);
        return { found };
      } catch (thrown) {
        if (signal.aborted || !(thrown instanceof FoveaError)) throw thrown;
        if (thrown.code.startsWith('photo/')) return { problem: problemOf(thrown) };
        if (thrown.code !== 'runner/crashed') throw thrown;
        const verdict = watch.crashed();
        if (verdict === 'give up') throw thrown;
        if (verdict === 'blame the photo')
          return { problem: problemOf(failure('photo/corrupt', { reason: thrown.message })) };
      }
    }
  };
}
