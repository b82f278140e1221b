import { Clip, Relu } from '../gradients/activation.ts';
import type { Formulation, GradientRule, GradientRules, GradientTable } from '../gradients/define.ts';
import type { Graph } from '../graph/graph.ts';
import { differentiate, type Differentiated } from './differentiate.ts';

/**
 * Which way a picture of a unit is projected back to the pixels:
 *   'gradient'   the derivative itself (Simonyan et al., 2014)
 *   'deconvnet'  Relu cuts what is negative on the way back, whatever was cut on the way forward (Zeiler and Fergus,
 *                "Visualizing and Understanding Convolutional Networks", 2014, section 2.1). Max pooling puts each value
 *                at its switch, as the gradient does; of windows that share one the values are added, because one that
 *                overwrites another would put out a single activation wherever its neighbor has the same maximum
 *   'guided'     both cuts: of the forward and of the backward pass (Springenberg et al., "Striving for Simplicity",
 *                2015, section 3.4)
 */
export type Projection = 'gradient' | 'deconvnet' | 'guided';

export interface ProjectOptions {
  /** The layer whose units are projected. */
  readonly of: string;
  /** The value to project to, as a rule the picture. */
  readonly to: string;
  /** Input or value of the shape of `of`: the activations that are kept, all others 0. */
  readonly seed: string;
}

/**
 * Projects activations of one layer back to the pixels by `differentiate` with other rules for what cuts.
 *
 * Law: where every Relu input and every gradient is positive, the three are equal.
 *
 * @throws what `differentiate` throws
 */
export function project(graph: Graph, projection: Projection, { of, to, seed }: ProjectOptions): Differentiated {
  return differentiate(graph, { of, wrt: [to], seed, rules: rulesOf[projection] });
}

// dX = max(dY, 0)
const cutBackward: GradientRule = ({ dY, emit }) => emit.op('Relu', [dY]);

// The gradient itself, of max(dY, 0): cut where the forward pass cut, and where dY is negative.
const cutBoth =
  (rule: GradientRule): GradientRule =>
  (context) =>
    rule({ ...context, dY: cutBackward(context) });

/** The formulation of an input's gradient that always applies, which is the last. */
function plain(rules: GradientRules, formal: string): GradientRule {
  const found = rules[formal];
  const rule = Array.isArray(found) ? (found as readonly Formulation[]).at(-1)?.rule : found;
  if (typeof rule !== 'function') throw new Error(`There is no plain rule for ${formal}.`);
  return rule;
}

const rulesOf: Readonly<Record<Projection, GradientTable>> = {
  gradient: {},
  deconvnet: { Relu: { X: cutBackward }, Clip: { input: cutBackward } },
  guided: { Relu: { X: cutBoth(plain(Relu, 'X')) }, Clip: { input: cutBoth(plain(Clip, 'input')) } },
};
