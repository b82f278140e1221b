import type { LabMap } from '../../../../contract/index.ts';
import { foundTarget, type EvidenceHooks, type OpenNetwork } from '../../../evidence/index.ts';
import { hooksOf, withLastNetwork } from '../lastNetwork.ts';
import { writeResult } from '../pictures.ts';
import { seenPhoto } from '../seenPhoto.ts';
import type { LabMade, LabMaker, LabWork } from '../work.ts';
import { checked, correlationWithRandom } from './judged.ts';
import { madeMap, type MapWork } from './maps.ts';

type Work = LabWork<'evidence'>;

/** Between two looks at a map that is not whole yet. */
const lookMs = 120;

/**
 * Where in a photo an answer comes from: a map over the part of the photo that the network sees, and for maps of pixels its
 * colors as the picture 'projection'. Measures:
 *
 *   score, probability, seconds               of the target, and of the map alone
 *   deletion area, insertion area             and each `of random maps`, with `check`
 *   rank correlation                          with the map of the network without its learning, with `randomize`
 */
export const makeEvidence: LabMaker<'evidence'> = (work) =>
  withLastNetwork(work, (network) => evidenceOf(network, work));

async function evidenceOf(network: OpenNetwork, work: Work): Promise<LabMade<'evidence'>> {
  const { settings, model, folder } = work;
  const { pixels, picture, where } = await seenPhoto(work.photos[0], model.card);
  const parts = 1 + Number(settings.check) + Number(settings.randomize);
  const { hooks, onMap } = watched(work, parts, where);
  const started = performance.now();
  const found = await foundTarget(network, settings.target, picture, hooks);
  const { unit, target, about, score, probability } = found;
  const asked: MapWork = { ...{ network, unit, picture, hooks }, settings: { ...settings, target } };
  const map = await madeMap({ ...asked, onMap: (known) => onMap({ about, ...known }) });
  const seconds = (performance.now() - started) / 1000;
  const check = settings.check ? await checked({ ...asked, hooks: hooksOf(work, 1, parts) }, found, map) : null;
  const correlation = settings.randomize
    ? await correlationWithRandom(work, { ...asked, hooks: hooksOf(work, parts - 1, parts) }, map)
    : null;
  const pictures = [await writeResult(folder, pixels, { file: 'original.png', role: 'original' })];
  if (map.colors)
    pictures.push(await writeResult(folder, map.colors, { file: 'projection.png', role: 'projection', about }));
  const { rows, columns, values } = map;
  return {
    ...{ settings: map.settings, pictures, curves: check?.curves ?? [] },
    maps: [{ about, rows, columns, values: Array.from(values), ...where }],
    answers: found.top.length > 0 ? [{ network: model.card.name, of: 'original', top: found.top }] : [],
    measures: {
      ...{ score, seconds, ...check?.measures },
      ...(probability === null ? {} : { probability }),
      ...(correlation === null ? {} : { 'rank correlation': correlation }),
    },
  };
}

/** Tells what is known of a map, so often that it can be watched and not more. */
function watched(work: Work, parts: number, where: Pick<LabMap, 'box' | 'photoWidth' | 'photoHeight'>) {
  let [last, share] = [-Infinity, 0];
  const hooks: EvidenceHooks = {
    ...hooksOf(work, 0, parts),
    onProgress(done, total) {
      share = done / total;
      work.progress({ done: share, total: parts });
    },
  };
  const onMap = (map: Omit<LabMap, keyof typeof where>): void => {
    if (performance.now() - last < lookMs) return;
    last = performance.now();
    work.progress({ done: share, total: parts, map: { ...where, ...map } });
  };
  return { hooks, onMap };
}
