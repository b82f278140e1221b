import type { RunId } from '../../../contract/index.ts';

/** Runs that were asked to end early and keep their best. */
export interface Finishing {
  ask(run: RunId): void;
  isAsked(run: RunId): boolean;
  forget(run: RunId): void;
}

export function newFinishing(): Finishing {
  const asked = new Set<RunId>();
  return {
    ask: (run) => void asked.add(run),
    isAsked: (run) => asked.has(run),
    forget: (run) => void asked.delete(run),
  };
}
