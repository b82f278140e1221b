import { availableParallelism } from 'node:os';
import { nativeFailure, trainLinearSvm } from '../../../../../native/index.ts';
import { fail } from '../../../../contract/index.ts';
import { derived, iou } from '../../../vision/index.ts';
import type { ExamplePhoto } from './examples.ts';
import type { Products } from './products.ts';

/** One linear machine for each class: a score above 0 says that a region is one. */
export interface Machines {
  /** [K, F] */
  readonly weights: Float32Array;
  /** [K] */
  readonly bias: Float32Array;
}

/** A region that overlaps a thing by less is background for its class; between this and a whole thing it is neither. */
const mostOverlapOfBackground = 0.3;
/** A proposal that overlaps a drawn box by as much is an example of it too. */
const leastOverlapOfThing = 0.7;
/** Of each photo at first; those that a machine takes for a thing are added. */
const firstOfPhoto = 10;
/** Of each photo and class in a round, the worst first. */
const addedOfPhoto = 200;
const mostRounds = 5;
/** Share of the background; so few more regions hardly move a machine. */
const fewAdded = 0.002;
/** Beyond the margin a region no longer bears on a machine. */
const margin = -1;

export interface MachineWishes {
  /** K */
  readonly classes: number;
  /** F */
  readonly width: number;
  /** Cost of a mistake. */
  readonly c: number;
  readonly seed: number;
  readonly products: Products;
  /** Background that was hard for machines of before, to begin with; it is added to. */
  readonly mined: Mined;
  readonly stop?: AbortSignal;
  readonly onRound?: (done: number, total: number) => void;
}

/** By class and photo the regions. */
export type Mined = Map<number, Map<string, Set<number>>>;

/** Photos are gone through again and again, one in memory at a time. */
export type Photos = () => AsyncIterable<ExamplePhoto & { readonly hash: string; readonly complete: boolean }>;

/**
 * Class by class: drawn boxes and proposals that nearly cover one against background, of which after a few drawn ones only
 * those are learned from that the machine of the round before takes for a thing, until there are no more.
 *
 * In a photo that is not complete nothing is background but what overlaps a drawn box a little: something else in it may
 * be a thing that nobody drew.
 *
 * @see Girshick et al., "Rich feature hierarchies", 2014, section 2.3 and appendix B; Felzenszwalb et al., "Object
 *      detection with discriminatively trained part based models", 2010, section 4, for mining
 */
export async function learnMachines(photos: Photos, wishes: MachineWishes): Promise<Machines> {
  const missing = nativeFailure();
  if (missing !== null) fail('detection/no-addon', { reason: missing });
  const { classes, width, stop, onRound } = wishes;
  const sets = Array.from({ length: classes }, () => newExamples());
  await gather(photos, sets, wishes);
  let machines: Machines = { weights: new Float32Array(classes * width), bias: new Float32Array(classes).fill(-1) };
  const open = new Set(sets.keys());
  for (let round = 0; round < mostRounds && open.size > 0; round++) {
    onRound?.(round, mostRounds);
    for (const own of open) machines = withMachine(machines, own, await solved(sets[own] ?? newExamples(), wishes));
    stop?.throwIfAborted();
    const added = await mine(photos, sets, machines, wishes, open);
    for (const own of [...open])
      if ((added[own] ?? 0) <= fewAdded * (sets[own]?.background.size ?? 0)) open.delete(own);
  }
  onRound?.(mostRounds, mostRounds);
  return machines;
}

/** Rows of one class. */
interface Examples {
  readonly things: Float32Array[];
  /** By photo and region, each once. */
  readonly background: Map<string, Float32Array>;
}

const newExamples = (): Examples => ({ things: [], background: new Map() });

async function gather(photos: Photos, sets: readonly Examples[], { width, seed, mined }: MachineWishes): Promise<void> {
  let index = 0;
  for await (const photo of photos()) {
    const rng = derived(seed, 'background', index);
    for (const [at, { classIndex }] of photo.truth.entries()) {
      const row = photo.drawn[at];
      if (row) sets[classIndex]?.things.push(row.slice());
    }
    for (const [own, set] of sets.entries()) {
      const overlaps = overlapsOf(photo, own);
      const regions = [...overlaps.keys()];
      for (const region of regions)
        if ((overlaps[region] ?? 0) >= leastOverlapOfThing) set.things.push(rowOf(photo, region, width).slice());
      const background = regions.filter((region) => isBackground(photo, overlaps[region] ?? 0));
      for (let draw = 0; draw < firstOfPhoto && background.length > 0; draw++) {
        const region = background[Math.floor(rng() * background.length)] ?? 0;
        set.background.set(`${index} ${region}`, rowOf(photo, region, width).slice());
      }
      for (const region of mined.get(own)?.get(photo.hash) ?? [])
        if (isBackground(photo, overlaps[region] ?? 0))
          set.background.set(`${index} ${region}`, rowOf(photo, region, width).slice());
    }
    index += 1;
  }
}

