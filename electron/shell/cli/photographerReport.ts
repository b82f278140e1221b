import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { failure, writeProblem } from '../../contract/index.ts';
import type { Command } from './command.ts';
import { exit, type ExitCode } from './exit.ts';
import { grantTarget } from './grants.ts';
import { modelHash } from './models.ts';
import { print, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';

/** fovea photographer report: what was learned, as a page to show around. */
export const photographerReport: Command = {
  name: 'photographer report',
  synopsis: 'MODEL FILE.html',
  summary: 'write what is known of photographers as one HTML page',
  help: [
    'MODEL              a network of "fovea photographer train", by its name or its hash',
    'FILE.html          the page; it holds its pictures and needs nothing beside it. A file of that name is replaced',
  ],
  options: {},
  words: { min: 2, max: 2 },
  run: ([model = '', file = '']) => withEngine((session) => save(session, model, resolve(file))),
};

async function save(session: Session, typed: string, file: string): Promise<ExitCode> {
  const model = (await modelHash(session, typed)) ?? '';
  // Beside the file, so that putting it in its place is one step.
  const folder = await mkdtemp(join(dirname(file), '.fovea-report-')).catch((thrown: unknown) => {
    const isGone = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    throw isGone ? failure('library/path-missing', { path: dirname(file) }) : writeProblem(thrown, file);
  });
  const line = progressLine('steps');
  try {
    const target = await grantTarget(session, folder);
    const { path } = await session.engine.ask(
      'photographers.saveReport',
      { model, target },
      {
        signal: session.stop,
        onProgress: ({ phase, done, total }) => line.say(total > 1 ? `${phase} · ${done}/${total}` : phase),
      },
    );
    line.clear();
    await rename(path, file).catch((thrown: unknown) => {
      throw writeProblem(thrown, file);
    });
    print(`Written to ${file}.`);
    return exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    tell('Stopped. Nothing was written.');
    return exit.stopped;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
