import type { EngineContract, OutputOf, RunId } from '../../contract/index.ts';
import { jsonOption, type Command } from './command.ts';
import { exit, type ExitCode } from './exit.ts';
import { print, printJson } from './output.ts';
import { runRecord } from './reports.ts';
import { withEngine, type Session } from './session.ts';
import { printRun, readRun } from './train.ts';
import { follow } from './training.ts';

/** fovea rerun: a recorded run once more, and whether the weights came out the same. */
export const rerun: Command = {
  name: 'rerun',
  synopsis: 'RUN [--json]',
  summary: 'make a recorded run again, and compare',
  help: [
    'RUN                what "fovea train" said the run is called',
    '--json             one JSON object per epoch, {"summary":…} last',
  ],
  options: jsonOption,
  words: { min: 1, max: 1 },
  run: ([typed = ''], { json }) => {
    const run = readRun(typed);
    return withEngine((session) => makeAgain(session, run, json === true));
  },
};

type Ended = OutputOf<EngineContract['training.rerunFiles']>;

function makeAgain(session: Session, run: RunId, json: boolean): Promise<ExitCode> {
  return follow<Ended>(session, {
    ...{ json, run: null },
    ask: (options) => session.engine.ask('training.rerunFiles', { run }, options),
    report(ended, seconds) {
      const { same } = ended;
      if (json) printJson({ summary: { ...runRecord(ended, seconds), of: run, same, stopped: false } });
      else {
        printRun(ended.run, seconds);
        print(comparisonInWords(ended.run.again?.same ?? null, run));
      }
      return same ? exit.done : exit.someFailed;
    },
  });
}

export function comparisonInWords(same: boolean | null, run: RunId): string {
  if (same === null) return `There is no result of run ${run} to compare with.`;
  return same
    ? `Every weight is that of run ${run}, bit for bit.`
    : `The weights differ from those of run ${run}: another version, device or processor adds up in another order.`;
}
