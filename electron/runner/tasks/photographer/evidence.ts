import type { DeviceId, EvidenceMap, InputOf, ProgressOf, RunnerContract, Scope } from '../../../contract/index.ts';
import { deleted, integratedGradientMap, occlusionMap, openEvidence } from '../../evidence/index.ts';
import { lookupTable, readInput, writePhoto } from '../../pixels/index.ts';
import { onDeviceOrCpu, type Turn } from '../../runtime/index.ts';
import { derived, fitOf } from '../../vision/index.ts';

type Method = RunnerContract['photographers.evidence'];
type Input = InputOf<Method>;

/** Of the cells that are hidden to say whether a map is to be believed, and how often as many are drawn beside them. */
const [hiddenShare, draws] = [0.1, 3];

/**
 * Where in a photo the score of one photographer comes from.
 *
 * @throws photo/*, model/*, runner/no-device, engine/stopped
 */
export async function photographerEvidence(
  input: Input,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<EvidenceMap> {
  const { preprocessing } = input.model.card;
  const { pixels, width: photoWidth, height: photoHeight } = await readInput(input.path, preprocessing);
  const picture = new Float32Array(pixels.length);
  writePhoto(pixels, lookupTable(preprocessing), preprocessing, picture, 0);
  const { result } = await onDeviceOrCpu(input.device, (device) => evidenceOn(device, input, picture, scope, turn));
  const { seen } = fitOf(photoWidth, photoHeight, preprocessing);
  return { ...result, box: seen, photoWidth, photoHeight };
}

async function evidenceOn(
  device: DeviceId,
  { model, classIndex, method, grid: side }: Input,
  picture: Float32Array,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
) {
  const network = await openEvidence(model, device);
  const grid = { rows: side, columns: side };
  const hooks = {
    turn,
    stop: scope.stop,
    onProgress: (done: number, total: number) => scope.progress({ done, total }),
  };
  try {
    const make = method === 'occlusion' ? occlusionMap : integratedGradientMap;
    const map = await make(network, picture, classIndex, grid, hooks);
    const asked = { map, grid, share: hiddenShare, draws, rng: derived(0, 'evidence'), turn };
    const { whole, withoutTop, withoutDrawn } = await deleted(network, picture, classIndex, asked);
    return { rows: side, columns: side, values: Array.from(map), score: whole, withoutTop, withoutDrawn };
  } finally {
    await network.close();
  }
}
