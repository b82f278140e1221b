import { cutAt, type Projection } from '../../compiler/index.ts';
import type { ModelCard } from '../../contract/index.ts';
import { Tensor } from '../runtime/index.ts';
import { refusing } from './bound.ts';
import { boundFor, ran, type Made, type OpenNetwork } from './open.ts';
import { seededGraph, seedName, type Question } from './seeded.ts';
import { scoreIn, seedFor, type Unit } from './unit.ts';

/** One score of a network, and how it changes with the picture: all that most maps need. */
export interface Asked {
  readonly card: ModelCard;
  /** Pictures of one run, and of one run of the gradient. */
  readonly batch: number;
  readonly slopes: number;
  /**
   * @param pictures  [batch] of them side by side, as the network's numbers; `count` are meant
   * @returns         [count]
   */
  scores(pictures: Float32Array, count: number): Promise<Float64Array>;
  /** @param pictures  [slopes] of them; returned in the same form. @throws lab/no-gradient, lab/unfit */
  gradient(pictures: Float32Array): Promise<Float32Array>;
}

/** Asks a network about one unit. */
export function askedFor(network: OpenNetwork, unit: Unit): Asked {
  const { card, batch, slopes } = network;
  return {
    ...{ card, batch, slopes },
    async scores(pictures, count) {
      const [made] = await valuesOf(network, [unit.value], pictures);
      const values = made?.values ?? new Float32Array();
      const each = values.length / batch;
      return Float64Array.from({ length: count }, (_, slot) =>
        scoreIn(values.subarray(slot * each, (slot + 1) * each), unit),
      );
    },
    async gradient(pictures) {
      const question = { of: unit.value, to: card.inputName, projection: 'gradient' } as const;
      const [made] = await walkedBack(network, question, pictures, seedFor(unit), unit.dims);
      return made?.values ?? new Float32Array();
    },
  };
}

/**
 * Values of a network for pictures.
 *
 * @param pictures  as many as `batch` says
 * @returns         in the order of the names
 * @throws model/unsupported  there is no such value
 */
export async function valuesOf(
  network: OpenNetwork,
  names: readonly string[],
  pictures: Float32Array,
  batch = network.batch,
): Promise<readonly Made[]> {
  const session = await network.session(`${batch} → ${names.join(' ')}`, () =>
    refusing(network.card, () => cutAt(boundFor(network, batch), names)),
  );
  return ran(session, network.card, pictures, batch);
}

/**
 * Walks back from seeded numbers of a value to the picture or to a layer, for each picture from the same seed.
 *
 * @param pictures  one, or as many as `slopes` says
 * @param seed      numbers of the value for one picture
 * @param dims      its form for one picture
 * @returns         the gradient, then what the question keeps
 * @throws lab/no-gradient, lab/unfit
 */
export async function walkedBack(
  network: OpenNetwork,
  question: Question,
  pictures: Float32Array,
  seed: Float32Array,
  dims: readonly number[],
): Promise<readonly Made[]> {
  const { card } = network;
  const { width, height } = card.preprocessing;
  const batch = pictures.length / (3 * width * height);
  const { of, to, projection, keep = [] } = question;
  const session = await network.session(`${batch} ${projection} ${of} ← ${to} ${keep.join(' ')}`, () =>
    seededGraph(boundFor(network, batch), card, question),
  );
  const seeds = new Float32Array(batch * seed.length);
  for (let slot = 0; slot < batch; slot += 1) seeds.set(seed, slot * seed.length);
  return ran(session, card, pictures, batch, { [seedName]: new Tensor('float32', seeds, [batch, ...dims.slice(1)]) });
}

/** One picture's way back from one unit to the pixels, by the rules of a projection, the unit times `weight`. */
export async function projected(
  network: OpenNetwork,
  unit: Unit,
  projection: Projection,
  picture: Float32Array,
  weight = 1,
): Promise<Float32Array> {
  const question = { of: unit.value, to: network.card.inputName, projection };
  const [made] = await walkedBack(network, question, picture, seedFor(unit, weight), unit.dims);
  return made?.values ?? new Float32Array();
}
