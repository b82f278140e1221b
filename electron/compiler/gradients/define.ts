import type { Node, Tensor } from '../graph/graph.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import type { Shaped } from '../ops/define.ts';

/** A node whose output has a gradient, as the rules of its operator see it. Values are names. */
export interface GradientContext {
  readonly node: Node;
  /** Gradient of the loss with respect to the first output. */
  readonly dY: string;
  /** The same for any output by its formal name; null where the loss does not depend on it. */
  readonly gradientOf: (formal: string) => string | null;
  /** The same by position, for operators with any number of outputs. */
  readonly gradientAt: (position: number) => string | null;
  readonly input: (formal: string) => string;
  /** Whether an optional input is given. */
  readonly has: (formal: string) => boolean;
  /** Where the input under differentiation stands, for operators with any number of inputs. */
  readonly position: number;
  /** An output of the forward node; one that the node does not give yet (MaxPool's Indices) is added to it. */
  readonly output: (formal: string) => string;
  /** Lengths of any value, of what was just emitted too. */
  readonly shape: (value: string) => readonly number[];
  /** The numbers of a value that is the same in every run; else null. */
  readonly known: (value: string) => Tensor | null;
  readonly emit: TypedEmit;
}

/** Emits the gradient with respect to one input and returns its name. Its shape must be the input's. */
export type GradientRule = (context: GradientContext) => string;

/** One of several ways to compute the same gradient. */
export interface Formulation {
  readonly name: string;
  /** Whether it is right, and can pay, for this node; always where absent. */
  readonly applies?: (context: GradientContext) => boolean;
  readonly rule: GradientRule;
}

/**
 * Ways to compute the same gradient, the likely fastest first (docs/gradients.md has the measured table). Which one is
 * emitted is for the caller of `differentiate` to choose; without a choice it is the first that applies.
 */
export type Formulations = readonly Formulation[] | FormulationsByShape;

/** The same, where which is likely the fastest depends on the node: its shapes, its stride. */
export interface FormulationsByShape {
  readonly order: (context: GradientContext) => readonly Formulation[];
}

/** By formal input name; inputs that have none (axes, shapes) are absent and stop the gradient. */
export type GradientRules = Readonly<Record<string, GradientRule | Formulations>>;

/** 'none': the output is piecewise constant or not a number that could have a gradient. */
export type GradientTable = Readonly<Record<string, GradientRules | 'none'>>;

/** A place where one of several formulations must be chosen. */
export interface GradientSite {
  readonly node: Node;
  readonly formal: string;
  /** Of that input. */
  readonly position: number;
  /** What the node reads, by position: enough to build the same node elsewhere and to time it. */
  readonly inputs: readonly ({ readonly type: Shaped; readonly known: Tensor | null } | null)[];
  /** Operator, input, shapes, constants and attributes: sites with the same key want the same choice. */
  readonly key: string;
  /** Names of those that apply, in the order of the table; at least two. */
  readonly candidates: readonly string[];
}

/** @returns one of the candidates, or undefined for the first */
export type ChooseFormulation = (site: GradientSite) => string | undefined;
