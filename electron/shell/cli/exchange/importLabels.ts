import { resolve } from 'node:path';
import type { ExchangePreview } from '../../../contract/index.ts';
import { jsonHelp, jsonOption, type Command, type Options, type Values } from '../command.ts';
import { exit, type ExitCode } from '../exit.ts';
import { print, printJson } from '../output.ts';
import { withEngine, type Session } from '../session.ts';
import { reportJob, watchJobs } from './queued.ts';
import { conflictsFrom, conflictsHelp } from './values.ts';

const takingOptions: Options = {
  ...{ conflicts: { type: 'string', default: 'mine' }, add: { type: 'boolean' }, preview: { type: 'boolean' } },
  ...jsonOption,
};

const takingHelp = [
  conflictsHelp,
  '--add              photos that are not in the library come into it, where their files are there',
  '--preview          says what would change, and changes nothing',
  jsonHelp,
];

/** fovea import labels: of files in other programs' formats, or of a folder for each class. */
export const importLabels: Command = {
  name: 'import labels',
  synopsis: 'PATH… [--conflicts C] [--add] [--preview] [--json]',
  summary: 'take labels over from files or folders, as one undo step',
  help: [
    'PATH…              files of labels, folders of them, or a folder with a folder for each class',
    ...takingHelp,
  ],
  options: takingOptions,
  words: { min: 1, max: Infinity },
  run: (paths, values) => withEngine((session) => take(session, 'labels', paths, values)),
};

/** fovea project open: a folder that `fovea project export` wrote. */
export const projectOpen: Command = {
  name: 'project open',
  synopsis: 'FOLDER [--conflicts C] [--add] [--preview] [--json]',
  summary: 'take a project over into the library, as one undo step',
  help: ['FOLDER             what "fovea project export" wrote', ...takingHelp],
  options: takingOptions,
  words: { min: 1, max: 1 },
  run: (paths, values) => withEngine((session) => take(session, 'project', paths, values)),
};

async function take(
  session: Session,
  what: 'labels' | 'project',
  paths: readonly string[],
  values: Values,
): Promise<ExitCode> {
  const conflicts = conflictsFrom(values['conflicts']);
  const json = values['json'] === true;
  const granted = await session.shell.ask('grants.add', { paths: paths.map((path) => resolve(path)) });
  const grants = granted.map(({ id }) => id);
  if (values['preview'] === true) {
    const options = { signal: session.stop };
    const method = what === 'labels' ? 'labels.preview' : 'project.preview';
    const preview = await session.engine.ask(method, { grants }, options);
    if (json) printJson({ summary: preview });
    else for (const line of inWords(preview)) print(line);
    return exit.done;
  }
  const asked = { grants, conflicts, addPhotos: values['add'] === true };
  const method = what === 'labels' ? 'labels.import' : 'project.open';
  return reportJob(await watchJobs(session, () => session.engine.ask(method, asked)), json);
}

function inWords(preview: ExchangePreview): string[] {
  const { matched, photos, addable, unmatched, conflicts, labelled, newClasses, losses, problems } = preview;
  return [
    `Found: ${preview.formats.join(', ')}.`,
    `${matched.path + matched.name + matched.hash} of ${photos} photos are in the library: ${matched.path} by path, ${matched.name} by name and length, ${matched.hash} by their bytes.`,
    `${addable} more can be added with --add, ${unmatched} are nowhere to be found.`,
    `${labelled} without a label would get one; ${conflicts} have others.`,
    ...(newClasses.length > 0 ? [`New classes: ${newClasses.join(', ')}.`] : []),
    ...losses,
    ...problems.map(({ problem }) => `${problem.message} ${problem.remedy}`),
  ];
}
