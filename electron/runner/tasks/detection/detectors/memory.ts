import type { InputOf, RunnerContract } from '../../../../contract/index.ts';
import { regionNetwork, type RegionNetwork } from '../regions/index.ts';
import { regionCache, type RegionCache } from './cache.ts';
import type { Mined } from './exampleSet.ts';
import type { Multipliers } from './machines.ts';
import { remembered } from './remembered.ts';
import { Room } from './room.ts';
import { withTunedLayers, type TunedTrunk } from './tuning/index.ts';

type Input = InputOf<RunnerContract['detectors.train']>;

/** What learning of one network and one way of proposing regions has at hand. */
export interface Workshop {
  readonly network: RegionNetwork;
  /** All that the rows of regions depend on beside the photo. */
  readonly describes: string;
  readonly cache: RegionCache;
  readonly mined: Mined;
  readonly multipliers: Multipliers;
  readonly room: Room;
}

/** Keeps what the last learning had at hand for the next. */
export interface TrainerMemory {
  /** @param tuned  layers that take the place of the network's own @throws as `regionNetwork` */
  workshopFor(input: Input, tuned: TunedTrunk | null): Promise<Workshop>;
}

export function trainerMemory(): TrainerMemory {
  const room = new Room();
  let last: (Workshop & { readonly asked: string; readonly classes: string }) | null = null;
  return {
    async workshopFor(input, tuned) {
      const asked = keyOf(input, tuned);
      const classes = JSON.stringify(input.classNames);
      const same = last?.asked === asked ? last : null;
      const network = same?.network ?? (await networkFor(input, tuned));
      const describes = same?.describes ?? describedBy(network, input, tuned);
      const cache = same?.cache ?? remembered(regionCache(input.cacheDir, describes, network.width));
      const { mined, multipliers } = same?.classes === classes ? same : nothing();
      return (last = { asked, classes, network, describes, cache, mined, multipliers, room });
    },
  };
}

const nothing = (): Pick<Workshop, 'mined' | 'multipliers'> => ({ mined: new Map(), multipliers: new Map() });

const networkFor = async ({ model, settings, device }: Input, tuned: TunedTrunk | null): Promise<RegionNetwork> =>
  withTunedLayers(await regionNetwork(model, { ...settings, device }), tuned);

/** What decides how regions are found and described, as it is asked for. */
function keyOf({ model: { path, hash, card }, settings, device, cacheDir }: Input, tuned: TunedTrunk | null): string {
  const { form, grid, tap, proposals, mostProposals, seed } = settings;
  const by = [path, tuned?.digest ?? hash, card, form, grid, tap];
  return JSON.stringify([...by, proposals, mostProposals, seed, device, cacheDir]);
}

function describedBy(
  { grid, tap }: RegionNetwork,
  { model, settings, device }: Input,
  tuned: TunedTrunk | null,
): string {
  const { form, proposals, mostProposals, seed } = settings;
  const by = [tuned?.digest ?? model.hash, model.card.preprocessing, form, grid, tap.value, device];
  return JSON.stringify([...by, proposals, mostProposals, seed]);
}
