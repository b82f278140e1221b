import { jsonHelp, jsonOption, type Command, type Values } from '../command.ts';
import { UsageError, type ExitCode } from '../exit.ts';
import { grantTarget } from '../grants.ts';
import { networksNamed } from './networks.ts';
import { withEngine, type Session } from '../session.ts';
import { reportJob, watchJobs } from './queued.ts';
import { classHelp, filterFrom, photosFrom, photosHelp } from './values.ts';

/** fovea project export: everything known of photos, in a folder that can be carried. */
export const projectExport: Command = {
  name: 'project export',
  synopsis: '--out FOLDER [--photos P] [--class NAME] [--network NAME,…] [--json]',
  summary: 'write the library, or a class of it, into a folder that can be carried',
  help: [
    '--out FOLDER       an empty folder, made where there is none',
    `${photosHelp} (copy)`,
    classHelp,
    '--network NAME,…   models that go along, as "fovea models list" names them',
    jsonHelp,
  ],
  options: {
    ...{ out: { type: 'string' }, photos: { type: 'string', default: 'copy' }, class: { type: 'string' } },
    ...{ network: { type: 'string' } },
    ...jsonOption,
  },
  words: { min: 0, max: 0 },
  run: (_, values) => {
    if (typeof values['out'] !== 'string') throw new UsageError('--out FOLDER says where the project goes.');
    return withEngine((session) => run(session, values));
  },
};

async function run(session: Session, values: Values): Promise<ExitCode> {
  const networks = await networksNamed(session, values['network']);
  const target = await grantTarget(session, String(values['out']));
  const asked = { filter: filterFrom(values['class']), photos: photosFrom(values['photos']), networks, target };
  return reportJob(
    await watchJobs(session, () => session.engine.ask('project.export', asked)),
    values['json'] === true,
  );
}
