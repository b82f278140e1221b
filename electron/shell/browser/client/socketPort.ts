import { failure, type Message, type Port } from '../../../contract/index.ts';

/** JSON drops what is undefined, and a schema would miss it. */
const encoded = (message: Message): string =>
  JSON.stringify(message, (_key, value: unknown) => (value === undefined ? null : value));

/**
 * A port over a web socket to this page's own server.
 *
 * @throws engine/gone  nobody listens there
 */
export function openSocket(address: '/engine' | '/shell'): Promise<Port> {
  const socket = new WebSocket(`ws://${location.host}${address}`);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(portOf(socket)), { once: true });
    socket.addEventListener('close', () => reject(failure('engine/gone', {})), { once: true });
  });
}

function portOf(socket: WebSocket): Port {
  return {
    post: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encoded(message));
    },
    listen: (onMessage, onClose) => {
      socket.addEventListener('message', (event: MessageEvent<string>) => onMessage(JSON.parse(event.data)));
      if (socket.readyState === WebSocket.OPEN) socket.addEventListener('close', onClose, { once: true });
      else queueMicrotask(onClose);
    },
  };
}
