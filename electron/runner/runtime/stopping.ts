import { failure, type Scope } from '../../contract/index.ts';

/** Aborts when whoever asked stops the call or goes away. */
export function signalOf(scope: Pick<Scope, 'onStop'>): AbortSignal {
  const controller = new AbortController();
  scope.onStop(() => controller.abort(failure('engine/stopped', {})));
  return controller.signal;
}
