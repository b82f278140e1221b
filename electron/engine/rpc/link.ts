import { channelsOf } from '../../contract/index.ts';
import type { ClosablePort, Envelope, Message, Port } from '../../contract/index.ts';

/** What the engine's process is connected with. */
export interface Connections {
  /** The shell, or a window that came through it. */
  readonly onChannel: (channel: string, port: ClosablePort) => void;
  /** The process that started this one has gone. */
  readonly onParentGone: () => void;
}

/** Listens to whoever started this process: Electron where it has a parent port, else a process that forked it. */
export function listenToParent(connections: Connections): void {
  const { parentPort } = process as unknown as { parentPort?: ElectronPort };
  if (parentPort) listenToElectron(parentPort, connections);
  else listenToFork(connections);
}

function listenToFork({ onChannel, onParentGone }: Connections): void {
  const link = {
    post: (envelope: Envelope) => {
      if (process.connected) process.send?.(envelope, undefined, {}, () => undefined);
    },
    listen: (onEnvelope: (envelope: Envelope) => void, onClose: () => void) => {
      process.on('message', (message) => onEnvelope(message as Envelope));
      process.once('disconnect', () => {
        onClose();
        onParentGone();
      });
    },
  };
  channelsOf(link, onChannel);
}

// ----- Electron: envelopes on the parent port, and a port of its own for each window that was given one

interface ElectronPort {
  on(event: 'message', listener: (event: { data: unknown; ports: readonly ElectronMessagePort[] }) => void): void;
  postMessage(message: unknown): void;
}

interface ElectronMessagePort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

function listenToElectron(parentPort: ElectronPort, { onChannel }: Connections): void {
  const link = {
    post: (envelope: Envelope) => parentPort.postMessage(envelope),
    listen: (onEnvelope: (envelope: Envelope) => void) => {
      parentPort.on('message', ({ data, ports: [port] }) => {
        const envelope = data as Envelope;
        if (port) onChannel(envelope.channel, portOf(port));
        else onEnvelope(envelope);
      });
    },
  };
  channelsOf(link, onChannel);
}

const portOf = (port: ElectronMessagePort): ClosablePort => ({
  post: (message: Message) => port.postMessage(message),
  listen: (onMessage: Parameters<Port['listen']>[0], onClose: () => void) => {
    port.on('message', ({ data }) => onMessage(data));
    port.on('close', onClose);
    port.start();
  },
  close: () => port.close(),
});
