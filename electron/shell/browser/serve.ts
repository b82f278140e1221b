import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { browserShell, connect, engine as engineContract, serve } from '../../contract/index.ts';
import { entries, type EngineProcess } from '../start/index.ts';
import {
  cookieFor,
  hostRefusal,
  newToken,
  originOf,
  readRefusal,
  tokenRefusal,
  writeRefusal,
  type Launch,
  type Refusal,
} from './access.ts';
import { openDrops, type Drops } from './drops.ts';
import { labAsked, lookAsked, pictureAsked, sendLocated } from './photos.ts';
import { sendText, setCommonHeaders } from './replies.ts';
import { shellVerbs } from './shellVerbs.ts';
import { acceptSockets, relay } from './sockets.ts';
import { receiveUpload } from './uploads.ts';
import { windowFiles, type WindowFile } from './windowFiles.ts';

export interface BrowserShell {
  /** The address to open, with the token of this launch. */
  readonly url: string;
  close(): Promise<void>;
}

interface BrowserShellOptions {
  /** 0 or none: any free port. */
  readonly port?: number;
  readonly windowDir?: string;
}

interface Place {
  readonly engine: EngineProcess;
  readonly launch: Launch;
  readonly drops: Drops;
  readonly files: ReadonlyMap<string, WindowFile>;
}

/** Serves the window and the engine to a browser on this machine, and to nobody else. */
export async function serveBrowser(
  engine: EngineProcess,
  { port = 0, windowDir = entries.windowDir }: BrowserShellOptions = {},
): Promise<BrowserShell> {
  const files = windowFiles(windowDir);
  const drops = openDrops(() => dataDirOf(engine));
  const server = createServer();
  const launch: Launch = { port: await listening(server, port), token: newToken() };
  const place: Place = { engine, launch, drops, files };

  server.on('request', (request, reply) => answer(place, request, reply));
  const sockets = acceptSockets(server, (request) => hostRefusal(launch, request) ?? writeRefusal(launch, request), {
    '/engine': (socket) => relay(socket, engine.openWindow()),
    '/shell': (socket) => serve(browserShell, shellVerbs(engine, drops), socket),
  });

  return {
    url: `${originOf(launch)}/?token=${launch.token}`,
    async close() {
      sockets.clients.forEach((socket) => socket.terminate());
      server.close();
      server.closeAllConnections();
      await drops.close();
    },
  };
}

/** Answers one request, or says why not. */
function answer(place: Place, request: IncomingMessage, reply: ServerResponse): void {
  const { launch, engine, drops } = place;
  setCommonHeaders(reply);
  const url = urlOf(launch, request);
  const wrongHost = hostRefusal(launch, request);
  if (wrongHost) return refuse(reply, wrongHost);
  if (!url) return refuse(reply, { status: 400, why: 'This is not an address.' });
  const token = url.pathname === '/' ? url.searchParams.get('token') : null;
  if (token !== null) return enter(launch, token, reply);

  const sending = request.method === 'PUT';
  if (!sending && request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(reply, { status: 405, why: 'GET, HEAD or PUT.' });
  }
  const refusal = sending ? writeRefusal(launch, request) : readRefusal(launch, request);
  if (refusal) return refuse(reply, refusal);
  if (sending) return void receiveUpload(drops, url, request, reply);
  const picture = pictureAsked(url);
  if (picture) return void sendLocated(() => engine.shell.ask('images.locate', picture), request, reply);
  const look = lookAsked(url);
  if (look !== null) return void sendLocated(() => engine.shell.ask('looks.locate', { look }), request, reply);
  const made = labAsked(url);
  if (made) return void sendLocated(() => engine.shell.ask('lab.locate', made), request, reply);
  sendFile(place.files.get(url.pathname), request, reply);
}

/** Trades the token for the cookie and sends the browser to an address without it. */
function enter(launch: Launch, token: string, reply: ServerResponse): void {
  const refusal = tokenRefusal(launch, token);
  if (refusal) return refuse(reply, refusal);
  reply.writeHead(303, { 'Set-Cookie': cookieFor(launch), Location: '/' }).end();
}

function sendFile(file: WindowFile | undefined, request: IncomingMessage, reply: ServerResponse): void {
  if (!file) return sendText(reply, 404, 'There is nothing here.');
  if (file.immutable) reply.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  reply.writeHead(200, { 'Content-Type': file.mediaType, 'Content-Length': file.body.length });
  reply.end(request.method === 'HEAD' ? undefined : file.body);
}

const refuse = (reply: ServerResponse, { status, why }: Refusal): void => {
  // A refused body is not read.
  reply.setHeader('Connection', 'close');
  sendText(reply, status, why);
};

const urlOf = (launch: Launch, { url = '' }: IncomingMessage): URL | null =>
  url.startsWith('/') ? URL.parse(`${originOf(launch)}${url}`) : null;

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** The folder in which the engine keeps the library. */
async function dataDirOf(engine: EngineProcess): Promise<string> {
  const window = engine.openWindow();
  try {
    return (await connect(engineContract, window).ask('app.about', undefined)).dataDir;
  } finally {
    window.close();
  }
}
