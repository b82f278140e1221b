import { DeviceId, type ClassifiedPhoto } from '../../contract/index.ts';
import { formatNamed, type Format, type Summary } from './classifyFormats.ts';
import type { Command, Values } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { grantPhotos } from './grants.ts';
import { modelHash } from './models.ts';
import { sentences, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { deviceFrom } from './typed.ts';

/** fovea classify: photos and folders through one network. */
export const classify: Command = {
  name: 'classify',
  synopsis: 'PATH… [--model FILE-OR-NAME] [--top K] [--json|--csv] [--device D]',
  summary: 'say what is in photos',
  help: [
    'PATH…              photos, and folders with everything in them',
    '--model M          a name from "fovea models list", or an .onnx file (which is put on the shelf)',
    '--top K            so many classes per photo, best first (5)',
    '--json             one JSON object per photo, {"summary":…} last',
    '--csv              comma-separated values, one line per class of a photo',
    `--device D         ${DeviceId.options.join(', ')}; else Fovea chooses`,
  ],
  options: {
    model: { type: 'string' },
    top: { type: 'string', default: '5' },
    json: { type: 'boolean' },
    csv: { type: 'boolean' },
    device: { type: 'string' },
  },
  words: { min: 1, max: Infinity },
  run: (paths, values) => {
    const asked = readValues(values);
    return withEngine((session) => classifyPaths(session, paths, asked));
  },
};

interface Asked {
  readonly model: string | null;
  readonly topK: number;
  readonly device: DeviceId | null;
  readonly format: Format;
}

function readValues({ model, top, json, csv, device }: Values): Asked {
  const topK = Number(top);
  if (!Number.isInteger(topK) || topK < 1 || topK > 1000) throw new UsageError('--top takes a number from 1 to 1000.');
  const chosen = deviceFrom(device);
  if (json === true && csv === true) throw new UsageError('--json and --csv exclude each other.');
  const format = formatNamed(json === true ? 'json' : csv === true ? 'csv' : 'table');
  return { model: typeof model === 'string' ? model : null, topK, device: chosen, format };
}

async function classifyPaths(session: Session, paths: readonly string[], asked: Asked): Promise<ExitCode> {
  const { format, topK, device } = asked;
  const { grants, missing: absent } = await grantPhotos(session, paths);
  const missing = absent.map((each) => ({ ...each, width: null, height: null, top: [], damaged: false }));
  if (grants.length === 0) {
    missing.forEach(({ problem }) => tell(sentences(problem)));
    return exit.nothing;
  }
  const model = await modelHash(session, asked.model);
  format.begin();
  missing.forEach((photo) => format.photo(photo));
  const counts = { done: missing.length, failed: missing.length };
  const line = progressLine('photos');
  const report = (photos: readonly ClassifiedPhoto[]): void => {
    line.clear();
    photos.forEach((photo) => format.photo(photo));
    counts.done += photos.length;
    counts.failed += photos.filter(({ problem }) => problem !== null).length;
  };
  try {
    const {
      model: name,
      device: used,
      perSecond,
    } = await session.engine.ask(
      'classification.files',
      { grants, model, topK, device },
      {
        signal: session.stop,
        onProgress: ({ done, total, photos }) => {
          report(photos);
          line.show(done, total);
        },
      },
    );
    line.clear();
    return finish(format, { ...counts, model: name, device: used, perSecond, stopped: false });
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    return finish(format, { ...counts, model: null, device: null, perSecond: null, stopped: true });
  }
}

function finish(format: Format, summary: Summary): ExitCode {
  format.end(summary);
  if (summary.stopped) return exit.stopped;
  if (summary.done === 0) {
    tell('There are no photos there.');
    return exit.nothing;
  }
  return summary.failed > 0 ? exit.someFailed : exit.done;
}
