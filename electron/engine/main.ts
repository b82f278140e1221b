// The engine's process. A shell starts it and speaks with it on the channel `shell`; every other channel is a window.

import { engine as windowContract, engineForShell, serve, shellChannel } from '../contract/index.ts';
import type { ClosablePort, Port } from '../contract/index.ts';
import { newEngine } from './engine.ts';
import { placesFrom } from './places.ts';
import { handlers } from './rpc/handlers.ts';
import { listenToParent } from './rpc/link.ts';
import { shellHandlers } from './rpc/shellHandlers.ts';

const engine = newEngine(placesFrom(process.env));
const end = (): void => process.exit(0);
const answersForWindows = handlers(engine);
const answersForShell = shellHandlers(engine, end);
const onUnexpected = (method: string, thrown: unknown): void => console.error(method, thrown);

/** A port that tells of its closing to us as well. */
const watched = (port: Port, onClosed: () => void): Port => ({
  post: (message) => port.post(message),
  listen: (onMessage, onClose) =>
    port.listen(onMessage, () => {
      onClosed();
      onClose();
    }),
});

const serveWindow = (port: ClosablePort): void => {
  engine.announcements.join(port);
  const leaving = watched(port, () => engine.announcements.leave(port));
  serve(windowContract, answersForWindows, leaving, onUnexpected);
};

listenToParent({
  onChannel(channel, port) {
    if (channel === shellChannel) serve(engineForShell, answersForShell, port, onUnexpected);
    else serveWindow(port);
  },
  onParentGone: () => void engine.close().finally(end),
});
