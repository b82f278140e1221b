import type { Scope } from '../../contract/index.ts';
import { signalOf } from '../jobs/index.ts';

/** A call's stop and progress, as long work takes them. */
export const watching = <P>(scope: Scope<P>) => ({
  signal: signalOf(scope),
  onProgress: (step: P) => scope.progress(step),
});
