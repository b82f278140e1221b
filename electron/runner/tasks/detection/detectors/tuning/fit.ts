import { GraphError } from '../../../../../compiler/index.ts';
import {
  fail,
  type DetectorSettings,
  type DeviceId,
  type KnownModel,
  type TrunkTuning,
} from '../../../../../contract/index.ts';
import { derived } from '../../../../vision/index.ts';
import { contextPx, regionNetwork, type RegionNetwork } from '../../regions/index.ts';
import type { Mix } from './batches.ts';
import { bytesOfStep, windowStep, type WindowStep } from './step.ts';

export interface FitRequest {
  readonly model: KnownModel;
  /** K */
  readonly classes: number;
  readonly settings: DetectorSettings;
  readonly tuning: TrunkTuning;
  readonly device: DeviceId;
}

/** A step, and the windows that it takes. */
export interface FittedStep extends WindowStep {
  readonly network: RegionNetwork;
  readonly mix: Mix;
}

/** Of results at hand at one time in a step. A constant: what is learned must not depend on what else the machine does. */
const mostBytes = 2e9;

/**
 * The step with as many windows as are wished for, or with fewer of both kinds where it would take too much memory.
 *
 * @throws training/not-trainable  an operator of the network has no gradient, or its input is too small
 * @throws model/*
 */
export async function fittedStep(request: FitRequest): Promise<FittedStep> {
  const { model, classes, settings, tuning, device } = request;
  const { name, preprocessing } = model.card;
  if (Math.min(preprocessing.width, preprocessing.height) <= 2 * contextPx)
    fail('training/not-trainable', {
      model: name,
      reason: 'its input is too small for windows and what is around them.',
    });
  let mix: Mix = { things: tuning.things, background: tuning.background };
  for (;;) {
    const batch = mix.things + mix.background;
    const network = await regionNetwork(model, { ...settings, form: 'exact', device, batch });
    const rng = derived(settings.seed, 'head of tuning');
    const step = trainable(name, () => windowStep(network, { classes, tuning, device, rng }));
    const share = mostBytes / bytesOfStep(step);
    if (share >= 1 || batch === 2) return { ...step, network, mix };
    const fewer = (count: number): number => Math.max(1, Math.floor(share * count));
    mix = { things: fewer(mix.things), background: fewer(mix.background) };
  }
}

function trainable<T>(model: string, make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    if (!(thrown instanceof GraphError)) throw thrown;
    return fail('training/not-trainable', { model, reason: thrown.message });
  }
}
