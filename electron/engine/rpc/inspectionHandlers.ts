import { failure } from '../../contract/index.ts';
import type { EngineContract, Handlers, InputOf, ProgressOf } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { signalOf } from '../jobs/index.ts';

type InspectionMethod = 'models.describe' | 'models.gradcheck' | 'devices.operators';
type Progress = ProgressOf<EngineContract['devices.operators']>;
type Network = InputOf<EngineContract['models.describe']>['network'];

/** What looks into a network; the runner does it, here its file is found. */
export function inspectionHandlers({ devices, grants, models, runner }: Engine) {
  const pathOf = async (network: Network): Promise<string> => {
    if ('model' in network) return (await models.find(network.model)).path;
    const [path] = grants.paths([network.grant], 'model');
    if (path === undefined) throw failure('library/grant-unknown', {});
    return path;
  };

  return {
    'models.describe': async ({ network, size }) =>
      runner.ask('models.describe', { path: await pathOf(network), size }),

    'models.gradcheck': async ({ network, ...asked }, scope) =>
      runner.ask(
        'models.gradcheck',
        { path: await pathOf(network), ...asked },
        { signal: signalOf(scope), onProgress: (step) => scope.progress(step) },
      ),

    'devices.operators': (_input, scope) => {
      const usable = devices.choice().verdicts.flatMap((verdict) => (verdict.usable ? [verdict.id] : []));
      const options = { signal: signalOf(scope), onProgress: (step: Progress) => scope.progress(step) };
      return runner.ask('devices.operators', { devices: usable }, options);
    },
  } satisfies Pick<Handlers<EngineContract>, InspectionMethod>;
}
