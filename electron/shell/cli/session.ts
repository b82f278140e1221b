import {
  connect,
  engine as engineContract,
  engineEvents,
  failure,
  type Client,
  type EngineContract,
  type EngineEvents,
  type ShellContract,
} from '../../contract/index.ts';
import { startEngine } from '../start/index.ts';
import { tell, watchOutput } from './output.ts';

/** What a command has while it runs. */
export interface Session {
  readonly engine: Client<EngineContract, EngineEvents>;
  readonly shell: Client<ShellContract>;
  /** Aborted by Ctrl+C, and when nobody reads the results any more. */
  readonly stop: AbortSignal;
}

/** Starts the engine for the length of one command. A second Ctrl+C does not wait for a clean end. */
export async function withEngine<T>(run: (session: Session) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  watchOutput(() => stopping.abort());
  const engineProcess = startEngine({ onCrash: ({ reason }) => tell(`The engine ended unexpectedly (${reason}).`) });
  const onSignal = (): void => {
    // A starter passes on a signal that the terminal has sent to everybody; those two come together.
    if (stopping.signal.aborted && Date.now() - stoppedMs > 500) process.exit(130);
    stoppedMs ||= Date.now();
    stopping.abort();
  };
  let stoppedMs = 0;
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    // Who waits for an event of an engine that has crashed would wait for ever.
    const gone = Promise.withResolvers<never>();
    const onGone = (): void => gone.reject(failure('engine/gone', {}));
    const engine = connect(engineContract, engineProcess.openWindow(), engineEvents, onGone);
    const ran = run({ engine, shell: engineProcess.shell, stop: stopping.signal });
    return await Promise.race([ran, gone.promise]);
  } finally {
    await engineProcess.stop();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
