import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Long enough for the other end to read what was sent: a broken connection loses what is still on its way. */
const cutDelayMs = 150;

/** How the server treats one address. */
export interface Conduct {
  readonly bytes: Buffer;
  /** Answer with this status and nothing else. */
  readonly status?: number;
  /** Send the whole file with status 200, whatever part was asked for. */
  readonly ignoresRange?: boolean;
  /** Break the connection after this many bytes of each answer; [] of numbers: one per request, then never. */
  readonly cutAfter?: readonly number[];
  /** Pause between pieces of `pieceBytes`. */
  readonly pauseMs?: number;
  readonly pieceBytes?: number;
  /** Send this many bytes and then nothing, with the connection open. */
  readonly stallAfter?: number;
  readonly redirectTo?: string;
  /** Say nothing about the length. */
  readonly hidesLength?: boolean;
}

export interface FileServer {
  readonly origin: string;
  /** Requests so far: address and Range header. */
  readonly asked: readonly { readonly path: string; readonly range: string | null }[];
  url(path: string): string;
  close(): Promise<void>;
}

/** A web server on 127.0.0.1 that serves files badly in ways that are said beforehand. */
export async function serveFiles(files: Readonly<Record<string, Conduct>>): Promise<FileServer> {
  const asked: { path: string; range: string | null }[] = [];
  const times = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, range: request.headers.range ?? null });
    const time = times.get(path) ?? 0;
    times.set(path, time + 1);
    const conduct = files[path];
    if (conduct) void answer(conduct, time, request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, asked, url: (path) => `${origin}${path}`, close: () => closed(server) };
}

async function answer(
  conduct: Conduct,
  time: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { bytes, status, redirectTo, stallAfter = Infinity, pauseMs = 0, pieceBytes = 1 << 16 } = conduct;
  if (redirectTo !== undefined) return void response.writeHead(302, { location: redirectTo }).end();
  if (status !== undefined) return void response.writeHead(status).end();
  const body = bytes.subarray(begin(conduct, request, response));
  const cut = conduct.cutAfter?.[time] ?? Infinity;
  for (let at = 0; at < body.length; at += pieceBytes) {
    const end = Math.min(at + pieceBytes, cut, stallAfter);
    response.write(body.subarray(at, Math.max(at, end)));
    if (end >= stallAfter) return;
    if (end >= cut) return void setTimeout(() => response.destroy(), cutDelayMs);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (response.destroyed) return;
  }
  response.end();
}

/** Writes the head; returns where in the file the body begins. */
function begin(
  { bytes, ignoresRange, hidesLength }: Conduct,
  request: IncomingMessage,
  response: ServerResponse,
): number {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from === 0 || ignoresRange === true) {
    response.writeHead(200, hidesLength === true ? {} : { 'content-length': bytes.length });
    return 0;
  }
  if (from >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` });
    return bytes.length;
  }
  response.writeHead(206, {
    'content-length': bytes.length - from,
    'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
  });
  return from;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
