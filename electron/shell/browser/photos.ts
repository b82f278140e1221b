import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { engineForShell, LookId, type InputOf, type OutputOf, type ShellContract } from '../../contract/index.ts';
import { picturePolicy, sendProblem } from './replies.ts';

/** What an address under /photo/ asks for; null when it is none. */
export function pictureAsked({ pathname, searchParams }: URL): InputOf<ShellContract['images.locate']> | null {
  const [, photo, kind] = /^\/photo\/(\d{1,15})\/([a-z]+)$/.exec(pathname) ?? [];
  const asked = engineForShell['images.locate'].input.safeParse({
    ...{ photo: Number(photo), kind, model: searchParams.get('model'), fit: searchParams.get('fit') },
  });
  return asked.success ? asked.data : null;
}

/** The look whose pixels an address under /look/ names; null when it is none. */
export function lookAsked({ pathname }: URL): LookId | null {
  const look = LookId.safeParse(/^\/look\/(.*)$/.exec(pathname)?.[1]);
  return look.success ? look.data : null;
}

/** The picture of the lab that an address under /lab/ names; null when it is none. */
export function labAsked({ pathname }: URL): InputOf<ShellContract['lab.locate']> | null {
  const [, run, file = ''] = /^\/lab\/([^/]+)\/([^/]+)$/.exec(pathname) ?? [];
  const asked = engineForShell['lab.locate'].input.safeParse({ run, file: decoded(file) });
  return asked.success ? asked.data : null;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** Streams the file that the engine located; the window knows only numbers of photos and names of looks. */
export async function sendLocated(
  locate: () => Promise<OutputOf<ShellContract['images.locate']>>,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  try {
    const { path, mediaType, immutable } = await locate();
    await using file = await open(path);
    const { size, mtimeMs } = await file.stat();
    const tag = `"${size.toString(36)}-${mtimeMs.toString(36)}"`;
    reply.setHeader('ETag', tag);
    reply.setHeader('Cache-Control', immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache');
    reply.setHeader('Content-Security-Policy', picturePolicy);
    if (request.headers['if-none-match'] === tag) return void reply.writeHead(304).end();
    reply.writeHead(200, { 'Content-Type': mediaType, 'Content-Length': size });
    if (request.method === 'HEAD') return void reply.end();
    await pipeline(file.createReadStream({ autoClose: false }), reply);
  } catch (error) {
    sendProblem(reply, error);
  }
}
