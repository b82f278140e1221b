import { DeviceId, failure, type EngineContract, type ProgressOf } from '../../contract/index.ts';
import { jsonHelp, jsonOption, type Command } from './command.ts';
import { exit, type ExitCode } from './exit.ts';
import { grantPhotos } from './grants.ts';
import { modelHash } from './models.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { percent } from './tables.ts';
import { deviceFrom } from './typed.ts';

type File = NonNullable<ProgressOf<EngineContract['photographers.identifyFiles']>['file']>;

/** Photographers named beside the first. */
const shown = 3;

/** fovea photographer identify: who took these? */
export const photographerIdentify: Command = {
  name: 'photographer identify',
  synopsis: 'MODEL PHOTOS… [--json]',
  summary: 'say who took photos',
  help: [
    'MODEL              a network of "fovea photographer train", by its name or its hash',
    'PHOTOS…            photos, and folders with everything in them',
    jsonHelp,
    `--device D         ${DeviceId.options.join(', ')}; else Fovea chooses`,
  ],
  options: { ...jsonOption, device: { type: 'string' } },
  words: { min: 2, max: Infinity },
  run: ([model = '', ...paths], { json, device }) => {
    const asked = { model, json: json === true, device: deviceFrom(device) };
    return withEngine((session) => identify(session, paths, asked));
  },
};

interface Asked {
  readonly model: string;
  readonly json: boolean;
  readonly device: DeviceId | null;
}

async function identify(session: Session, paths: readonly string[], { json, device, ...asked }: Asked) {
  const { grants, missing } = await grantPhotos(session, paths);
  for (const { path, problem } of missing) show({ path, problem, ranked: [], isKnown: false }, json);
  if (grants.length === 0) return exit.nothing;
  const model = (await modelHash(session, asked.model)) ?? '';
  const line = progressLine('photos');
  try {
    const ended = await session.engine.ask(
      'photographers.identifyFiles',
      { grants, model, device },
      {
        signal: session.stop,
        onProgress: ({ done, total, file }) => {
          line.clear();
          if (file) show(file, json);
          line.show(Math.floor(done), total);
        },
      },
    );
    line.clear();
    return end({ done: ended.done + missing.length, failed: ended.failed + missing.length }, json);
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { stopped: true } });
    return exit.stopped;
  }
}

const record = ({ path, ranked, isKnown, problem }: File) => ({
  path,
  photographers: ranked.map(({ className, probability }) => ({ photographer: className, probability })),
  known: isKnown,
  error: problem && { code: problem.code, message: problem.message },
});

/** One photo: the first photographers with their probabilities, or "nobody known". */
function show(file: File, json: boolean): void {
  if (json) printJson(record(file));
  else if (file.problem) tell(`${file.path}: ${sentences(file.problem)}`);
  else {
    const names = file.ranked
      .slice(0, shown)
      .map(({ className, probability }) => `${className} ${percent(probability)}`);
    print(`${file.path}: ${file.isKnown ? '' : 'nobody known; most like '}${names.join(', ')}`);
  }
}

function end({ done, failed }: { readonly done: number; readonly failed: number }, json: boolean): ExitCode {
  if (json) printJson({ summary: { done, failed, stopped: false } });
  if (done === 0) throw failure('training/nothing-readable', { count: 0, reason: 'there are no photos.' });
  return failed === done ? exit.nothing : failed > 0 ? exit.someFailed : exit.done;
}
