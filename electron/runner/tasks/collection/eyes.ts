import type { DeviceId, KnownModel } from '../../../contract/index.ts';
import { openBase, openTrunk, type Cut, type Trunk } from '../../training/index.ts';
import type { Turn } from '../../runtime/index.ts';

/** A network, the device that its features are of, and where they are kept. */
export interface Eyes {
  readonly model: KnownModel;
  readonly device: DeviceId;
  readonly cacheDir: string;
}

// Reading a network for the name of one value takes longer than a search.
const cuts = new Map<string, Cut>();

/** Where features are taken: right before the classes, as the heads of training read them. @throws model/* */
export async function cutOf({ model }: Eyes): Promise<Cut> {
  const key = JSON.stringify([model.hash, model.card.inputName, model.card.outputName]);
  const cut = cuts.get(key) ?? { value: (await openBase(model, true)).features, pooled: true };
  cuts.set(key, cut);
  return cut;
}

let last: { readonly key: string; readonly trunk: Promise<Trunk> } | null = null;

/** The network up to its features, kept open: a person who searches by parts searches by several. @throws model/* */
export async function trunkOf(eyes: Eyes, turn: Turn): Promise<Trunk> {
  const key = JSON.stringify([eyes.model.hash, eyes.model.card.preprocessing, eyes.device]);
  if (last?.key === key) return last.trunk;
  const before = last;
  last = null;
  await before?.trunk.then((trunk) => trunk.close()).catch(() => undefined);
  const cut = await cutOf(eyes);
  const trunk = turn(() => openTrunk(eyes.model, [cut], eyes.device));
  last = { key, trunk };
  trunk.catch(() => (last = null));
  return trunk;
}
