import {
  describeTraining,
  isolateNode,
  labelOf,
  type GradientTable,
  type Graph,
  type IsolatedInput,
  type Node,
  type Shapes,
} from '../../../../compiler/index.ts';
import type { GradientRow } from '../../../../contract/index.ts';
import { evaluate, type Tensor64 } from '../../../../reference/index.ts';
import { along, type Direction } from './direction.ts';
import type { MeasuredSlope } from './slope.ts';
import { NodeUnderTest, type Attempt, type BackwardPass, type Feeds } from './nodeUnderTest.ts';

/** Beyond this a rule is wrong: central differences of smooth operators in 64 bits are right to 1e-8 and better. */
const tolerance64 = 1e-6;
/** 32 bits lose with the length of a sum; a wrong operator is wrong by more. */
const tolerance32 = 1e-3;

/**
 * How an input is moved: by which part of its typical size, how many numbers at once, and from where. A difference that
 * is too large may come from a kink on the way; a shorter way with fewer numbers meets fewer. At last the input itself
 * is shifted a little, which ends ties such as those of a maximum over many zeros.
 */
const attempts: readonly Attempt[] = [
  { part: 1e-4, limit: 4096, jitter: 0 },
  { part: 1e-6, limit: 256, jitter: 0 },
  { part: 1e-6, limit: 16, jitter: 1e-2 },
  { part: 1e-7, limit: 16, jitter: 1e-2 },
];

export interface CheckOptions {
  readonly rng: () => number;
  /** Random directions per input. */
  readonly samples: number;
  /** Values of the network that anybody reads. */
  readonly read: ReadonlySet<string>;
  /** Computes a graph in 32 bits. */
  readonly single: (graph: Graph, feeds: Feeds) => Promise<Feeds>;
  /** Rules to judge in the place of the standard ones. */
  readonly rules?: GradientTable;
}

/**
 * Judges every gradient rule of one node, in every formulation, at the numbers that it meets in its network.
 *
 * Law: for a small step h and any direction v, ⟨gradient, v⟩ = (loss(x + h·v) − loss(x − h·v)) / 2h, where the loss is
 * a weighted sum of the node's outputs.
 *
 * @param values  numbers of the node's inputs by their names in the network
 * @returns one row per input and formulation; a single row where there is nothing to judge
 */
export async function checkNode(
  node: Node,
  shapes: Shapes,
  values: (name: string) => Tensor64,
  options: CheckOptions,
): Promise<readonly GradientRow[]> {
  const { rng, read, rules } = options;
  const { trains, reason } = describeTraining(node, shapes, read, rules);
  if (trains !== 'yes') return [unjudged(node, trains === 'no' ? 'no rule' : 'flat', reason)];
  const isolated = isolateNode(node, shapes, { read, ...(rules && { rules }) });
  const subject = new NodeUnderTest(isolated, values, rng, rules);
  const rows: GradientRow[] = [];
  for (const pass of subject.backwardPasses()) rows.push(...(await judge(node, subject, pass, options)));
  return rows;
}

/** The row of a node that could not be judged. */
export const unjudged = (node: Node, verdict: GradientRow['verdict'], remark: string): GradientRow => ({
  ...{ node: labelOf(node), op: node.op, input: '', formulation: '', moved: 0, elements: 0 },
  ...{ error64: null, error32: null, verdict, remark },
});

async function judge(
  node: Node,
  subject: NodeUnderTest,
  pass: BackwardPass,
  { samples, single }: CheckOptions,
): Promise<GradientRow[]> {
  const exact = gradientsOf(pass, subject.feeds);
  const rounded = await single(pass.graph, subject.feeds).catch((thrown: unknown) => asError(thrown));
  return subject.wrt.flatMap((input): GradientRow[] => {
    const gradient = exact.get(input.name);
    if (!gradient) return [];
    const { error: error64, verdict, moved, remark } = worstOf(subject, pass, exact, input, samples);
    const found = rounded instanceof Error ? null : rounded.get(pass.gradients.get(input.name) ?? '');
    const error32 = found ? difference(found, gradient) : null;
    const fails32 = error32 === null || error32 > tolerance32;
    return [
      {
        ...{ node: labelOf(node), op: node.op, input: input.formal, moved, elements: gradient.values.length },
        ...{ formulation: pass.formulations.get(input.formal) ?? '', error64, error32 },
        verdict: fails32 && verdict !== 'kink' ? 'fail' : verdict,
        remark: rounded instanceof Error ? rounded.message : fails32 ? 'ONNX Runtime differs in 32 bits' : remark,
      },
    ];
  });
}

