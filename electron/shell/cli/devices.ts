import { jsonHelp, type Command } from './command.ts';
import { exit } from './exit.ts';
import { print, printJson } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { table } from './tables.ts';
import type { DeviceChoice, DeviceId, DeviceOperators, DeviceVerdict } from '../../contract/index.ts';

/** fovea devices: what can compute here, how fast and how exactly, and why not. */
export const devices: Command = {
  name: 'devices',
  synopsis: '[--again] [--operators] [--json]',
  summary: 'show what can compute on this machine, and why not',
  help: [
    '--again            try every device again, whatever is known',
    '--operators        try which operators train on each usable device (up to 20 s a device)',
    jsonHelp,
  ],
  options: { json: { type: 'boolean' }, again: { type: 'boolean' }, operators: { type: 'boolean' } },
  words: { min: 0, max: 0 },
  run: (_words, { json, again, operators }) =>
    withEngine(async (session) => {
      const choice = await verdicts(session, again === true);
      const trained = operators === true ? await operatorsOf(session) : null;
      if (json === true) {
        for (const verdict of choice.verdicts)
          printJson(trained ? { ...verdict, operators: on(verdict.id, trained) } : verdict);
        printJson({ summary: { inUse: choice.inUse, chosen: choice.chosen } });
      } else {
        const rows = choice.verdicts.map((verdict) => cells(verdict, verdict.id === choice.inUse));
        table(['  device', 'name', 'test pictures/s', 'error', 'verdict'], rows, [2, 3]).forEach(print);
        trained?.flatMap(trainingInWords).forEach(print);
      }
      return exit.done;
    }),
};

/** null: not tried, because nothing can compute there. */
const on = (device: DeviceId, trained: readonly DeviceOperators[]): DeviceOperators['operators'] | null =>
  trained.find(({ id }) => id === device)?.operators ?? null;

async function operatorsOf({ engine, stop }: Session): Promise<readonly DeviceOperators[]> {
  const line = progressLine('steps');
  const onProgress = ({ done, total }: { done: number; total: number }): void =>
    line.show(done, total, 'trying operators');
  return engine.ask('devices.operators', undefined, { signal: stop, onProgress }).finally(() => line.clear());
}

/** How many operators train on a device, then those that do not by reason. */
export function trainingInWords({ id, operators }: DeviceOperators): string[] {
  const others = operators.filter(({ trains }) => !trains);
  const why = [...new Set(others.map(({ reason }) => reason))].map((reason) => {
    const names = others.filter((other) => other.reason === reason).map(({ op }) => op);
    return `  not ${names.join(', ')}: ${reason.replace(/\.$/, '')}`;
  });
  return ['', `${id} trains ${operators.length - others.length} of ${operators.length} operators.`, ...why];
}

/** Known verdicts at once; the first time on a machine, and `again`, every device is tried. */
async function verdicts({ engine, stop }: Session, again: boolean): Promise<DeviceChoice> {
  const known = await engine.ask('devices.list', undefined);
  if (!again && !known.probing && known.verdicts.length > 0) return known;
  const line = progressLine('steps');
  const onProgress = ({ done, total }: { done: number; total: number }): void =>
    line.show(done, total, 'trying devices');
  return engine.ask('devices.probe', undefined, { signal: stop, onProgress }).finally(() => line.clear());
}

function cells({ id, name, perSecond, relativeError, usable, recommended, reason }: DeviceVerdict, inUse: boolean) {
  const verdict = usable ? (recommended ? 'recommended' : 'usable') : 'not usable';
  return [
    `${inUse ? '*' : ' '} ${id}`,
    name,
    perSecond === null ? '' : perSecond.toFixed(1),
    relativeError === null ? '' : relativeError.toExponential(1),
    reason === '' ? verdict : `${verdict}: ${reason}`,
  ];
}
