import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, type Sha256 } from '../../../contract/index.ts';
import { placePhoto } from '../../jobs/placePhoto.ts';
import { externalFilesOf, type ModelStore, type Shelved } from '../../models/index.ts';
import { networksFolder, type Project } from './format.ts';

/** Puts networks into a project. @throws model/unknown, exchange/changed-meanwhile, disk/full, disk/denied */
export async function placeNetworks(
  folder: string,
  hashes: readonly Sha256[],
  models: Pick<ModelStore, 'find'>,
): Promise<Project['networks']> {
  const networks: Project['networks'][number][] = [];
  for (const hash of hashes) {
    const shelved = await models.find(hash);
    const { card } = shelved.model;
    networks.push({ hash, name: card.name, file: await placed(folder, shelved), card });
  }
  return networks;
}

/** A network and the files that it keeps weights in, whose names it knows, in a folder of its own. */
async function placed(folder: string, { path, model: { hash, card } }: Shelved): Promise<string> {
  const name = `${hash}.onnx`;
  const weights = await externalFilesOf(path, card.name);
  const files = [{ from: path, to: name }, ...weights.map((file) => ({ from: join(dirname(path), file), to: file }))];
  for (const { from, to } of files) {
    const target = join(folder, networksFolder, hash, to);
    await mkdir(dirname(target), { recursive: true });
    const { how, fileName } = await placePhoto(from, dirname(target), basename(target), 'copy');
    if (how === 'missing') fail('model/unknown', { model: hash });
    if (fileName !== basename(target)) fail('exchange/changed-meanwhile', { path: target });
  }
  return `${networksFolder}/${hash}/${name}`;
}
