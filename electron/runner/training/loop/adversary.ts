import { cutAt, differentiate, stackBatch, type ChooseFormulation, type Graph } from '../../../compiler/index.ts';
import type { Preprocessing } from '../../../contract/index.ts';
import { lookupTable } from '../../pixels/index.ts';
import { Tensor, type InferenceSession } from '../../runtime/index.ts';
import { derived } from '../../vision/index.ts';
import { openSession, release } from './learner.ts';
import type { prepareStep } from './step.ts';
import type { Draw, TrainingHooks, TrainingRequest } from './types.ts';

/** Moves pictures to where the loss is larger, for adversarial training. */
export interface Adversary {
  /**
   * The pictures of a batch, each color value moved by ε at most. What is drawn follows from the step alone.
   *
   * @param fed  what the training step is fed with, parameters included
   * @returns    [N, ...dims], gone with the next call
   */
  moved(fed: Readonly<Record<string, Tensor>>, draw: Draw): Promise<Tensor>;
  release(): Promise<void>;
}

/** Length of the step, in ε: what Wong, Rice and Kolter found best. */
const stepLength = 1.25;
const highestLevel = 255;

/**
 * The adversary of a run, with a session of its own: the same loss as the step's, differentiated by the pictures alone.
 *
 *     δ  drawn evenly in [−ε, ε]
 *     δ ← δ + 1.25 ε · sign of the derivative of the loss at x + δ, then back into [−ε, ε]
 *
 * with x + δ kept among the numbers of real pixels each time. Rows of weight 0 have no slope and stay where they were drawn.
 *
 * Law: no color value moves by more than ε, nor beyond what a pixel can be.
 *
 * @returns null where the run does not ask for it, or learns from no pictures
 * @throws graph/no-gradient, graph/unreached  as `differentiate`
 * @see Wong, Rice and Kolter, "Fast is better than free: revisiting adversarial training", ICLR 2020, algorithm 3
 */
export async function openAdversary(
  forward: ReturnType<typeof prepareStep>,
  request: TrainingRequest,
  choose: ChooseFormulation,
  { turn }: Pick<TrainingHooks, 'turn'>,
): Promise<Adversary | null> {
  const { settings, preprocessing, input } = request;
  if (settings.adversarial === 0 || !preprocessing) return null;
  const { graph, gradient } = slopeGraph(forward, request, choose);
  const session = await turn(() => openSession(graph, request));
  const ranges = rangesOf(preprocessing, settings.adversarial);
  let pictures: Tensor | null = null;
  return {
    async moved(fed, draw) {
      const plain = fed[input];
      if (!plain) throw new Error(`A step was fed with no "${input}".`);
      pictures ??= new Tensor('float32', new Float32Array(plain.size), plain.dims);
      const [from, to] = [plain.data as Float32Array, pictures.data as Float32Array];
      const rng = derived(draw.seed, 'adversary', draw.restart, draw.epoch, draw.step);
      to.set(from);
      move(to, from, ranges, () => 2 * rng() - 1);
      const slope = await slopeAt(session, { ...fed, [input]: pictures }, turn, gradient);
      const signs = slope.data as Float32Array;
      move(to, from, ranges, (at) => stepLength * Math.sign(signs[at] ?? 0));
      release(slope);
      return pictures;
    },
    release: () => session.release(),
  };
}

function slopeGraph(
  { graph, shown }: ReturnType<typeof prepareStep>,
  { input, device }: TrainingRequest,
  choose: ChooseFormulation,
): { readonly graph: Graph; readonly gradient: string } {
  const { graph: whole, gradients } = differentiate(graph, { of: shown, wrt: [input], choose });
  const gradient = gradients.get(input) ?? '';
  const cut = cutAt(whole, [gradient]);
  return { graph: device === 'cpu' ? stackBatch(cut) : cut, gradient };
}

async function slopeAt(
  session: InferenceSession,
  fed: Readonly<Record<string, Tensor>>,
  turn: TrainingHooks['turn'],
  gradient: string,
): Promise<Tensor> {
  const taken = Object.fromEntries(session.inputNames.flatMap((name) => (fed[name] ? [[name, fed[name]]] : [])));
  const slope = (await turn(() => session.run(taken)))[gradient];
  if (slope instanceof Tensor) return slope;
  throw new Error(`A step gave no "${gradient}".`);
}

/** In the network's numbers. */
interface Ranges {
  readonly channelOf: (at: number) => number;
  /** [3] ε of each channel. */
  readonly reach: readonly number[];
  /** [3] what the levels 0 and 255 are. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

function rangesOf(preprocessing: Preprocessing, epsilon: number): Ranges {
  const { layout, width, height, std } = preprocessing;
  const table = lookupTable(preprocessing);
  const area = width * height;
  const level = (value: number): number[] => std.map((_, channel) => table[channel * (highestLevel + 1) + value] ?? 0);
  return {
    channelOf: layout === 'NCHW' ? (at) => Math.floor(at / area) % 3 : (at) => at % 3,
    reach: std.map((one) => epsilon / one),
    low: level(0),
    high: level(highestLevel),
  };
}

/** @param by  in ε */
function move(
  to: Float32Array,
  from: Float32Array,
  { channelOf, reach, low, high }: Ranges,
  by: (at: number) => number,
) {
  for (let at = 0; at < to.length; at += 1) {
    const channel = channelOf(at);
    const [middle, epsilon] = [from[at] ?? 0, reach[channel] ?? 0];
    const wished = (to[at] ?? 0) + epsilon * by(at);
    const bounded = Math.min(middle + epsilon, Math.max(middle - epsilon, wished));
    to[at] = Math.min(high[channel] ?? 0, Math.max(low[channel] ?? 0, bounded));
  }
}
