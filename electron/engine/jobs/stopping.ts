import { failure } from '../../contract/index.ts';
import type { Scope } from '../../contract/index.ts';

/** A signal that gives up with the error that everybody understands as "stopped". */
export const stopNow = (controller: AbortController): void => controller.abort(failure('engine/stopped', {}));

/** The moment to give up of a call, as what child processes and fetches listen to. */
export function signalOf(scope: Pick<Scope<unknown>, 'onStop'>): AbortSignal {
  const controller = new AbortController();
  scope.onStop(() => stopNow(controller));
  return controller.signal;
}
