import type { InputOf, LabLayer, RunnerContract } from '../../../contract/index.ts';
import { boundTo, layersOf, readFolded } from '../../evidence/index.ts';

/** The layers of a network that can be looked into. @throws model/* */
export async function listLayers({ model }: InputOf<RunnerContract['lab.layers']>): Promise<LabLayer[]> {
  return layersOf(boundTo(await readFolded(model), model.card, 1), model.card);
}
