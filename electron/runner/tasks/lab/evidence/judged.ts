import type { LabCurve } from '../../../../contract/index.ts';
import {
  areaUnder,
  askedFor,
  checkCurves,
  probabilitiesOf,
  randomizedNetwork,
  rankCorrelation,
  valuesOf,
  type FoundTarget,
  type Judge,
  type OpenNetwork,
} from '../../../evidence/index.ts';
import { derived } from '../../../vision/index.ts';
import type { LabWork } from '../work.ts';
import { madeMap, type MadeMap, type MapWork } from './maps.ts';

/** Drawn maps beside which a map is judged. */
const draws = 3;

/**
 * Deletion and insertion beside drawn maps, with the areas under the curves: of the probability for a class; for a unit of
 * its activation, as a share of that in the whole photo.
 */
export async function checked(
  { network, picture, settings, hooks }: MapWork,
  found: FoundTarget,
  { values: map, rows, columns }: MadeMap,
): Promise<{ readonly curves: LabCurve[]; readonly measures: Record<string, number> }> {
  const options = { map, grid: { rows, columns }, draws, rng: derived(settings.seed, 'check') };
  const made = await checkCurves(judgeOf(network, found), picture, options, hooks);
  const { about } = found;
  return {
    curves: [
      { kind: 'deletion', about, x: made.shares, y: made.deletion, random: made.randomDeletion },
      { kind: 'insertion', about, x: made.shares, y: made.insertion, random: made.randomInsertion },
    ],
    measures: {
      'deletion area': areaUnder(made.deletion),
      'deletion area of random maps': areaUnder(made.randomDeletion),
      'insertion area': areaUnder(made.insertion),
      'insertion area of random maps': areaUnder(made.randomInsertion),
    },
  };
}

function judgeOf(network: OpenNetwork, { unit, target, score, probability }: FoundTarget): Judge {
  const { card, batch } = network;
  if (target.kind === 'unit' || probability === null) {
    const asked = askedFor(network, unit);
    const answers: Judge['answers'] = async (pictures, count) =>
      (await asked.scores(pictures, count)).map((own) => own / (score === 0 ? 1 : score));
    return { card, batch, answers };
  }
  const { channel } = unit;
  return {
    ...{ card, batch },
    async answers(pictures, count) {
      const [output] = await valuesOf(network, [card.outputName], pictures);
      const { values = new Float32Array(), dims = [] } = output ?? {};
      const each = values.length / batch;
      return Float64Array.from({ length: count }, (_, slot) => {
        const own = values.subarray(slot * each, (slot + 1) * each);
        return probabilitiesOf(own, [1, ...dims.slice(1)], card)[channel] ?? 0;
      });
    },
  };
}

/** How like the same map of the network without its learning is: a map that stays the same shows the photo's edges. */
export async function correlationWithRandom(
  { model, device }: Pick<LabWork<'evidence'>, 'model' | 'device'>,
  work: MapWork,
  { values, settings }: MadeMap,
): Promise<number> {
  const random = randomizedNetwork(work.network, model, device, settings.seed);
  try {
    const made = await madeMap({ ...work, network: random, settings });
    return rankCorrelation(values, made.values);
  } finally {
    await random.close();
  }
}
