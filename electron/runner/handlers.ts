import type { Handlers, RunnerContract } from '../contract/index.ts';
import { keepSessions, probeDevices } from './runtime/index.ts';
import { newSchedule } from './schedule.ts';
import { checkCard, classifierOpener, classify, inspectNetwork, tryPhoto } from './tasks/classification/index.ts';
import { describe, gradcheck, probeOperators } from './tasks/inspection/index.ts';

/** Networks kept loaded between requests. */
const sessionBytes = 1.5e9;

/** What the runner answers, each request in the turn it deserves. */
export function runnerHandlers(): Handlers<RunnerContract> {
  const open = classifierOpener(keepSessions(sessionBytes));
  const { interactive, background } = newSchedule();
  return {
    'classification.classify': (input, scope) => classify(input, scope, { open, turn: background }),
    'classification.try': (input) => tryPhoto(input, { open, turn: interactive }),
    'models.inspect': inspectNetwork,
    'models.check': (input) => checkCard(input, { open, turn: interactive }),
    'models.describe': describe,
    'models.gradcheck': gradcheck,
    'devices.operators': probeOperators,
    'devices.probe': (_, scope) => probeDevices(scope),
  };
}
