import type { LabPicture, LabRun } from '../../../../electron/contract/index.ts';

/** The pictures of a result that are worth a place on the screen: each once, and none that is drawn there anyway. */
export function picturesOf({ result: { pictures, settings } }: LabRun): readonly LabPicture[] {
  // The map lies over the photo already; what remains is its evidence in colors.
  if (settings.method === 'evidence') return pictures.filter(({ role }) => role === 'projection');
  const several = pictures.filter(({ role }) => role === 'result').length > 1;
  return pictures.filter(({ role }) => role !== 'sheet' || !several);
}