const isBackground = ({ complete }: { readonly complete: boolean }, overlap: number): boolean =>
  overlap < mostOverlapOfBackground && (complete || overlap > 0);

/** @returns how many regions were added for each class */
async function mine(
  photos: Photos,
  sets: readonly Examples[],
  machines: Machines,
  { width, mined, products, stop }: MachineWishes,
  open: ReadonlySet<number>,
): Promise<number[]> {
  const added = sets.map(() => 0);
  let index = 0;
  for await (const photo of photos()) {
    stop?.throwIfAborted();
    const scores = await scoresOf(machines, photo, width, products);
    for (const own of open) {
      const background = sets[own]?.background ?? new Map<string, Float32Array>();
      const overlaps = overlapsOf(photo, own);
      const hard = [...overlaps.keys()]
        .filter((region) => isBackground(photo, overlaps[region] ?? 0) && !background.has(`${index} ${region}`))
        .map((region) => ({ region, score: scores(region, own) }))
        .filter(({ score }) => score > margin)
        .sort((a, b) => b.score - a.score)
        .slice(0, addedOfPhoto);
      for (const { region } of hard) {
        background.set(`${index} ${region}`, rowOf(photo, region, width).slice());
        remember(mined, own, photo.hash, region);
      }
      added[own] = (added[own] ?? 0) + hard.length;
    }
    index += 1;
  }
  return added;
}

function remember(mined: Mined, own: number, photo: string, region: number): void {
  const photos = mined.get(own) ?? new Map<string, Set<number>>();
  mined.set(own, photos);
  photos.set(photo, (photos.get(photo) ?? new Set()).add(region));
}

/** Of each region with the box of a class that it fits best; difficult ones are neither thing nor background. */
function overlapsOf({ boxes, truth }: ExamplePhoto, classIndex: number): Float64Array {
  const own = truth.filter((box) => box.classIndex === classIndex);
  return Float64Array.from({ length: boxes.length / 4 }, (_, region) => {
    const box = regionAt(boxes, region);
    return own.reduce((most, one) => Math.max(most, iou(one.box, box)), 0);
  });
}

export const regionAt = (boxes: ArrayLike<number>, region: number) => ({
  ...{ x0: boxes[4 * region] ?? 0, y0: boxes[4 * region + 1] ?? 0 },
  ...{ x1: boxes[4 * region + 2] ?? 0, y1: boxes[4 * region + 3] ?? 0 },
});

export const rowOf = ({ rows }: { readonly rows: Float32Array }, region: number, width: number): Float32Array =>
  rows.subarray(region * width, (region + 1) * width);

/** Of all regions of a photo for all classes. */
export async function scoresOf(
  { weights, bias }: Machines,
  { rows }: { readonly rows: Float32Array },
  width: number,
  products: Products,
): Promise<(region: number, own: number) => number> {
  const scores = await products.inner(rows, weights, width);
  return (region, own) => (scores[region * bias.length + own] ?? NaN) + (bias[own] ?? 0);
}

/** The score of a class for a row. */
export function scoreOf({ weights, bias }: Machines, own: number, row: Float32Array): number {
  const width = row.length;
  let sum = bias[own] ?? 0;
  for (let f = 0; f < width; f++) sum += (weights[own * width + f] ?? 0) * (row[f] ?? 0);
  return sum;
}

/** [F + 1] the bias last; null where a class has only things, or none. */
async function solved({ things, background }: Examples, { width, c, seed, stop }: MachineWishes) {
  const all = [...things, ...background.values()];
  if (things.length === 0 || background.size === 0) return null;
  const features = new Float32Array(all.length * width);
  for (const [at, row] of all.entries()) features.set(row, at * width);
  const problem = {
    ...{ features, count: all.length, width, classes: 2, seed, tolerance: 0.01, maxPasses: 200 },
    classOf: Int32Array.from(all, (_, at) => (at < things.length ? 0 : 1)),
    costs: new Float32Array(all.length).fill(c),
  };
  return (await trainLinearSvm(problem, availableParallelism(), stop)).weights;
}

function withMachine({ weights, bias }: Machines, own: number, machine: Float32Array | null): Machines {
  const width = weights.length / bias.length;
  const next = { weights: weights.slice(), bias: bias.slice() };
  if (machine) next.weights.set(machine.subarray(0, width), own * width);
  next.bias[own] = machine?.[width] ?? -1;
  return next;
}
