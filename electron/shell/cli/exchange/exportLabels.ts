import { LabelFormat, LabelState } from '../../../contract/index.ts';
import { jsonHelp, jsonOption, type Command, type Values } from '../command.ts';
import { exit, UsageError, type ExitCode } from '../exit.ts';
import { grantTarget } from '../grants.ts';
import { print, printJson, tell } from '../output.ts';
import { withEngine, type Session } from '../session.ts';
import { counted } from '../tables.ts';
import { formatsFrom, oneOf } from '../typed.ts';
import { reportJob, watchJobs } from './queued.ts';
import { classHelp, filterFrom, photosFrom, photosHelp } from './values.ts';

/** fovea export labels: what people and networks said of whole photos, in a format of other programs. */
export const exportLabels: Command = {
  name: 'export labels',
  synopsis:
    '--format F --out FOLDER [--states S,…] [--photos P] [--class NAME] [--val SHARE] [--seed N] [--bom] [--preview] [--json]',
  summary: 'write the labels of the library for other programs',
  help: [
    `--format F         ${LabelFormat.options.join(', ')}`,
    '--out FOLDER       where to; formats of several files want an empty folder, nothing is ever overwritten',
    `--states S,…       ${LabelState.options.join(', ')} (human)`,
    `${photosHelp} (none; folders, yolo and fiftyone: copy)`,
    classHelp,
    '--val SHARE        share that YOLO puts into val, 0 to 0.9 (0.2)',
    '--seed N           which photos these are (1)',
    '--bom              begins the table with a mark by which Excel knows UTF-8',
    '--preview          says what would be written and lost, and writes nothing',
    jsonHelp,
  ],
  options: {
    ...{ format: { type: 'string' }, out: { type: 'string' }, states: { type: 'string', default: 'human' } },
    ...{ photos: { type: 'string', default: 'none' }, class: { type: 'string' } },
    ...{ val: { type: 'string', default: '0.2' }, seed: { type: 'string', default: '1' } },
    ...{ bom: { type: 'boolean' }, preview: { type: 'boolean' } },
    ...jsonOption,
  },
  words: { min: 0, max: 0 },
  run: (_, values) => {
    const asked = readValues(values);
    return withEngine((session) => run(session, asked, values));
  },
};

function readValues(values: Values) {
  const format = oneOf('--format', values['format'], LabelFormat.options);
  const [heldOut, seed] = [Number(values['val']), Number(values['seed'])];
  if (!(heldOut >= 0 && heldOut <= 0.9)) throw new UsageError('--val takes a share from 0 to 0.9.');
  if (!Number.isInteger(seed) || seed < 0) throw new UsageError('--seed takes a whole number.');
  if (values['preview'] !== true && typeof values['out'] !== 'string')
    throw new UsageError('--out FOLDER says where the labels go.');
  return {
    ...{ filter: filterFrom(values['class']), format, photos: photosFrom(values['photos']), seed },
    states: statesFrom(String(values['states'])),
    ...{ forSpreadsheets: values['bom'] === true, heldOut: format === 'yolo' ? heldOut : 0 },
  };
}

function statesFrom(typed: string): readonly LabelState[] {
  try {
    return formatsFrom(typed, LabelState.options);
  } catch {
    throw new UsageError(`--states takes some of ${LabelState.options.join(', ')}.`);
  }
}

async function run(session: Session, asked: ReturnType<typeof readValues>, values: Values): Promise<ExitCode> {
  const json = values['json'] === true;
  if (values['preview'] === true) {
    const preview = await session.engine.ask('exchange.preview', asked);
    if (json) printJson({ summary: preview });
    else for (const line of [`Labels of ${counted(preview.labelled, 'photo')}.`, ...preview.losses]) print(line);
    return exit.done;
  }
  const target = await grantTarget(session, String(values['out']));
  const ended = await watchJobs(session, () => session.engine.ask('labels.export', { ...asked, target }));
  if (ended.state === 'stopped') tell('Stopped.');
  return reportJob(ended, json);
}
