import { availableParallelism } from 'node:os';
import { nativeFailure, trainLinearSvm } from '../../../../../native/index.ts';
import { fail } from '../../../../contract/index.ts';
import { gathered, type ExampleSet, type Mined } from './exampleSet.ts';
import type { Looks } from './looks.ts';
import { mine } from './mining.ts';
import type { Room } from './room.ts';
import type { Machines } from './scores.ts';
import type { SurveyedPhoto } from './survey.ts';

const mostRounds = 5;
/** Share of the background; so few more regions hardly move a machine. */
const fewAdded = 0.002;

/** By class and example α above 0, of the machine that was learned last. */
export type Multipliers = Map<number, ReadonlyMap<string, number>>;

export interface MachineWishes {
  /** K */
  readonly classes: number;
  /** F */
  readonly width: number;
  /** Cost of a mistake. */
  readonly c: number;
  readonly seed: number;
  /** Background that was hard for machines of before, to begin with; it is added to. */
  readonly mined: Mined;
  readonly looks: Looks;
  /** What the machines of before began to end with, and the next begin with; it is replaced. */
  readonly multipliers: Multipliers;
  readonly room: Room;
  readonly stop?: AbortSignal;
  readonly onRound?: (done: number, total: number) => void;
}

/**
 * Class by class: drawn boxes and proposals that nearly cover one against background, of which after a few drawn ones only
 * those are learned from that the machine of the round before takes for a thing, until there are no more.
 *
 * @see Girshick et al., "Rich feature hierarchies", 2014, section 2.3 and appendix B; Felzenszwalb et al., "Object
 *      detection with discriminatively trained part based models", 2010, section 4, for mining
 */
export async function learnMachines(photos: readonly SurveyedPhoto[], wishes: MachineWishes): Promise<Machines> {
  const missing = nativeFailure();
  if (missing !== null) fail('detection/no-addon', { reason: missing });
  const { classes, width, onRound } = wishes;
  const sets = await gathered(photos, wishes);
  let machines: Machines = { weights: new Float32Array(classes * width), bias: new Float32Array(classes).fill(-1) };
  const open = new Set(sets.keys());
  for (let round = 0; round < mostRounds && open.size > 0; round++) {
    onRound?.(round, mostRounds);
    machines = await relearned(machines, sets, open, wishes);
    const added = await mine(photos, machines, { ...wishes, sets, open });
    for (const own of [...open]) {
      const { count = 0, things = 0 } = sets[own] ?? {};
      if ((added[own] ?? 0) <= fewAdded * (count - things)) open.delete(own);
    }
  }
  onRound?.(mostRounds, mostRounds);
  return machines;
}

/** With those of the open classes learned anew. */
async function relearned(
  before: Machines,
  sets: readonly ExampleSet[],
  open: ReadonlySet<number>,
  wishes: MachineWishes,
): Promise<Machines> {
  const { width } = wishes;
  const next = { weights: before.weights.slice(), bias: before.bias.slice() };
  for (const own of open) {
    const set = sets[own];
    const machine = set ? await solved(set, own, wishes) : null;
    if (machine) next.weights.set(machine.subarray(0, width), own * width);
    next.bias[own] = machine?.[width] ?? -1;
  }
  return next;
}

/** [F + 1] the bias last; null where a class has only things, or none. */
async function solved(set: ExampleSet, own: number, wishes: MachineWishes): Promise<Float32Array | null> {
  const { rows, count, isThing } = set;
  if (set.things === 0 || set.things === count) return null;
  const { width, c, seed, multipliers, room, stop } = wishes;
  const taken = room.take(count * width);
  for (const [at, row] of rows.entries()) taken.set(row, at * width);
  const keys = set.keys.map((key, at) => `${isThing[at] ? 'thing' : 'background'} ${key}`);
  const before = multipliers.get(own);
  const problem = {
    ...{ features: taken.subarray(0, count * width), count, width },
    ...{ classes: 2, seed, tolerance: 0.01, maxPasses: 200 },
    classOf: Int32Array.from(isThing, (is) => (is ? 0 : 1)),
    costs: new Float32Array(count).fill(c),
    start: Float64Array.from(keys, (key) => before?.get(key) ?? 0),
  };
  const { weights, alphas } = await trainLinearSvm(problem, availableParallelism(), stop);
  room.giveBack(taken);
  multipliers.set(
    own,
    new Map(keys.map((key, at) => [key, alphas[at] ?? 0] as const).filter(([, alpha]) => alpha > 0)),
  );
  return weights;
}
