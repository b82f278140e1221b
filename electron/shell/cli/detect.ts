import { BoxFormat, DeviceId, WindowSettings } from '../../contract/index.ts';
import type { Command, Values } from './command.ts';
import { reportDone, reportPhoto } from './detectReports.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { grantPhotos, grantTarget } from './grants.ts';
import { modelHash } from './models.ts';
import { printJson, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { deviceFrom, formatsFrom } from './typed.ts';

/** fovea detect: where in photos the classes of a classifier or of a learned detector are. */
export const detect: Command = {
  name: 'detect',
  synopsis: 'PATH… [--model FILE-OR-NAME] [--classes A,B] [--threshold P] [--out FOLDER --format F,…] [--json]',
  summary: 'find where in photos the classes of a model are',
  help: [
    'PATH…              photos, and folders with everything in them',
    '--windows          by windows of a classifier, which need not be said: the model decides',
    '--model M          a classifier, or a detector of "fovea train-detector", which has regions of its own: of the',
    '                   options below it takes --classes, --threshold, --limit and those of the files',
    '--classes A,B      what to look for (every class but "background" and "no …")',
    "--threshold P      the least probability (what the model's card says, else 0.5)",
    '--smallest S       the smallest window over the largest that fits into the photo (0.25)',
    '--scales N         sizes of windows from one to its half (3)',
    "--aspects A,…      width over height of windows, over that of the network's input (1)",
    "--step PX          pixels of the network's input between windows (an eighth of it)",
    '--overlap IOU      of two boxes of a class that overlap by more, the surer stays (0.3)',
    '--soft             lets overlapping boxes lose probability instead',
    '--naive            cuts out every window and judges it by itself, which takes longer',
    '--limit N          the most boxes in a photo (100)',
    '--out FOLDER       where the files of --format go; it is made where there is none',
    `--format F,…       ${BoxFormat.options.join(', ')} (coco)`,
    '--json             one JSON object per photo, {"summary":…} last',
    `--device D         ${DeviceId.options.join(', ')}; else Fovea chooses`,
  ],
  options: {
    ...{ windows: { type: 'boolean' }, model: { type: 'string' }, classes: { type: 'string' } },
    ...{ threshold: { type: 'string' }, smallest: { type: 'string' }, scales: { type: 'string' } },
    ...{ aspects: { type: 'string' }, step: { type: 'string' }, overlap: { type: 'string' } },
    ...{ soft: { type: 'boolean' }, naive: { type: 'boolean' }, limit: { type: 'string' } },
    ...{ out: { type: 'string' }, format: { type: 'string' }, json: { type: 'boolean' } },
    ...{ device: { type: 'string' } },
  },
  words: { min: 1, max: Infinity },
  run: (paths, values) => {
    const asked = readValues(values);
    return withEngine((session) => detectIn(session, paths, asked));
  },
};

interface Asked {
  readonly model: string | null;
  readonly settings: WindowSettings;
  readonly classNames: readonly string[] | null;
  readonly out: string | null;
  readonly formats: readonly BoxFormat[];
  readonly device: DeviceId | null;
  readonly json: boolean;
}

function readValues(values: Values): Asked {
  const { model, classes, device, json } = values;
  return {
    model: typeof model === 'string' ? model : null,
    settings: settingsFrom(values),
    classNames: typeof classes === 'string' ? classes.split(',').map((name) => name.trim()) : null,
    ...filesFrom(values),
    device: deviceFrom(device),
    json: json === true,
  };
}

function filesFrom({ out, format }: Values): Pick<Asked, 'out' | 'formats'> {
  if (typeof out !== 'string') {
    if (format !== undefined) throw new UsageError('--format needs --out FOLDER, which says where the files go.');
    return { out: null, formats: [] };
  }
  return { out, formats: formatsFrom(String(format ?? 'coco'), BoxFormat.options) };
}

/** Settings that are typed under another name. */
const typedAs: Readonly<Record<string, string>> = { stepPx: 'step', scalesPerOctave: 'scales' };

function settingsFrom(values: Values): WindowSettings {
  const number = (name: string): number | undefined =>
    typeof values[name] === 'string' ? Number(values[name]) : undefined;
  const { aspects } = values;
  const settings = WindowSettings.safeParse({
    ...{ threshold: number('threshold'), smallest: number('smallest'), scalesPerOctave: number('scales') },
    ...{ stepPx: number('step'), overlap: number('overlap'), limit: number('limit'), soft: values['soft'] === true },
    aspects: typeof aspects === 'string' ? aspects.split(',').map(Number) : undefined,
    mode: values['naive'] === true ? 'naive' : 'dense',
  });
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  const name = String(issue?.path[0]);
  throw new UsageError(`--${typedAs[name] ?? name}: ${issue?.message ?? 'that is no number.'}`);
}

async function detectIn(session: Session, paths: readonly string[], asked: Asked): Promise<ExitCode> {
  const { settings, classNames, formats, device, json } = asked;
  const { grants, missing } = await grantPhotos(session, paths);
  for (const absent of missing) reportPhoto({ ...absent, written: [], result: null }, json);
  if (grants.length === 0) return exit.nothing;
  const model = await modelHash(session, asked.model);
  const target = asked.out === null ? null : await grantTarget(session, asked.out);
  const line = progressLine('photos');
  try {
    const done = await session.engine.ask(
      'detection.files',
      { grants, model, settings, classNames, formats, target, device },
      {
        signal: session.stop,
        onProgress: ({ done: count, total, file }) => {
          line.clear();
          if (file) reportPhoto(file, json);
          line.show(Math.floor(count), total);
        },
      },
    );
    line.clear();
    return reportDone({ ...done, failed: done.failed + missing.length }, json);
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { stopped: true } });
    else tell('Stopped. What was written is whole.');
    return exit.stopped;
  }
}
