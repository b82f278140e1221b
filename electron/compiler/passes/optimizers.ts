import { tensorFrom } from '../graph/tensor.ts';
import type { Extension } from './extension.ts';

// The update rules of training, each as one formula per parameter. p parameter, g gradient, η learning rate (a scalar
// value, as it changes from step to step), t the number of this step from 1 on, λ weight decay. All are PyTorch's.

export interface SgdOptions {
  readonly kind: 'sgd';
  /** μ; default 0: no momentum, no state. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

export interface AdamOptions {
  /** adamw takes the weight decay out of the gradient (Loshchilov and Hutter, "Decoupled weight decay", 2019). */
  readonly kind: 'adam' | 'adamw';
  /** Default 0.9 and 0.999. */
  readonly beta1?: number;
  readonly beta2?: number;
  /** Default 1e-8; outside the root. */
  readonly epsilon?: number;
}

export interface RmspropOptions {
  readonly kind: 'rmsprop';
  /** α; default 0.99. */
  readonly smoothing?: number;
  /** Default 1e-8; outside the root. */
  readonly epsilon?: number;
  /** μ; default 0. */
  readonly momentum?: number;
}

export type UpdateOptions = (SgdOptions | AdamOptions | RmspropOptions) & {
  /** λ; default 0. */
  readonly weightDecay?: number;
};

/** One parameter, as its update rule sees it. */
export interface UpdateContext {
  readonly emit: Extension;
  /** Names of values of the parameter's shape. */
  readonly p: string;
  readonly g: string;
  /** Scalars. */
  readonly rate: string;
  /** What all parameters need alike is emitted once: scalars of the step. */
  readonly shared: (key: string, make: () => string) => string;
  /** The state of that name from the last step (zeros before the first), and a way to hand it to the next. */
  readonly state: (name: string, next: (last: string) => string) => string;
}

/** Emits the update and returns the name of the new parameter. */
export type UpdateRule = (context: UpdateContext) => string;

/** The rule for a kind of optimizer. */
export function updateRule(options: UpdateOptions): UpdateRule {
  switch (options.kind) {
    case 'sgd':
      return sgd(options);
    case 'adam':
    case 'adamw':
      return adam(options);
    case 'rmsprop':
      return rmsprop(options);
  }
}

/** v ← μ · v + g;  p ← p − η · v, or with Nesterov p − η · (g + μ · v) */
const sgd =
  ({ momentum = 0, nesterov = false, weightDecay = 0 }: UpdateOptions & SgdOptions): UpdateRule =>
  (context) => {
    const { emit, p, rate, state } = context;
    const g = decayed(context, weightDecay);
    if (momentum === 0) return emit.sub(p, emit.mul(rate, g));
    const v = state('momentum', (last) => emit.add(emit.affine(last, momentum), g));
    return emit.sub(p, emit.mul(rate, nesterov ? emit.add(g, emit.affine(v, momentum)) : v));
  };

/**
 * m ← β₁ · m + (1 − β₁) · g;  v ← β₂ · v + (1 − β₂) · g²
 * p ← p − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε), for adamw from (1 − η · λ) · p
 *
 * Source: Kingma and Ba, "Adam", 2015, algorithm 1.
 */
const adam =
  ({ kind, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 }: UpdateOptions & AdamOptions): UpdateRule =>
  (context) => {
    const { emit, p, rate, state, shared } = context;
    const g = kind === 'adam' ? decayed(context, weightDecay) : context.g;
    const m = state('mean', (last) => emit.add(emit.affine(last, beta1), emit.affine(g, 1 - beta1)));
    const v = state('square', (last) => emit.add(emit.affine(last, beta2), emit.affine(emit.square(g), 1 - beta2)));
    const root = shared('root of correction', () => emit.sqrt(biasCorrection(emit, beta2)));
    const corrected = shared(`corrected ${rate}`, () =>
      emit.div(
        rate,
        shared('correction', () => biasCorrection(emit, beta1)),
      ),
    );
    const step = emit.mul(corrected, emit.div(m, emit.affine(emit.div(emit.sqrt(v), root), 1, epsilon)));
    if (kind === 'adam' || weightDecay === 0) return emit.sub(p, step);
    const kept = shared(`kept ${rate} ${weightDecay}`, () => emit.oneMinus(emit.affine(rate, weightDecay)));
    return emit.sub(emit.mul(p, kept), step);
  };

/** 1 − βᵗ, in 64 bits: in 32 the first steps would keep only three digits of 1 − 0.999. */
function biasCorrection(emit: Extension, beta: number): string {
  const step = emit.cast(emit.input('step', 'int64', []), 'float64');
  const power = emit.op('Pow', [emit.constant(tensorFrom('beta', 'float64', [], [beta])), step]);
  return emit.cast(emit.oneMinus(power), 'float32');
}

/** v ← α · v + (1 − α) · g²;  p ← p − η · g / (√v + ε), the last factor through momentum if there is one */
const rmsprop =
  ({ smoothing = 0.99, epsilon = 1e-8, momentum = 0, weightDecay = 0 }: UpdateOptions & RmspropOptions): UpdateRule =>
  (context) => {
    const { emit, p, rate, state } = context;
    const g = decayed(context, weightDecay);
    const v = state('square', (last) =>
      emit.add(emit.affine(last, smoothing), emit.affine(emit.square(g), 1 - smoothing)),
    );
    const scaled = emit.div(g, emit.affine(emit.sqrt(v), 1, epsilon));
    if (momentum === 0) return emit.sub(p, emit.mul(rate, scaled));
    return emit.sub(
      p,
      emit.mul(
        rate,
        state('momentum', (last) => emit.add(emit.affine(last, momentum), scaled)),
      ),
    );
  };

/** g + λ · p */
const decayed = ({ emit, p, g }: UpdateContext, weightDecay: number): string =>
  weightDecay === 0 ? g : emit.add(g, emit.affine(p, weightDecay));