/** The gradients by the names of the inputs. */
function gradientsOf({ graph, gradients }: BackwardPass, feeds: Feeds): Feeds {
  const made = evaluate(graph, feeds);
  return new Map(
    [...gradients].flatMap(([input, name]) => {
      const gradient = made.get(name);
      return gradient ? [[input, gradient] as const] : [];
    }),
  );
}

interface Judgement {
  /** null where it could not be measured. */
  readonly error: number | null;
  readonly verdict: GradientRow['verdict'];
  readonly moved: number;
  readonly remark: string;
}

/** The worst of so many directions. */
function worstOf(
  subject: NodeUnderTest,
  pass: BackwardPass,
  exact: Feeds,
  input: IsolatedInput,
  samples: number,
): Judgement {
  const found = Array.from({ length: samples }, (_, sample) => inOneDirection(subject, pass, exact, input, sample));
  const rankOf = ({ verdict }: Judgement): number => ['pass', 'flat', 'kink', 'fail'].indexOf(verdict);
  return found.reduce((worst, next) =>
    rankOf(next) > rankOf(worst) || (rankOf(next) === rankOf(worst) && (next.error ?? 0) > (worst.error ?? 0))
      ? next
      : worst,
  );
}

function inOneDirection(
  subject: NodeUnderTest,
  pass: BackwardPass,
  exact: Feeds,
  { name }: IsolatedInput,
  sample: number,
): Judgement {
  let last: Judgement = { error: null, verdict: 'kink', moved: 0, remark: '' };
  for (const attempt of attempts) {
    const { feeds, direction, measured } = subject.trial(name, sample, attempt);
    const gradient = (feeds === subject.feeds ? exact : gradientsOf(pass, feeds)).get(name);
    if (!gradient) throw new Error(`The gradient of "${name}" was not computed.`);
    last = compare(gradient, direction, measured);
    if (last.verdict === 'pass') return { ...last, remark: attempt.jitter === 0 ? '' : 'beside a kink' };
  }
  return last;
}

function compare(gradient: Tensor64, direction: Direction, measured: MeasuredSlope): Judgement {
  const moved = direction.places.length;
  if (!Number.isFinite(measured.central))
    return { error: null, verdict: 'kink', moved, remark: 'not finite beside it' };
  const { slope, size } = along(gradient, direction);
  const off = Math.abs(slope - measured.central);
  const scale = Math.max(size, Math.abs(measured.central));
  const judgement = { error: relative(off, scale), moved, remark: '' };
  if (scale > 0 && measured.noise > scale / 1000)
    return { ...judgement, verdict: 'flat', remark: 'too small to be measured' };
  const agrees = off <= tolerance64 * scale + measured.noise;
  return { ...judgement, verdict: agrees ? 'pass' : blame(measured, off) };
}

/** A wrong rule differs from both halves of the way alike; at a kink the halves differ from each other. */
function blame({ forth, back }: MeasuredSlope, off: number): 'kink' | 'fail' {
  return Math.abs(forth - back) >= off / 2 ? 'kink' : 'fail';
}

/** Gradients as small as this beside weights of about 1 are nothing but rounding in 32 bits. */
const negligible = 1e-4;

/** The largest difference over the largest value. */
function difference(found: Tensor64, wanted: Tensor64): number {
  let [largest, off] = [0, 0];
  wanted.values.forEach((value, i) => {
    const distance = Object.is(value, found.values[i]) ? 0 : Math.abs((found.values[i] ?? NaN) - value);
    off = Math.max(off, Number.isNaN(distance) ? Infinity : distance);
    largest = Math.max(largest, Math.abs(value));
  });
  return relative(off, Math.max(largest, negligible));
}

/** Always a number that a message can carry. */
function relative(off: number, scale: number): number {
  if (off === 0) return 0;
  const ratio = off / scale;
  return Number.isNaN(ratio) ? Number.MAX_VALUE : Math.min(ratio, Number.MAX_VALUE);
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
