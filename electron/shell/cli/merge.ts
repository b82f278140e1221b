import { basename, dirname, resolve } from 'node:path';
import { fail, type EngineContract, type OutputOf } from '../../contract/index.ts';
import { jsonHelp, jsonOption, type Command, type Values } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { grantPhotos, grantTarget } from './grants.ts';
import { print, printJson, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { counted } from './tables.ts';

/** fovea merge: the files of "fovea label" as one. */
export const merge: Command = {
  name: 'merge',
  synopsis: 'SHARD.sqlite… --out FILE.sqlite [--csv FILE.csv] [--partial] [--json]',
  summary: 'put the shards of "fovea label" together',
  help: [
    'SHARD.sqlite…      what "fovea label" wrote: each shard of a run once',
    '--out FILE.sqlite  where all answers go, ordered by path; it must not be there yet',
    '--csv FILE.csv     writes them as comma-separated values too',
    '--partial          takes what is there where shards are missing or unfinished',
    jsonHelp,
  ],
  options: {
    ...{ out: { type: 'string' }, csv: { type: 'string' }, partial: { type: 'boolean' } },
    ...jsonOption,
  },
  words: { min: 1, max: Infinity },
  run: (paths, values) => {
    const asked = readValues(values);
    return withEngine((session) => mergePaths(session, paths, asked));
  },
};

interface Asked {
  readonly out: string;
  readonly csv: string | null;
  readonly partial: boolean;
  readonly json: boolean;
}

function readValues({ out, csv, partial, json }: Values): Asked {
  if (typeof out !== 'string') throw new UsageError('--out FILE.sqlite says where the answers go.');
  return {
    ...{ out: resolve(out), csv: typeof csv === 'string' ? resolve(csv) : null },
    ...{ partial: partial === true, json: json === true },
  };
}

const targetAt = async (session: Session, file: string) => ({
  folder: await grantTarget(session, dirname(file)),
  name: basename(file),
});

async function mergePaths(session: Session, paths: readonly string[], asked: Asked): Promise<ExitCode> {
  const { out, partial, json } = asked;
  const { grants: shards, missing } = await grantPhotos(session, paths);
  for (const { path } of missing) fail('library/path-missing', { path });
  const target = await targetAt(session, out);
  const csv = asked.csv === null ? null : await targetAt(session, asked.csv);
  const line = progressLine('photos');
  try {
    const merged = await session.engine.ask(
      'shards.merge',
      { shards, target, csv, partial },
      { signal: session.stop, onProgress: ({ done, total }) => line.show(done, total) },
    );
    line.clear();
    report(merged, json);
    return exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { stopped: true } });
    else tell('Stopped. Nothing was written.');
    return exit.stopped;
  }
}

function report(merged: OutputOf<EngineContract['shards.merge']>, json: boolean): void {
  const { photos, failed, shards, missing, changed, written } = merged;
  if (json) return printJson({ summary: { ...merged, stopped: false } });
  written.forEach(print);
  if (missing.length > 0) tell(`Missing or unfinished, of ${shards} shards: ${missing.join(', ')}.`);
  if (changed) tell('The shards did not find equally many photos: the folders changed while they ran.');
  const whole = shards - missing.length;
  const of = `${counted(photos, 'photo')} of ${counted(whole, 'shard')}`;
  tell(`${of}${failed > 0 ? `, ${failed} with a problem` : ''}.`);
}
