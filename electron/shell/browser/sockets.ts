import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { ClosablePort, Message } from '../../contract/index.ts';
import type { Refusal } from './access.ts';

// A web socket carries one port: messages of the wire protocol, one JSON text each.

/** A query with a long list of ids stays far below. */
const maxMessageBytes = 16 * 1024 ** 2;

/** JSON drops what is undefined, and a schema would miss it. */
const encoded = (message: Message): string =>
  JSON.stringify(message, (_key, value: unknown) => (value === undefined ? null : value));

/** A web socket as a port. */
export function socketPort(socket: WebSocket): ClosablePort {
  return {
    post: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(encoded(message));
    },
    listen: (onMessage, onClose) => {
      socket.on('message', (raw: RawData) => {
        const message = parsed(raw);
        if (message === undefined) socket.close(1003, 'not JSON');
        else onMessage(message);
      });
      socket.once('close', onClose);
      // `close` follows; without a listener the error would end the process.
      socket.on('error', () => undefined);
    },
    close: () => socket.close(),
  };
}

/** Passes everything on between two ports, and the end of either. */
export function relay(a: ClosablePort, b: ClosablePort): void {
  a.listen(
    (message) => b.post(message as Message),
    () => b.close(),
  );
  b.listen(
    (message) => a.post(message as Message),
    () => a.close(),
  );
}

/** Takes web sockets on a server: each address has its own listener, each request is checked before it is accepted. */
export function acceptSockets(
  server: Server,
  refusalOf: (request: IncomingMessage) => Refusal | null,
  routes: Readonly<Record<string, (port: ClosablePort) => void>>,
): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  server.on('upgrade', (request, stream, head) => {
    const route = Object.hasOwn(routes, request.url ?? '') ? routes[request.url ?? ''] : undefined;
    const refusal = refusalOf(request) ?? (route ? null : { status: 404, why: 'Not Found' });
    if (refusal || !route) return refuse(stream, refusal?.status ?? 404);
    sockets.handleUpgrade(request, stream, head, (socket) => route(socketPort(socket)));
  });
  return sockets;
}

const refuse = (stream: Duplex, status: number): void => {
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

function parsed(raw: RawData): unknown {
  try {
    // Fragments arrive joined: `nodebuffer` is the default of binaryType.
    return JSON.parse((raw as Buffer).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
