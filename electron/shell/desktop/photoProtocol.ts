import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { CustomScheme } from 'electron';
import {
  engineForShell,
  LookId,
  problemOf,
  type Client,
  type InputOf,
  type OutputOf,
  type ShellContract,
} from '../../contract/index.ts';
import { contentSecurityPolicy, windowOrigin } from './security.ts';

// Two schemes. `app://window/…` is the built window, and nothing above its folder. `photo://library/<id>/<kind>` is one
// picture of one photo, by id: no address names a path, so a page can't reach a file that is not in the library.
// The id is in the path, since a standard scheme reads a host that is a number as an IPv4 address (12 → 0.0.0.12).

export const schemes: readonly CustomScheme[] = [
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  // The map draws thumbnails as textures, which asks to read them.
  { scheme: 'photo', privileges: { standard: true, secure: true, stream: true, corsEnabled: true } },
];

type PictureQuery = InputOf<ShellContract['images.locate']>;

/** What a picture's address asks for; null when it is not one of ours. */
export function readPhotoUrl(address: string): PictureQuery | null {
  const { protocol, host, pathname, searchParams } = new URL(address);
  const parts = /^\/(\d+)\/([a-z]+)$/.exec(pathname);
  if (protocol !== 'photo:' || host !== 'library' || !parts) return null;
  const query = engineForShell['images.locate'].input.safeParse({
    photo: Number(parts[1]),
    kind: parts[2],
    model: searchParams.get('model'),
    fit: searchParams.get('fit'),
  });
  return query.success ? query.data : null;
}

/** The look whose pixels an address of the window's own origin names; null when it is not one. */
export function readLookUrl(address: string): LookId | null {
  const { protocol, host, pathname } = new URL(address);
  const look = LookId.safeParse(/^\/look\/(.*)$/.exec(pathname)?.[1]);
  return protocol === 'app:' && host === 'window' && look.success ? look.data : null;
}

/** The picture of the lab that an address of the window's own origin names; null when it is not one. */
export function readLabUrl(address: string): InputOf<ShellContract['lab.locate']> | null {
  const { protocol, host, pathname } = new URL(address);
  const [, run, file = ''] = /^\/lab\/([^/]+)\/([^/]+)$/.exec(pathname) ?? [];
  const made = engineForShell['lab.locate'].input.safeParse({ run, file: decoded(file) });
  return protocol === 'app:' && host === 'window' && made.success ? made.data : null;
}

/** Streams the picture that an address names. */
export const answerPhoto =
  (ask: Client<ShellContract>['ask']) =>
  async (request: { readonly url: string }): Promise<Response> => {
    const query = readPhotoUrl(request.url);
    return query ? streamed(() => ask('images.locate', query)) : new Response('no such address', { status: 400 });
  };

/**
 * Answers the window's own origin: its files, the pixels of looks and the pictures of the lab. Those are read as numbers,
 * which a page may do with what comes from its origin only.
 */
export const answerApp = (folder: string, ask: Client<ShellContract>['ask']) => {
  const answerFile = answerWindowFile(folder);
  return async (request: { readonly url: string }): Promise<Response> => {
    const look = readLookUrl(request.url);
    if (look !== null) return streamed(() => ask('looks.locate', { look }));
    const made = readLabUrl(request.url);
    return made === null ? answerFile(request) : streamed(() => ask('lab.locate', made));
  };
};

/** The file that the engine located; where it has none, why. */
async function streamed(locate: () => Promise<OutputOf<ShellContract['images.locate']>>): Promise<Response> {
  try {
    const { path, mediaType, immutable } = await locate();
    const stream = Readable.toWeb(createReadStream(path)) as unknown as ReadableStream;
    return new Response(stream, {
      headers: {
        'Content-Type': mediaType,
        'Cache-Control': immutable ? 'private, max-age=31536000, immutable' : 'no-store',
        'X-Content-Type-Options': 'nosniff',
        // To our window and nobody else.
        'Access-Control-Allow-Origin': windowOrigin,
      },
    });
  } catch (thrown) {
    return new Response(problemOf(thrown).message, { status: 404 });
  }
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The file of an `app://window/…` address; null for another host and for whatever leaves the folder. */
export function windowFile(folder: string, address: string): string | null {
  const { protocol, host, pathname } = new URL(address);
  if (protocol !== 'app:' || host !== 'window') return null;
  const wanted = decoded(pathname);
  // A backslash is a separator on Windows only, and no file of ours has one.
  if (wanted === null || wanted.includes('\0') || wanted.includes('\\')) return null;
  const file = normalize(join(folder, wanted === '/' ? 'index.html' : wanted));
  return file.startsWith(normalize(folder) + sep) ? file : null;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** Serves the built window under the content security policy. */
export const answerWindowFile =
  (folder: string) =>
  async (request: { readonly url: string }): Promise<Response> => {
    const file = windowFile(folder, request.url);
    const bytes = file && (await readFile(file).catch(() => null));
    if (!file || !bytes) return new Response('not found', { status: 404 });
    return new Response(new Uint8Array(bytes), {
      headers: {
        'Content-Type': mediaTypes[extname(file)] ?? 'application/octet-stream',
        'Content-Security-Policy': contentSecurityPolicy,
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Opener-Policy': 'same-origin',
      },
    });
  };
