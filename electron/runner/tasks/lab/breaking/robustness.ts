import { failure, type LabSettingsOf } from '../../../../contract/index.ts';
import { attackWithin, levelsOf, openAttacked, withNoise, type AttackedNetwork } from '../../../adversary/index.ts';
import { largestIn } from '../../../evidence/index.ts';
import { decodeAhead } from '../../../pixels/index.ts';
import type { LabMaker, LabWork } from '../work.ts';

type Work = LabWork<'robustness'>;

/** Photos of one run. */
const batchOn = { cpu: 2, device: 16 };
/** Photos that are decoded ahead of being asked for. */
const depth = 8;

/**
 * How often a network is still right when each photo is attacked, beside noise of the same size. A photo that fools within
 * an ε does so within every larger one, so that only those that stand are attacked again. Photos that cannot be read are
 * left out.
 *
 * Measures: "photos", "accuracy" without a change, "epsilon for half": where the accuracy falls to half of that, between
 * the ε of the curve; left out where it does not.
 *
 * @throws model/*, lab/no-gradient, lab/unfit, engine/stopped
 * @see Madry et al., "Towards deep learning models resistant to adversarial attacks", ICLR 2018, figure 6
 */
export const robustness: LabMaker<'robustness'> = async (work) => {
  const epsilons = work.settings.epsilons.toSorted((a, b) => a - b);
  const settings = { ...work.settings, epsilons };
  const network = await openAttacked(work.model, work.device, work.device === 'cpu' ? batchOn.cpu : batchOn.device);
  try {
    const tell = teller(work, epsilons);
    const { own, noisy } = await answered({ ...work, settings }, network, tell);
    const photos = own.filter((one) => one !== undefined).length;
    if (photos === 0)
      throw failure('lab/unfit', { reason: 'robustness is measured on photos, and none could be read.' });
    let standing = [...own.keys()].filter((index) => own[index]?.right);
    const accuracy = standing.length / photos;
    const y: number[] = [];
    for (const epsilon of epsilons) {
      if (epsilon > 0) standing = await standingAt({ ...work, settings }, network, { epsilon, standing, own }, tell);
      tell.reached(epsilon);
      y.push(standing.length / photos);
    }
    const random = noisy.map((right) => right / photos);
    const half = crossing(epsilons, y, accuracy / 2);
    return {
      settings,
      curves: [{ kind: 'robustness', about: network.card.name, x: epsilons, y, random }],
      measures: { photos, accuracy, ...(half !== null && { 'epsilon for half': half }) },
    };
  } finally {
    await network.close();
  }
};

/** The class of a photo, and whether the network answers it. */
interface Own {
  readonly classIndex: number;
  readonly right: boolean;
}

/** What the network answers without an attack: to each photo, and how often it is right with noise, for each ε. */
async function answered({ photos, settings, turn, stop }: Work, network: AttackedNetwork, tell: Teller) {
  const { preprocessing } = network.card;
  const ahead = decodeAhead(photos, preprocessing);
  const own: (Own | undefined)[] = photos.map(() => undefined);
  const noisy = settings.epsilons.map(() => 0);
  for (const index of photos.keys()) {
    const [outcome] = await ahead.take(1, depth);
    stop.throwIfAborted();
    if (outcome?.photo) {
      const picture = levelsOf(outcome.photo.pixels, preprocessing);
      const pictures = [
        picture,
        ...settings.epsilons.map((epsilon) => withNoise(picture, epsilon, settings.seed, index)),
      ];
      const answers: number[] = [];
      for (let from = 0; from < pictures.length; from += network.batch)
        answers.push(
          ...(await turn(() => network.probabilities(pictures.slice(from, from + network.batch)))).map(largestIn),
        );
      const [first = 0, ...others] = answers;
      const classIndex = settings.truths[index] ?? first;
      own[index] = { classIndex, right: first === classIndex };
      for (const [at, answer] of others.entries()) noisy[at] = (noisy[at] ?? 0) + Number(answer === classIndex);
    }
    tell.one();
  }
  return { own, noisy };
}

interface Standing {
  readonly epsilon: number;
  /** Indices of photos that were answered rightly so far. */
  readonly standing: readonly number[];
  readonly own: readonly (Own | undefined)[];
}

/** Which photos are answered rightly whatever was tried within ε. */
async function standingAt(
  { photos, settings, turn, stop }: Work,
  network: AttackedNetwork,
  { epsilon, standing, own }: Standing,
  tell: Teller,
): Promise<number[]> {
  const { preprocessing } = network.card;
  const ahead = decodeAhead(
    standing.map((index) => photos[index] ?? ''),
    preprocessing,
  );
  const left: number[] = [];
  await attackWithin(
    network,
    standing.length,
    async (at) => {
      const [outcome] = await ahead.take(1, depth);
      const known = own[standing[at] ?? -1];
      // A photo that has gone meanwhile is not judged any more.
      if (!outcome?.photo || !known) return null;
      return { picture: levelsOf(outcome.photo.pixels, preprocessing), own: known.classIndex };
    },
    { ...bounds(settings), epsilon },
    (at, { fooled }) => {
      if (!fooled) left.push(standing[at] ?? 0);
      tell.one();
    },
    { turn, stop },
  );
  return left.sort((a, b) => a - b);
}

const bounds = ({ kind, steps, seed }: LabSettingsOf<'robustness'>) =>
  ({ ...{ kind, steps, seed }, wanted: null, whole: false, endsWhenFooled: true }) as const;

type Teller = ReturnType<typeof teller>;

/** Progress in photos: one round of answers, and one of attacks for each ε. */
function teller(work: Work, epsilons: readonly number[]) {
  const { length } = work.photos;
  const total = length * (1 + epsilons.filter((epsilon) => epsilon > 0).length);
  let done = 0;
  const tell = (next: number): void => {
    done = next;
    work.progress({ done, total });
  };
  return {
    one: () => tell(done + 1),
    /** All photos of an ε, those that were not attacked any more included. */
    reached: (epsilon: number) => tell(length * (1 + epsilons.filter((one) => one > 0 && one <= epsilon).length)),
  };
}

/** Where a falling curve reaches a height, between its points; null where it does not. */
function crossing(x: readonly number[], y: readonly number[], height: number): number | null {
  const at = y.findIndex((value) => value <= height);
  if (at < 0) return null;
  const [x0 = 0, x1 = 0, y0 = 1, y1 = 0] = [x[at - 1] ?? x[at], x[at], y[at - 1] ?? y[at], y[at]];
  return y0 === y1 ? x1 : x0 + ((x1 - x0) * (y0 - height)) / (y0 - y1);
}
