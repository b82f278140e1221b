import { join } from 'node:path';
import { writeProblem, type LabPicture } from '../../../contract/index.ts';
import { writeRgb, type RgbPicture } from '../../pixels/index.ts';

/** Writes a picture of a result into its folder. @throws disk/full, disk/denied */
export async function writeResult(
  folder: string,
  picture: RgbPicture,
  said: Pick<LabPicture, 'file' | 'role'> & Partial<LabPicture>,
): Promise<LabPicture> {
  const { width, height } = picture;
  await writeRgb(join(folder, said.file), picture).catch((thrown: unknown) => {
    throw writeProblem(thrown, folder);
  });
  return { about: '', strength: null, cells: null, ...said, width, height };
}
