import { dirname, basename, resolve } from 'node:path';
import { DeviceId, fail, Shard, type EngineContract, type OutputOf } from '../../contract/index.ts';
import { jsonHelp, jsonOption, type Command, type Values } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { grantPhotos, grantTarget } from './grants.ts';
import { modelHash } from './models.ts';
import { printJson, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { counted } from './tables.ts';
import { deviceFrom } from './typed.ts';

/** fovea label: the answers to the photos of one shard, in a SQLite file. */
export const label: Command = {
  name: 'label',
  synopsis: 'PATH… --out FILE.sqlite [--shard I/N] [--model FILE-OR-NAME] [--top K] [--device D] [--json]',
  summary: 'write what is in photos to a file, in shards for many machines',
  help: [
    'PATH…              photos, and folders with everything in them; on all machines the same',
    '--out FILE.sqlite  where the answers go; a file of the same run is gone on with',
    '--shard I/N        only the I-th of N parts of the photos, I from 1 on (1/1)',
    '--model M          a name from "fovea models list", or an .onnx file (which is put on the shelf)',
    '--top K            so many classes per photo, best first (5)',
    `--device D         ${DeviceId.options.join(', ')}; else Fovea chooses`,
    jsonHelp,
  ],
  options: {
    ...{ out: { type: 'string' }, shard: { type: 'string', default: '1/1' }, model: { type: 'string' } },
    ...{ top: { type: 'string', default: '5' }, device: { type: 'string' } },
    ...jsonOption,
  },
  words: { min: 1, max: Infinity },
  run: (paths, values) => {
    const asked = readValues(values);
    return withEngine((session) => labelPaths(session, paths, asked));
  },
};

interface Asked {
  readonly out: string;
  readonly shard: Shard;
  readonly model: string | null;
  readonly topK: number;
  readonly device: DeviceId | null;
  readonly json: boolean;
}

function readValues({ out, shard, model, top, device, json }: Values): Asked {
  if (typeof out !== 'string') throw new UsageError('--out FILE.sqlite says where the answers go.');
  const topK = Number(top);
  if (!Number.isInteger(topK) || topK < 1 || topK > 1000) throw new UsageError('--top takes a number from 1 to 1000.');
  return {
    ...{ out: resolve(out), shard: shardFrom(shard), topK, device: deviceFrom(device), json: json === true },
    model: typeof model === 'string' ? model : null,
  };
}

function shardFrom(typed: unknown): Shard {
  const [, shard, shards] = /^(\d+)\/(\d+)$/.exec(String(typed)) ?? [];
  const read = Shard.safeParse({ shard: Number(shard), shards: Number(shards) });
  if (!read.success) throw new UsageError('--shard takes I/N, as 1/4 to 4/4.');
  return read.data;
}

async function labelPaths(session: Session, paths: readonly string[], asked: Asked): Promise<ExitCode> {
  const { out, shard, topK, device, json } = asked;
  const { grants, missing } = await grantPhotos(session, paths);
  // A machine that lacks a disk must not write a shard without its photos.
  for (const { path } of missing) fail('library/path-missing', { path });
  const model = await modelHash(session, asked.model);
  const target = { folder: await grantTarget(session, dirname(out)), name: basename(out) };
  let line = progressLine('photos');
  let known = 0;
  try {
    const labelled = await session.engine.ask(
      'shards.label',
      { grants, model, topK, device, shard, target },
      {
        signal: session.stop,
        onProgress: ({ done, total, before }) => {
          if (known !== before) line = progressLine('photos', (known = before));
          line.show(done, total);
        },
      },
    );
    line.clear();
    report(labelled, json);
    return exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { file: out, stopped: true } });
    else tell(`Stopped. "${out}" is whole; the same command goes on with what is left.`);
    return exit.stopped;
  }
}

function report(labelled: OutputOf<EngineContract['shards.label']>, json: boolean): void {
  const { photos, failed, before, model, device, perSecond, file } = labelled;
  if (json) return printJson({ summary: { ...labelled, stopped: false } });
  const again = before > 0 ? `, ${before} of them before` : '';
  const unread = failed > 0 ? `, ${failed} with a problem` : '';
  tell(
    `${counted(photos, 'photo')} by ${model} on ${device}, ${perSecond.toFixed(1)} photos/s${again}${unread}: ${file}`,
  );
}
