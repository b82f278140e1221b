import { failure } from '../../../../contract/index.ts';
import { readFolded } from '../../../evidence/index.ts';
import { readPicture, within } from '../../../pixels/index.ts';
import { stylize } from '../../../synthesis/index.ts';
import { writeResult } from '../pictures.ts';
import type { LabMaker } from '../work.ts';

/** A photo in the style that a network was made for. */
export const fastStyle: LabMaker<'fast-style'> = async (work) => {
  const { model, device, settings, folder, turn, stop } = work;
  const [path] = work.photos;
  if (path === undefined) throw failure('lab/unfit', { reason: 'it needs a photo.' });
  const photo = await readPicture(path, within(settings.size ?? Infinity));
  const made = await stylize(await readFolded(model), model, device, photo, {
    ...{ turn, stop },
    onTile: (done, total) => work.progress({ done, total }),
  });
  return {
    settings,
    pictures: [
      await writeResult(folder, photo, { file: 'original.png', role: 'original' }),
      await writeResult(folder, made, { file: 'result.png', role: 'result', about: model.card.name }),
    ],
  };
};
