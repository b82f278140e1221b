import { DetectorSettings, DeviceId, FoveaError, ProposalSource, TrunkTuning } from '../../contract/index.ts';
import type { EngineContract, OutputOf, ProgressOf } from '../../contract/index.ts';
import { jsonOption, type Command } from './command.ts';
import { detectionInWords, detectionSummary, printDetection } from './detectionReports.ts';
import { readTrainDetector, type AskedDetector } from './detectorValues.ts';
import { exit, type ExitCode } from './exit.ts';
import { grantAnnotations, grantPhotos } from './grants.ts';
import { modelHash } from './models.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';

const { heldOut, seed } = DetectorSettings.parse({});
const { steps } = TrunkTuning.parse({ layers: 'last' });

/** fovea train-detector: learn from boxes where things are. */
export const trainDetector: Command = {
  name: 'train-detector',
  synopsis:
    'PHOTOS… --annotations DIR|FILE [--model M] [--form F] [--proposals P] [--tune L] [--tune-steps N] [--name NAME] [--held-out N] [--seed N] [--json]',
  summary: 'learn from photos with boxes where things are',
  help: [
    'PHOTOS…            photos, and folders with everything in them',
    '--annotations A    VOC, COCO, YOLO, CVAT, labelme, Create ML, CSV or XMP: a file, or a folder of them',
    '--model M          what regions are described by: a name from "fovea models list", or an .onnx file',
    '--form F           exact: each region is warped to the network; shared: cut out of one map of the photo (shared)',
    `--proposals P      where regions come from: ${ProposalSource.options.join(', ')} (fast)`,
    '--tune L           tunes layers of the network to the boxes first: last, or all; without it, it stays as it is',
    `--tune-steps N     how long, with --tune (${steps})`,
    '--name NAME        what the detector is called (Detector)',
    `--held-out N       every how many photos one is held out to judge by; 0: none (${heldOut})`,
    `--seed N           draws the photos held out, and windows to tune by (${seed})`,
    '--json             one JSON object per class and per mistake, {"summary":…} last',
    `--device D         ${DeviceId.options.join(', ')}; else Fovea chooses`,
  ],
  options: {
    ...jsonOption,
    ...{ annotations: { type: 'string' }, model: { type: 'string' }, form: { type: 'string' } },
    ...{ proposals: { type: 'string' }, tune: { type: 'string' }, 'tune-steps': { type: 'string' } },
    ...{ name: { type: 'string' }, 'held-out': { type: 'string' } },
    ...{ seed: { type: 'string' }, device: { type: 'string' } },
  },
  words: { min: 1, max: Infinity },
  run: (paths, values) => {
    const asked = readTrainDetector(values);
    return withEngine((session) => learn(session, paths, asked));
  },
};

async function learn(session: Session, paths: readonly string[], asked: AskedDetector): Promise<ExitCode> {
  const { annotations: typed, model: typedModel, json, ...rest } = asked;
  const { grants: photos, missing } = await grantPhotos(session, paths);
  missing.forEach(({ path, problem }) => tell(`${path}: ${sentences(problem)}`));
  if (photos.length === 0) return exit.nothing;
  const annotations = await grantAnnotations(session, typed);
  const model = await modelHash(session, typedModel);
  const line = progressLine('steps');
  try {
    const done = await session.engine.ask(
      'detection.train',
      { ...rest, photos, annotations, model },
      { signal: session.stop, onProgress: (step) => line.say(stepInWords(step)) },
    );
    line.clear();
    report(done, json);
    return missing.length > 0 ? exit.someFailed : exit.done;
  } catch (thrown) {
    line.clear();
    const canGoOn = session.stop.aborted || (thrown instanceof FoveaError && passing.includes(thrown.code));
    if (canGoOn) tell('The same command goes on after the last photo that was described.');
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { stopped: true } });
    return exit.stopped;
  }
}

/** Ends of a process or a disk, after which it goes on. */
const passing = ['runner/crashed', 'engine/gone', 'disk/full', 'disk/denied'];

/** For example "Describing regions of photos · 120/640". */
const stepInWords = ({ phase, done, total }: ProgressOf<EngineContract['detection.train']>): string =>
  total > 1 ? `${phase} · ${done}/${total}` : phase;

function report({ model, report: judged, losses }: OutputOf<EngineContract['detection.train']>, json: boolean): void {
  const { hash, card } = model;
  if (json) {
    if (judged) printDetection(judged);
    const figures = judged && detectionSummary(judged);
    printJson({
      summary: { model: hash, name: card.name, classes: card.classNames, ...figures, losses, stopped: false },
    });
    return;
  }
  losses.forEach(tell);
  if (judged) detectionInWords(judged).forEach(print);
  else print('Not judged: no photo was held out.');
  print(`Saved as "${card.name}" (${hash.slice(0, 8)}): ${card.classNames.join(', ')}.`);
}
