import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { failure, type Model, type Offer } from '../../contract/index.ts';
import { tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import type { Session } from './session.ts';

// What the commands do with models: find one by what a person typed, put one on the shelf.

/** Hexadecimal digits of a hash that name it well enough. */
const shortHash = 8;

/** A name without what a person may leave out: "squeezenet1.1" is "SqueezeNet 1.1". */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const named = (typed: string, name: string, hash: string): boolean =>
  bare(typed) === bare(name) || (typed.length >= shortHash && hash.startsWith(typed.toLowerCase()));

/** @throws model/unknown */
export function modelNamed(typed: string, models: readonly Model[]): Model {
  const found = models.find(({ hash, card }) => named(typed, card.name, hash));
  if (!found) throw failure('model/unknown', { model: typed });
  return found;
}

/** @throws model/unknown */
export function offerNamed(typed: string, offers: readonly Offer[]): Offer {
  const found = offers.find(({ hash, name, file }) => named(typed, name, hash) || file === typed);
  if (!found) throw failure('model/unknown', { model: typed });
  return found;
}

/** Whether `--model` names a file and not a name on the shelf. */
export const isModelFile = (typed: string): boolean => typed.toLowerCase().endsWith('.onnx');

/** Puts an .onnx file on the shelf, if it is not there already. */
export async function addModelFile({ engine, shell, stop }: Session, file: string): Promise<Model> {
  const path = resolve(file);
  const { models } = await engine.ask('models.shelf', undefined);
  const hash = existsSync(path) ? await hashOf(path) : '';
  const known = models.find((model) => model.hash === hash);
  if (known) return known;
  const [grant] = await shell.ask('grants.add', { paths: [path] });
  if (!grant) throw failure('library/path-missing', { path });
  const line = progressLine('bytes');
  const added = await engine.ask(
    'models.add',
    { grant: grant.id },
    { signal: stop, onProgress: ({ done, total }) => line.show(done, total) },
  );
  line.clear();
  tell(`Put ${basename(path)} on the shelf as "${added.card.name}".`);
  return added;
}

/** The hash of what a person names: an .onnx file, which goes onto the shelf, or a model there; null lets the engine choose. */
export async function modelHash(session: Session, typed: string | null): Promise<string | null> {
  if (typed === null) return null;
  if (isModelFile(typed)) return (await addModelFile(session, typed)).hash;
  const { models } = await session.engine.ask('models.shelf', undefined);
  return modelNamed(typed, models).hash;
}

/** SHA-256 of a file. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
