import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type {
  DeviceId,
  DeviceOperators,
  InputOf,
  OperatorVerdict,
  OutputOf,
  ProgressOf,
  RunnerContract,
  Scope,
} from '../../../../contract/index.ts';
import { trainableOperators } from './graphs.ts';

/** What comes from the child: the operator it begins with, then what came of it. */
export type OperatorMessage = { readonly began: string } | { readonly verdict: OperatorVerdict };

type Method = RunnerContract['devices.operators'];

/** All operators of one device; a graphics driver in software takes its time over each. */
const limitMs = 20_000;
/** One operator; beyond this the driver hangs. */
const patienceMs = 5_000;

/** Tries on every device given which operators train there: forward and backward, against 64 bits. */
export async function probeOperators(
  { devices }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
): Promise<OutputOf<Method>> {
  const total = devices.length * trainableOperators.length;
  const results: DeviceOperators[] = [];
  for (const id of devices) {
    const before = results.length * trainableOperators.length;
    const operators = await probeDevice(id, scope, (done) => scope.progress({ done: before + done, total }));
    results.push({ id, operators });
  }
  return results;
}

async function probeDevice(
  id: DeviceId,
  scope: Scope<ProgressOf<Method>>,
  onDone: (done: number) => void,
): Promise<readonly OperatorVerdict[]> {
  const verdicts: OperatorVerdict[] = [];
  const untilMs = performance.now() + limitMs;
  for (;;) {
    scope.stop.throwIfAborted();
    const left = trainableOperators.slice(verdicts.length);
    if (left.length === 0) return verdicts;
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0) return [...verdicts, ...left.map((op) => refusal(op, 'there was no time to try it'))];
    verdicts.push(...(await inOneChild(id, left, leftMs, scope, (done) => onDone(verdicts.length + done))));
  }
}

const refusal = (op: string, reason: string): OperatorVerdict => ({ op, trains: false, reason });

/** Tries operators until all are done, the time is up or the child dies; the one it died over is the last. */
function inOneChild(
  id: DeviceId,
  operators: readonly string[],
  leftMs: number,
  scope: Scope<ProgressOf<Method>>,
  onDone: (done: number) => void,
): Promise<readonly OperatorVerdict[]> {
  const child = fork(probeEntry(), [id, ...operators], { stdio: 'ignore', serialization: 'advanced' });
  const verdicts: OperatorVerdict[] = [];
  let current: string | null = null;
  let why = 'its driver ended';
  let isTimeUp = false;
  scope.onStop(() => child.kill('SIGKILL'));
  const onHang = (): void => {
    why = `it did not answer within ${patienceMs / 1000} s`;
    child.kill('SIGKILL');
  };
  const onTimeUp = (): void => {
    isTimeUp = true;
    child.kill('SIGKILL');
  };
  return new Promise((resolve) => {
    const timeUp = setTimeout(onTimeUp, leftMs);
    let hang = setTimeout(onHang, patienceMs);
    child.on('message', (message: OperatorMessage) => {
      clearTimeout(hang);
      hang = setTimeout(onHang, patienceMs);
      if ('began' in message) current = message.began;
      else onDone(verdicts.push(message.verdict));
    });
    child.once('error', (thrown) => (why = thrown.message));
    child.once('close', () => {
      clearTimeout(timeUp);
      clearTimeout(hang);
      const left = operators.slice(verdicts.length);
      if (isTimeUp || left.length === 0) resolve(verdicts);
      // A child that did not even begin is no operator's fault, and another would not begin either.
      else if (current === null) resolve(left.map((op) => refusal(op, why)));
      else resolve([...verdicts, refusal(current, why)]);
    });
  });
}

/** Source file beside this one, or the bundle beside the bundle. */
const probeEntry = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './probe.ts' : './operatorProbe.mjs', import.meta.url));
