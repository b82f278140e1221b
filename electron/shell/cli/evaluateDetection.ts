import { DeviceId } from '../../contract/index.ts';
import { jsonOption, type Command } from './command.ts';
import { detectionInWords, detectionSummary, printDetection } from './detectionReports.ts';
import { annotationsFrom } from './detectorValues.ts';
import { exit, type ExitCode } from './exit.ts';
import { grantAnnotations, grantPhotos } from './grants.ts';
import { modelHash } from './models.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { deviceFrom } from './typed.ts';

/** fovea eval detection: how well a detector finds what people drew. */
export const evaluateDetection: Command = {
  name: 'eval detection',
  synopsis: 'PHOTOS… --annotations DIR|FILE [--model DETECTOR] [--json]',
  summary: 'judge a learned detector on photos with boxes',
  help: [
    'PHOTOS…            photos, and folders with everything in them',
    '--annotations A    VOC, COCO, YOLO, CVAT, labelme, Create ML, CSV or XMP: a file, or a folder of them',
    '--model M          a detector of "fovea train-detector"; else the one in use',
    '--json             one JSON object per class and per mistake, {"summary":…} last',
    `--device D         ${DeviceId.options.join(', ')}; else Fovea chooses`,
  ],
  options: {
    ...jsonOption,
    ...{ annotations: { type: 'string' }, model: { type: 'string' }, device: { type: 'string' } },
  },
  words: { min: 1, max: Infinity },
  run: (paths, values) => {
    const { model, json, device } = values;
    const asked = {
      ...{ paths, annotations: annotationsFrom(values['annotations']), device: deviceFrom(device) },
      ...{ model: typeof model === 'string' ? model : null, json: json === true },
    };
    return withEngine((session) => judge(session, asked));
  },
};

interface Asked {
  readonly paths: readonly string[];
  readonly annotations: string;
  readonly model: string | null;
  readonly device: DeviceId | null;
  readonly json: boolean;
}

async function judge(
  session: Session,
  { paths, annotations: typed, device, json, ...asked }: Asked,
): Promise<ExitCode> {
  const { grants: photos, missing } = await grantPhotos(session, paths);
  missing.forEach(({ path, problem }) => tell(`${path}: ${sentences(problem)}`));
  if (photos.length === 0) return exit.nothing;
  const annotations = await grantAnnotations(session, typed);
  const model = await modelHash(session, asked.model);
  const line = progressLine('photos');
  try {
    const report = await session.engine.ask(
      'detection.evaluate',
      { photos, annotations, model, device },
      { signal: session.stop, onProgress: ({ done, total }) => line.show(done, total) },
    );
    line.clear();
    if (json) {
      printDetection(report);
      printJson({ summary: { detector: report.detector, ...detectionSummary(report), stopped: false } });
    } else [report.detector, '', ...detectionInWords(report)].forEach(print);
    return report.problems.length + missing.length > 0 ? exit.someFailed : exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    tell('Stopped.');
    if (json) printJson({ summary: { stopped: true } });
    return exit.stopped;
  }
}
