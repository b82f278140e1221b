import {
  failure,
  type InputOf,
  type LabMethod,
  type LabResult,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../contract/index.ts';
import { onDeviceOrCpu, type Turn } from '../../runtime/index.ts';
import { makeActivations } from './activations.ts';
import { attack } from './breaking/attack.ts';
import { fooling } from './breaking/fooling.ts';
import { linear } from './breaking/linear.ts';
import { robustness } from './breaking/robustness.ts';
import { makeEvidence } from './evidence/make.ts';
import { filters } from './filters.ts';
import { makeProjection } from './projection.ts';
import { fastStyle } from './synthesis/fastStyle.ts';
import { interpolation } from './synthesis/interpolation.ts';
import { inversion } from './synthesis/inversion.ts';
import { maximize } from './synthesis/maximize.ts';
import { style } from './synthesis/style.ts';
import type { LabMade, LabMaker } from './work.ts';

type Method = RunnerContract['lab.make'];

const makers: { readonly [M in LabMethod]?: LabMaker<M> } = {
  evidence: makeEvidence,
  projection: makeProjection,
  activations: makeActivations,
  attack,
  fooling,
  linear,
  robustness,
  maximize,
  inversion,
  interpolation,
  style,
  'fast-style': fastStyle,
  filters,
};

/**
 * Makes one thing of the lab.
 *
 * @throws photo/*, model/*, lab/*, runner/no-device, disk/full, engine/stopped
 */
export async function makeInLab(
  { device: wished, settings, ...asked }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<LabResult> {
  const started = performance.now();
  const nothing = { loss: null, frame: null, map: null };
  const { result, fellBack } = await onDeviceOrCpu(wished, (device) =>
    made(settings.method, {
      ...{ ...asked, settings, device, turn, stop: scope.stop },
      progress: (step: Parameters<typeof scope.progress>[0] | object) =>
        scope.progress({ ...nothing, ...(step as ProgressOf<Method>) }),
    }),
  );
  const empty = { pictures: [], frames: [], maps: [], curves: [], answers: [], measures: {} };
  return { ...empty, ...result, elapsedMs: performance.now() - started, fellBack };
}

/** The table's entry and the settings are of one method, which the types of a table cannot say. */
function made(method: LabMethod, work: object): Promise<LabMade<LabMethod>> {
  const maker = makers[method] as ((work: object) => Promise<LabMade<LabMethod>>) | undefined;
  if (!maker) throw failure('lab/unfit', { reason: `"${method}" is not known.` });
  return maker(work);
}
