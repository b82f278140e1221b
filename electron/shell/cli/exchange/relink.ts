import { resolve } from 'node:path';
import { jsonHelp, jsonOption, type Command, type Values } from '../command.ts';
import { exit, type ExitCode } from '../exit.ts';
import { print, printJson } from '../output.ts';
import { withEngine, type Session } from '../session.ts';
import { reportJob, watchJobs } from './queued.ts';

/** fovea relink: photos of the library whose files are elsewhere now. */
export const relink: Command = {
  name: 'relink',
  synopsis: 'FOLDER… [--preview] [--json]',
  summary: 'find photos of the library whose files have moved',
  help: [
    'FOLDER…            where to look; files are known by their bytes, whatever they are called',
    '--preview          says what would be found, and changes nothing',
    jsonHelp,
  ],
  options: { preview: { type: 'boolean' }, ...jsonOption },
  words: { min: 1, max: Infinity },
  run: (folders, values) => withEngine((session) => run(session, folders, values)),
};

async function run(session: Session, folders: readonly string[], values: Values): Promise<ExitCode> {
  const json = values['json'] === true;
  const granted = await session.shell.ask('grants.add', { paths: folders.map((path) => resolve(path)) });
  const asked = { grants: granted.map(({ id }) => id), photos: null };
  if (values['preview'] !== true)
    return reportJob(await watchJobs(session, () => session.engine.ask('relink.run', asked)), json);
  const { examples, ...counts } = await session.engine.ask('relink.preview', asked, { signal: session.stop });
  if (json) printJson({ summary: { ...counts, examples } });
  else {
    print(`${counts.found} of ${counts.missing} missing photos found.`);
    for (const { from, to } of examples) print(`${from}  ${to ?? 'not found'}`);
  }
  return exit.done;
}
