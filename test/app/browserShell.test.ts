import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  browserShell,
  connect,
  engine as engineContract,
  engineEvents,
  everything,
  type Client,
  type Contract,
  type Events,
} from '../../electron/contract/index.ts';
import { socketPort } from '../../electron/shell/browser/sockets.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';

// The browser shell as `npm start -- --browser` runs it, asked over real HTTP and real web sockets.

const folder = temporaryFolder();
let running: RunningFovea;
let port = 0;
let token = '';
let cookie = '';

beforeAll(async () => {
  const modelsDir = join(folder.path, 'models');
  writeColorModel(modelsDir);
  running = await startFovea({ modelsDir });
  const url = new URL(running.url);
  port = Number(url.port);
  token = url.searchParams.get('token') ?? '';
  const entered = await ask(`/?token=${token}`, { cookie: '' });
  cookie = String(entered.headers['set-cookie']?.[0]).split(';')[0] ?? '';
}, 180_000);

afterAll(async () => {
  await running.stop();
  folder.remove();
});

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request with exactly these headers; node's own client allows a false Host, which fetch does not. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = { host: `127.0.0.1:${port}`, cookie, ...headers };
    const asked = request({ host: '127.0.0.1', port, path, method, headers: sent }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

const status = async (...asked: Parameters<typeof ask>): Promise<number> => (await ask(...asked)).status;
const origin = (): string => `http://127.0.0.1:${port}`;

/** Opens a web socket; resolves with it, or with the status of the refusal. */
function openSocket(path: string, headers: Record<string, string>): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_asked, reply) => resolve(reply.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
}

async function client<C extends Contract, E extends Events>(
  path: string,
  contract: C,
  events: E,
): Promise<Client<C, E>> {
  const socket = await openSocket(path, { cookie, origin: origin() });
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return connect(contract, socketPort(socket), events);
}

