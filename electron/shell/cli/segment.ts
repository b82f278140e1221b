import { DeviceId, MaskFormat, SegmentationSettings, type SegmentedFile } from '../../contract/index.ts';
import type { Command, Values } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { grantPhotos, grantTarget } from './grants.ts';
import { modelHash } from './models.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { percent } from './tables.ts';
import { deviceFrom, formatsFrom } from './typed.ts';

/** fovea segment: what every pixel of photos shows. */
export const segment: Command = {
  name: 'segment',
  synopsis: 'PATH… --out FOLDER [--model FILE-OR-NAME] [--format F,…] [--long-side PX] [--step PX] [--json]',
  summary: 'say what every pixel of photos shows',
  help: [
    'PATH…              photos, and folders with everything in them',
    '--out FOLDER       where the masks go; it is made where there is none',
    '--model M          a network for pixels, or a classifier, which is asked about the patch around every place',
    `--format F,…       ${MaskFormat.options.join(', ')} (png)`,
    '--long-side PX     how large the network sees the photo',
    '--step PX          pixels between places that a classifier is asked about, a power of 2',
    '--flip             looks at the mirrored photo too',
    '--scales S,…       looks at other sizes too: 0.75,1.25',
    '--crf              draws borders along the colors of the photo',
    '--min-region PX    smaller regions take the class around them (0)',
    '--sure P           places less probable than this are not judged (0)',
    '--json             one JSON object per photo, {"summary":…} last',
    `--device D         ${DeviceId.options.join(', ')}; else Fovea chooses`,
  ],
  options: {
    ...{ out: { type: 'string' }, model: { type: 'string' }, format: { type: 'string', default: 'png' } },
    ...{ 'long-side': { type: 'string' }, step: { type: 'string' }, flip: { type: 'boolean' } },
    ...{ scales: { type: 'string' }, crf: { type: 'boolean' }, 'min-region': { type: 'string' } },
    ...{ sure: { type: 'string' }, json: { type: 'boolean' }, device: { type: 'string' } },
  },
  words: { min: 1, max: Infinity },
  run: (paths, values) => {
    const asked = readValues(values);
    return withEngine((session) => segmentPaths(session, paths, asked));
  },
};

interface Asked {
  readonly out: string;
  readonly model: string | null;
  readonly settings: SegmentationSettings;
  readonly formats: readonly MaskFormat[];
  readonly device: DeviceId | null;
  readonly json: boolean;
}

function readValues(values: Values): Asked {
  const { out, model, device, json } = values;
  if (typeof out !== 'string') throw new UsageError('--out FOLDER says where the masks go.');
  return {
    out,
    model: typeof model === 'string' ? model : null,
    settings: segmentationSettings(values),
    formats: formatsFrom(String(values['format']), MaskFormat.options),
    device: deviceFrom(device),
    json: json === true,
  };
}

export function segmentationSettings(values: Values): SegmentationSettings {
  const number = (name: string): number | undefined =>
    typeof values[name] === 'string' ? Number(values[name]) : undefined;
  const scales = typeof values['scales'] === 'string' ? values['scales'].split(',').map(Number) : undefined;
  const settings = SegmentationSettings.safeParse({
    ...{ longSide: number('long-side'), stepPx: number('step'), minRegionPx: number('min-region') },
    ...{ minProbability: number('sure'), flip: values['flip'] === true, crf: values['crf'] === true, scales },
  });
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  throw new UsageError(`${optionOf(String(issue?.path[0]))}: ${issue?.message ?? 'that is no number.'}`);
}

const optionOf = (setting: string): string =>
  ({ longSide: '--long-side', stepPx: '--step', minRegionPx: '--min-region', minProbability: '--sure' })[setting] ??
  `--${setting}`;

async function segmentPaths(session: Session, paths: readonly string[], asked: Asked): Promise<ExitCode> {
  const { grants, missing } = await grantPhotos(session, paths);
  missing.forEach(({ path, problem }) => report({ index: 0, path, written: [], result: null, problem }, asked.json));
  if (grants.length === 0) return exit.nothing;
  const model = await modelHash(session, asked.model);
  const target = await grantTarget(session, asked.out);
  const line = progressLine('photos');
  const { settings, formats, device, json } = asked;
  try {
    const done = await session.engine.ask(
      'segmentation.files',
      { grants, model, settings, formats, target, device },
      {
        signal: session.stop,
        onProgress: ({ done: count, total, file }) => {
          line.clear();
          if (file) report(file, json);
          line.show(Math.floor(count), total);
        },
      },
    );
    line.clear();
    return finish({ ...done, failed: done.failed + missing.length }, json);
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { stopped: true } });
    else tell('Stopped. What was written is whole.');
    return exit.stopped;
  }
}

/** Classes that cover less than this are left out of a line for people. */
const leastShown = 0.005;

function report({ path, written, result, problem }: SegmentedFile, json: boolean): void {
  if (json) {
    const areas = result?.areas.map(({ className, classIndex, pixels, share }) => ({
      ...{ class: className, index: classIndex, pixels, share },
    }));
    printJson({
      path,
      written,
      areas: areas ?? [],
      fellBack: result?.fellBack ?? null,
      error: problem && { code: problem.code, message: problem.message },
    });
    return;
  }
  if (problem) return tell(`${path}: ${sentences(problem)}`);
  if (result?.fellBack !== undefined) tell(`${path}: ${result.fellBack}`);
  const shown = result?.areas.filter(({ share }) => share >= leastShown).slice(0, 5) ?? [];
  print(`${path}  ${shown.map(({ className, share }) => `${percent(share)} ${className}`).join(', ')}`);
}

interface Done {
  readonly done: number;
  readonly failed: number;
  readonly model: string;
  readonly written: readonly string[];
  readonly losses: readonly string[];
}

function finish({ done, failed, model, written, losses }: Done, json: boolean): ExitCode {
  if (json) printJson({ summary: { photos: done, failed, model, written, losses, stopped: false } });
  else {
    written.forEach(print);
    losses.forEach(tell);
  }
  if (done === 0) tell('There are no photos there.');
  return done === 0 ? exit.nothing : failed > 0 ? exit.someFailed : exit.done;
}
