import { DeviceId, FoveaError } from '../../contract/index.ts';
import { jsonOption, type Command } from './command.ts';
import { exit, type ExitCode } from './exit.ts';
import { grantPhotos } from './grants.ts';
import { modelHash } from './models.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { printSegmenter, segmenterInWords, stepInWords } from './segmenterReports.ts';
import { readTrainSegmenter, type AskedSegmenter } from './segmenterValues.ts';
import { withEngine, type Session } from './session.ts';

/** fovea train segmentation: learn from masks what every pixel shows. */
export const trainSegmenter: Command = {
  name: 'train segmentation',
  synopsis:
    'PHOTOS… --masks FOLDER [--model M] [--classes A,B] [--void CLASS] [--deep] [--epochs N] [--dice W] [--seed N] [--name NAME] [--json]',
  summary: 'learn from photos with masks what every pixel shows',
  help: [
    'PHOTOS…            photos, and folders with everything in them',
    '--masks FOLDER     an indexed PNG or a labelme file for each photo, of its name; or one COCO or CVAT file',
    '--model M          what to begin with: a name from "fovea models list", or an .onnx file',
    '--classes A,B      names for the classes of PNG masks, from 0 on; else they are called by their numbers',
    '--void CLASS       the number of a class that is not judged, as 255 is not',
    '--deep             lets all layers learn, and not the head alone',
    '--epochs N         with --deep: how often each photo is learned from (16)',
    '--dice W           with --deep: share of the soft Dice term in the loss, 0 to 1 (0)',
    '--seed N           draws the photos held out and all that is drawn in training (1)',
    '--name NAME        what the segmenter is called; else after its network',
    '--json             one JSON object per class and per photo left out, {"summary":…} last',
    `--device D         ${DeviceId.options.join(', ')}; else Fovea chooses`,
  ],
  options: {
    ...jsonOption,
    ...{ masks: { type: 'string' }, model: { type: 'string' }, classes: { type: 'string' }, void: { type: 'string' } },
    ...{ deep: { type: 'boolean' }, epochs: { type: 'string' }, dice: { type: 'string' }, seed: { type: 'string' } },
    ...{ name: { type: 'string' }, device: { type: 'string' } },
  },
  words: { min: 1, max: Infinity },
  run: (paths, values) => {
    const asked = readTrainSegmenter(values);
    return withEngine((session) => learn(session, paths, asked));
  },
};

async function learn(session: Session, paths: readonly string[], asked: AskedSegmenter): Promise<ExitCode> {
  const { masks: folder, model: typed, json, ...rest } = asked;
  const { grants, missing } = await grantPhotos(session, paths);
  missing.forEach(({ path, problem }) => tell(`${path}: ${sentences(problem)}`));
  if (grants.length === 0) return exit.nothing;
  const { id: masks } = await session.shell.ask('grants.addFolder', { path: folder });
  const model = await modelHash(session, typed);
  const line = progressLine('steps');
  try {
    const done = await session.engine.ask(
      'segmentation.train',
      { ...rest, grants, masks, model },
      { signal: session.stop, onProgress: (step) => line.say(stepInWords(step)) },
    );
    line.clear();
    if (json) printSegmenter(done);
    else segmenterInWords(done).forEach(print);
    return done.report.problems.length + missing.length > 0 ? exit.someFailed : exit.done;
  } catch (thrown) {
    line.clear();
    const canGoOn = session.stop.aborted || (thrown instanceof FoveaError && passing.includes(thrown.code));
    if (canGoOn) tell('The same command goes on after the last epoch that was finished.');
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { stopped: true } });
    return exit.stopped;
  }
}

/** Ends of a process or a disk, after which a run goes on. */
const passing = ['runner/crashed', 'engine/gone', 'disk/full', 'disk/denied'];