describe('who is let in', () => {
  test('nobody without a token or a cookie', async () => expect(await status('/', { cookie: '' })).toBe(403));
  test('nobody with a wrong token', async () =>
    expect(await status(`/?token=${'x'.repeat(32)}`, { cookie: '' })).toBe(403));
  test('nobody with a wrong cookie', async () =>
    expect(await status('/', { cookie: `fovea-${port}=${'x'.repeat(32)}` })).toBe(403));

  test('the token buys a cookie that scripts and other sites cannot use, and leaves the address', async () => {
    const { status: code, headers } = await ask(`/?token=${token}`, { cookie: '' });
    expect({ code, location: headers.location }).toEqual({ code: 303, location: '/' });
    expect(headers['set-cookie']?.[0]).toMatch(/^fovea-\d+=\S{32}; HttpOnly; SameSite=Strict; Path=\/$/);
  });

  test.each(['localhost', 'evil.example', '127.0.0.1', '[::1]'])('no other Host than its own: %s', async (host) =>
    expect(await status('/', { host: host === '127.0.0.1' ? host : `${host}:${port}` })).toBe(421),
  );

  test('no page of another site or of another local port may embed its pictures', async () => {
    expect(await status('/photo/1/full', { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status('/photo/1/full', { 'sec-fetch-site': 'same-site' })).toBe(403);
  });

  test('nothing may be sent from another origin, or from none', async () => {
    expect(await status('/drop/1', { origin: 'http://evil.example', 'x-fovea-path': 'a.jpg' }, 'PUT', 'x')).toBe(403);
    expect(await status('/drop/1', { 'x-fovea-path': 'a.jpg' }, 'PUT', 'x')).toBe(403);
  });

  test.each(['POST', 'DELETE', 'OPTIONS', 'PATCH'])('%s is not spoken here', async (method) =>
    expect(await status('/', { origin: origin() }, method)).toBe(405),
  );

  test('no web socket without the cookie, from another origin, for another host or to another address', async () => {
    expect(await openSocket('/engine', { origin: origin() })).toBe(403);
    expect(await openSocket('/engine', { cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await openSocket('/engine', { cookie })).toBe(403);
    expect(await openSocket('/engine', { cookie, origin: origin(), host: `localhost:${port}` })).toBe(421);
    expect(await openSocket('/else', { cookie, origin: origin() })).toBe(404);
  });

  test('another launch has another token', async () => {
    const other = await startFovea();
    await other.stop();
    expect(new URL(other.url).searchParams.get('token')).not.toBe(token);
  });
});

describe('what is served', () => {
  test('the window, with the script of this shell before its own', async () => {
    const { status: code, body } = await ask('/');
    expect(code).toBe(200);
    expect(body.indexOf('./shell.js')).toBeGreaterThan(0);
    expect(body.indexOf('./shell.js')).toBeLessThan(body.indexOf('type="module"'));
    expect(await status('/shell.js')).toBe(200);
  });

  test('under a policy that allows nothing inline and nothing from elsewhere', async () => {
    const { headers } = await ask('/');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  test('the page itself keeps to that policy', async () => {
    const { body } = await ask('/');
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:\/\//);
  });

  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
    '/..\\package.json',
    '//etc/passwd',
    '/index.html%00',
    '/window.stamp',
  ])('nothing outside the built window: %s', async (path) => expect(await status(path)).toBe(404));

  test('no listing of a folder', async () => {
    expect(await status('/assets/')).toBe(404);
    expect(await status('/assets')).toBe(404);
    expect(await status('/drop/')).toBe(404);
  });

  test.each([
    '/photo/0/full',
    '/photo/999999/thumbnail',
    '/photo/1/raw',
    '/photo/../1/full',
    '/photo//etc/passwd/full',
    `/look/${'0'.repeat(64)}`,
    '/look/../index.html',
    '/lab/00000000/a.png',
    '/lab/00000000/..%2F..%2Flibrary.png',
    '/lab/00000000/%zz.png',
  ])('no picture that is not a photo of the library: %s', async (path) => expect(await status(path)).toBe(404));
});

describe('a session', () => {
  test('dropped photos arrive, are imported and classified, and are shown by number', async () => {
    const red = await writeColorPhoto(folder.path, 'red');
    const bytes = readFileSync(red);
    const shell = await client('/shell', browserShell, {});
    const window = await client('/engine', engineContract, engineEvents);
    const { drop } = await shell.ask('drops.begin', undefined);
    const sent = await put(drop, 'sea side/red één.png', bytes);
    expect(sent.status).toBe(204);
    const grants = await shell.ask('drops.finish', { drop });
    expect(grants).toMatchObject([{ kind: 'photos' }]);

    const ended = Promise.withResolvers<string>();
    window.on('jobs.changed', ({ kind, state }) => {
      if (kind === 'classification.run' && ['done', 'failed', 'stopped'].includes(state)) ended.resolve(state);
    });
    await window.ask('library.import', { grants: grants.map(({ id }) => id) });
    expect(await ended.promise).toBe('done');

    const listed = await window.ask('library.list', { filter: everything, order: 'added', offset: 0, limit: 10 });
    expect(listed.photos).toMatchObject([{ fileName: 'red één.png', best: { className: 'red' } }]);
    const shown = await ask(`/photo/${listed.photos[0]!.id}/thumbnail`);
    expect(shown).toMatchObject({ status: 200, headers: { 'x-content-type-options': 'nosniff' } });
    expect(shown.headers['content-type']).toMatch(/^image\//);
    expect(shown.headers['content-security-policy']).toContain('sandbox');
    const again = await status(`/photo/${listed.photos[0]!.id}/thumbnail`, {
      'if-none-match': shown.headers.etag ?? '',
    });
    expect(again).toBe(304);
  });

  test('a file that would land outside its drop is refused', async () => {
    const shell = await client('/shell', browserShell, {});
    const { drop } = await shell.ask('drops.begin', undefined);
    for (const path of ['../../evil.jpg', '/tmp/evil.jpg', 'a/../../evil.jpg', '..\\evil.jpg']) {
      expect((await put(drop, path, Buffer.from('x'))).status).toBe(400);
    }
    expect(existsSync(join(running.dataDir, 'evil.jpg'))).toBe(false);
    expect(readdirSync(join(running.dataDir, 'dropped')).filter((name) => name.includes('evil'))).toEqual([]);
  });

  test('a drop that nobody began is refused, and so is one that is too large', async () => {
    expect((await put('00000000-0000-0000-0000-000000000000', 'a.jpg', Buffer.from('x'))).status).toBe(404);
    const sent = { origin: origin(), 'x-fovea-path': 'a.jpg', 'content-length': String(5 * 1024 ** 3) };
    expect(await statusOfUnfinished('/drop/1', sent)).toBe(413);
  });

  test('a typed path is granted, one that is not there is refused in words', async () => {
    const shell = await client('/shell', browserShell, {});
    expect(await shell.ask('grants.typed', { path: folder.path })).not.toEqual([]);
    expect(await shell.ask('target.typed', { path: folder.path })).toMatchObject({ kind: 'folder' });
    await expect(shell.ask('grants.typed', { path: '/no/such/place' })).rejects.toMatchObject({
      code: 'library/path-missing',
    });
    await expect(shell.ask('grants.typed', { path: 'relative/place' })).rejects.toMatchObject({
      code: 'library/path-missing',
    });
  });

  test('what is not JSON closes the socket and nothing else', async () => {
    const socket = await openSocket('/engine', { cookie, origin: origin() });
    if (typeof socket === 'number') throw new Error('refused');
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.send('{');
    expect(await closed).toBe(1003);
    expect(await status('/')).toBe(200);
  });
});

const put = (drop: string, path: string, bytes: Buffer): Promise<Response> =>
  fetch(`${origin()}/drop/${drop}`, {
    method: 'PUT',
    headers: { cookie, origin: origin(), 'x-fovea-path': encodeURIComponent(path) },
    body: new Uint8Array(bytes),
  });

/** The answer to a request whose body never comes. */
function statusOfUnfinished(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = { host: `127.0.0.1:${port}`, cookie, ...headers };
    const asked = request({ host: '127.0.0.1', port, path, method: 'PUT', headers: sent }, (reply) => {
      resolve(reply.statusCode ?? 0);
      asked.destroy();
    });
    asked.once('error', reject);
    asked.flushHeaders();
  });
}
