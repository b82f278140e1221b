import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import {
  channelsOf,
  connect,
  engineForShell,
  shellChannel,
  type Client,
  type Envelope,
  type ShellContract,
} from '../../contract/index.ts';
import { afterFall } from './backoff.ts';

// The engine is a utility process. The shell speaks to it on the process's own link; each window gets a message port
// whose far end the engine holds, so that what a window asks never passes through the main process.

export interface EngineProcess {
  /** The shell's own questions. Rejects with `engine/gone` when the engine falls while answering. */
  readonly ask: Client<ShellContract>['ask'];
  /** The window's end of a new channel to the running engine; waits while it is being started again. */
  openChannel(channel: string): Promise<MessagePortMain>;
  /** Lets the engine write what is pending, then ends it. */
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  /** Asked after falls in quick succession; true starts it once more. */
  readonly report: (exitCode: number) => Promise<boolean>;
}

interface Running {
  readonly child: UtilityProcess;
  readonly client: Client<ShellContract>;
}

/** Starts the engine and keeps it running until `close`. */
export function startEngine(options: EngineOptions): EngineProcess {
  let closing = false;
  let quickFalls = 0;
  let started = launch();

  function launch(): Promise<Running> {
    const since = Date.now();
    const child = utilityProcess.fork(options.entry, [], {
      serviceName: 'Fovea engine',
      env: { ...options.env },
      stdio: 'inherit',
    });
    const running = { child, client: shellClientOf(child) };
    child.once('exit', (code) => {
      options.log(`the engine ${code === 0 ? 'exited' : 'crashed'} (code ${code})`);
      if (!closing) started = again(code, Date.now() - since);
    });
    return new Promise((resolve) => child.once('spawn', () => resolve(running)));
  }

  async function again(code: number, ranMs: number): Promise<Running> {
    const next = afterFall(quickFalls, ranMs);
    if (next.kind === 'report') {
      quickFalls = 0;
      // Without the engine nothing can be answered; whoever waits goes on waiting until the program ends.
      return (await options.report(code)) ? launch() : new Promise<Running>(() => undefined);
    }
    quickFalls = next.falls;
    await new Promise((resolve) => setTimeout(resolve, next.waitMs));
    return launch();
  }

  return {
    ask: async (method, input, askOptions) => (await started).client.ask(method, input, askOptions),

    async openChannel(channel) {
      const { child } = await started;
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage({ channel }, [port1]);
      return port2;
    },

    async close() {
      closing = true;
      const { child, client } = await started;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      // It may be gone already, or end before its answer gets here; both are what we want.
      await client.ask('engine.close', undefined).catch(() => undefined);
      child.kill();
      await ended;
    },
  };
}

/** The shell's own channel over the process's link. */
function shellClientOf(child: UtilityProcess): Client<ShellContract> {
  const channels = channelsOf({
    post: (envelope) => child.postMessage(envelope),
    listen: (onEnvelope, onClose) => {
      child.on('message', (message) => onEnvelope(message as Envelope));
      child.once('exit', onClose);
    },
  });
  return connect(engineForShell, channels.port(shellChannel));
}
