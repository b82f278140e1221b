import { resolve } from 'node:path';
import { DeviceId, failure, PhotographerSettings } from '../../contract/index.ts';
import type { EngineContract, OutputOf, ProgressOf } from '../../contract/index.ts';
import { jsonOption, type Command } from './command.ts';
import { exit, type ExitCode } from './exit.ts';
import { modelHash } from './models.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { photographersInWords } from './photographerReports.ts';
import { readPhotographers, sourceNames, type AskedPhotographers } from './photographerValues.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';

type Method = EngineContract['photographers.learnFiles'];

const { repetitions, seed } = PhotographerSettings.parse({});

/** fovea photographer train: learn who took photos, and what that knowledge rests on. */
export const photographerTrain: Command = {
  name: 'photographer train',
  synopsis:
    'SOURCE… [--by folder|artist|camera] [--model M] [--name NAME] [--quick] [--deeper] [--repetitions N] [--seed N] [--json]',
  summary: 'learn who took photos, and what that rests on',
  help: [
    'SOURCE…            folders of photos; with --by folder, one folder per photographer in them',
    `--by W             what says who took a photo: ${sourceNames.join(', ')} (folder); artist: EXIF Artist, IPTC By-line or`,
    '                   XMP creator; camera: its model and serial number',
    '--model M          whose features are read: a name from "fovea models list", or an .onnx file',
    '--name NAME        what the network is called (the name of the first folder)',
    '--quick            measures neither color and coarse texture alone, nor what answers rest on, nor strangers',
    '--deeper           also learns an embedding by triplets and tunes the last two blocks, to compare them on the same',
    '                   shoots; takes minutes and more',
    `--repetitions N    how often cross-validation is drawn anew (${repetitions})`,
    `--seed N           draws its folds (${seed})`,
    '--json             one JSON object per line of the table and per photographer, {"summary":…} last',
    `--device D         ${DeviceId.options.join(', ')}; else Fovea chooses`,
  ],
  options: {
    ...jsonOption,
    ...{ by: { type: 'string' }, model: { type: 'string' }, name: { type: 'string' }, quick: { type: 'boolean' } },
    deeper: { type: 'boolean' },
    ...{ repetitions: { type: 'string' }, seed: { type: 'string' }, device: { type: 'string' } },
  },
  words: { min: 1, max: Infinity },
  run: (folders, values) => {
    const asked = readPhotographers(folders, values);
    return withEngine((session) => learn(session, folders, asked));
  },
};

async function learn(session: Session, folders: readonly string[], asked: AskedPhotographers): Promise<ExitCode> {
  const { by, json, ...rest } = asked;
  const paths = folders.map((typed) => resolve(typed));
  const granted = await session.shell.ask('grants.add', { paths });
  const grants = granted.filter(({ kind }) => kind === 'photos').map(({ id }) => id);
  if (grants.length === 0) throw failure('training/no-class', { path: paths.join(', ') });
  const model = await modelHash(session, asked.model);
  const line = progressLine('steps');
  try {
    const done = await session.engine.ask(
      'photographers.learnFiles',
      { ...rest, source: { kind: by, grants }, model },
      { signal: session.stop, onProgress: (step) => line.say(stepInWords(step)) },
    );
    line.clear();
    report(done, asked.name, json);
    return done.unreadable.length > 0 ? exit.someFailed : exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { stopped: true } });
    else tell('Stopped. Features that were computed are kept: the same command goes on with them.');
    return exit.stopped;
  }
}

/** For example "features · 120/640". */
const stepInWords = ({ phase, done, total }: ProgressOf<Method>): string =>
  total > 1 ? `${phase} · ${done}/${total}` : phase;

function report({ model, path, report: judged, unreadable }: OutputOf<Method>, name: string, json: boolean): void {
  unreadable.forEach(({ path: file, problem }) => tell(`${file}: ${sentences(problem)}`));
  if (json) {
    for (const { kind, name: what, ...row } of judged.rows) printJson({ row: what, kind, ...row });
    for (const { className, ...score } of judged.photographers) printJson({ photographer: className, ...score });
    const { photos, shoots, classNames, findings, strangers } = judged;
    printJson({
      summary: {
        ...{ model, name, path, photos, shoots, photographers: classNames, findings },
        ...{ area: strangers?.area ?? null, unreadable: unreadable.length, stopped: false },
      },
    });
    return;
  }
  photographersInWords(judged).forEach(print);
  print('');
  print(`Saved as "${name}" (${model.slice(0, 8)}): ${judged.classNames.join(', ')}.`);
}
