import type { IncomingMessage, ServerResponse } from 'node:http';
import { maxFileBytes, type Drops, type Received } from './drops.ts';
import { sendProblem, sendText } from './replies.ts';

/** The header with the file's path within what was dropped, percent-encoded. */
const pathHeader = 'x-fovea-path';

const answers: Readonly<Record<Received, readonly [status: number, text: string]>> = {
  kept: [204, ''],
  'unknown-drop': [404, 'There is no such drop.'],
  'bad-path': [400, 'This file name is not allowed.'],
  'too-large': [413, 'The file is too large.'],
};

/** Receives one file: PUT /drop/<id>, its bytes as they are. */
export async function receiveUpload(
  drops: Drops,
  { pathname }: URL,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  const received = await receive(drops, pathname.slice('/drop/'.length), request).catch((thrown: unknown) => {
    sendProblem(reply, thrown);
    return null;
  });
  if (received === null) return;
  // What was refused is not read to its end, and nothing else can travel behind it.
  if (received !== 'kept') reply.setHeader('Connection', 'close');
  const [status, text] = answers[received];
  if (status === 204) reply.writeHead(204).end();
  else sendText(reply, status, text);
}

async function receive(drops: Drops, drop: string, request: IncomingMessage): Promise<Received> {
  if (Number(request.headers['content-length'] ?? 0) > maxFileBytes) return 'too-large';
  const path = decoded(request.headers[pathHeader]);
  return path === null ? 'bad-path' : drops.receive(drop, path, request);
}

function decoded(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string') return null;
  try {
    return decodeURIComponent(header);
  } catch {
    return null; // not percent-encoded
  }
}
