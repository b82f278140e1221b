import type { EvidenceMap, InputOf, ProgressOf, RunnerContract, Scope } from '../../../contract/index.ts';
import { deleted, integratedGradientMap, occlusionMap, openEvidence } from '../../evidence/index.ts';
import { lookupTable, readInput, writePhoto } from '../../pixels/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { derived, fitOf } from '../../vision/index.ts';

type Method = RunnerContract['photographers.evidence'];

/** Of the cells that are hidden to say whether a map is to be believed, and how often as many are drawn beside them. */
const [hiddenShare, draws] = [0.1, 3];

/**
 * Where in a photo the score of one photographer comes from.
 *
 * @throws photo/*, model/*, runner/no-device, engine/stopped
 */
export async function photographerEvidence(
  { model, path, classIndex, method, grid: side, device }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<EvidenceMap> {
  const { preprocessing } = model.card;
  const { pixels, width: photoWidth, height: photoHeight } = await readInput(path, preprocessing);
  const picture = new Float32Array(pixels.length);
  writePhoto(pixels, lookupTable(preprocessing), preprocessing, picture, 0);
  const network = await openEvidence(model, device);
  const grid = { rows: side, columns: side };
  const hooks = {
    turn,
    stop: scope.stop,
    onProgress: (done: number, total: number) => scope.progress({ done, total }),
  };
  try {
    const make = method === 'occlusion' ? occlusionMap : integratedGradientMap;
    const values = await make(network, picture, classIndex, grid, hooks);
    const rng = derived(0, 'evidence');
    const checked = await deleted(network, picture, classIndex, {
      map: values,
      grid,
      share: hiddenShare,
      draws,
      rng,
      turn,
    });
    const { seen } = fitOf(photoWidth, photoHeight, preprocessing);
    return {
      ...{ rows: side, columns: side, values: Array.from(values), box: seen, photoWidth, photoHeight },
      ...{ score: checked.whole, withoutTop: checked.withoutTop, withoutDrawn: checked.withoutDrawn },
    };
  } finally {
    await network.close();
  }
}
