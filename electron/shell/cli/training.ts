import { FoveaError, type EngineContract, type OutputOf, type ProgressOf, type RunId } from '../../contract/index.ts';
import { exit, type ExitCode } from './exit.ts';
import { printJson, tell } from './output.ts';
import { findingInWords } from './reports.ts';
import type { Session } from './session.ts';
import { trainProgress } from './trainProgress.ts';

// What the commands that train have in common: they follow a run, and say how to go on with one that was cut off.

type Step = ProgressOf<EngineContract['training.files']>;
type Output = OutputOf<EngineContract['training.resumeFiles']>;

export interface Followed<T extends Output> {
  readonly json: boolean;
  readonly ask: (options: { signal: AbortSignal; onProgress: (step: Step) => void }) => Promise<T>;
  /** Prints what came out. `seconds` is how long a person waited. */
  readonly report: (ended: T, seconds: number) => Promise<ExitCode> | ExitCode;
  /** The run, where it is known from the start. */
  readonly run: RunId | null;
}

/** Ends of a connection, a process or a disk, after which a run goes on from its checkpoint. */
const passing = ['runner/crashed', 'engine/gone', 'disk/full', 'disk/denied'];
/** So do photos that went away, once they are back; before training began there is nothing to go on with. */
const passingOfRun = [...passing, 'training/changed'];

/** Follows a run to its end. Ctrl+C leaves it as it stands. */
export async function follow<T extends Output>(
  { stop }: Session,
  { json, ask, report, run: known }: Followed<T>,
): Promise<ExitCode> {
  const progress = trainProgress();
  const startedMs = performance.now();
  let run = known;
  try {
    const ended = await ask({
      signal: stop,
      onProgress(step) {
        run = step.run ?? run;
        if (json) step.epochs.forEach(printJson);
        else if (step.findings) {
          progress.clear();
          step.findings.map(findingInWords).forEach(tell);
        }
        progress.show(step);
      },
    });
    progress.clear();
    return await report(ended, Math.round(performance.now() - startedMs) / 1000);
  } catch (thrown) {
    progress.clear();
    const canGoOn =
      stop.aborted || (thrown instanceof FoveaError && (run === null ? passing : passingOfRun).includes(thrown.code));
    if (canGoOn) tell(howToGoOn(run));
    if (!stop.aborted) throw thrown;
    if (json) printJson({ summary: { run, stopped: true } });
    return exit.stopped;
  }
}

export const howToGoOn = (run: RunId | null): string =>
  run === null
    ? 'Stopped before training began. What was looked at is kept: the same command goes on from there.'
    : `The run is kept: "fovea train --resume ${run}" goes on from its last checkpoint.`;
