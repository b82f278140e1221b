import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { browserShell, connect, engine, engineEvents, everything } from '../../electron/contract/index.ts';
import { socketPort } from '../../electron/shell/browser/sockets.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { foveaFile, startCommand } from '../support/command.ts';
import { addresses, addressesIn, checksums, isLoopback, watchedBy, whyNotWatched } from '../support/connections.ts';
import { temporaryFolder } from '../support/fovea.ts';

// "Offline: nothing was sent": no connection to anywhere but this machine, and the originals as they were.

const whyNot = whyNotWatched();
if (whyNot !== null) console.warn(`noSockets: ${whyNot}`);

const folder = temporaryFolder();
const photos = join(folder.path, 'photos');
const home = join(folder.path, 'home');
const env = {
  FOVEA_DATA_DIR: join(folder.path, 'library'),
  FOVEA_MODELS_DIR: join(folder.path, 'models'),
  // Where libraries keep what they mean to send.
  HOME: home,
  XDG_CACHE_HOME: undefined,
  // The program itself must see to it.
  ORT_DISABLE_TELEMETRY: undefined,
};
/** ONNX Runtime, were it let, would look its makers up some five seconds after the first session. */
const untilReportedMs = 12_000;
let before = '';

beforeAll(async () => {
  writeColorModel(env.FOVEA_MODELS_DIR);
  await writeColorPhoto(photos, 'red');
  await writeColorPhoto(join(photos, 'inner'), 'blue', 'blue.jpg');
  before = checksums(folder.path);
});
afterAll(() => folder.remove());

/**
 * Starts a command under watch; `reached` resolves after its end with all addresses, `elsewhere`
 * with those that are not this machine's. */
function watch(name: string, options: readonly string[]) {
  const log = join(folder.path, `${name}.strace`);
  const [strace, ...watching] = watchedBy(log);
  const { child, ended } = startCommand(strace, [...watching, process.execPath, ...options], env);
  const reached = ended.then(() => addressesIn(log, child.pid!));
  const elsewhere = reached.then((seen) => seen.filter((address) => !isLoopback(address)));
  return { child, ended, reached, elsewhere };
}

test('the reader of traces knows this machine from elsewhere', () => {
  const trace = `7 connect(20, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.216.34")}, 16) = 0
7 connect(21, {sa_family=AF_INET6, sin6_port=htons(9), inet_pton(AF_INET6, "::1", &sin6_addr)}, 28) = 0
7 connect(22, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0
7 sendto(23, ""..., 40, MSG_NOSIGNAL, {sa_family=AF_INET, sin_addr=inet_addr("127.0.0.53")}, 16) = 40`;
  expect(addresses(trace)).toEqual(['93.184.216.34', '::1', '127.0.0.53']);
  expect(addresses(trace).filter((address) => !isLoopback(address))).toEqual(['93.184.216.34']);
});

describe.skipIf(whyNot !== null)('nothing is sent anywhere', () => {
  test('by "fovea models list"', async () => {
    const { ended, elsewhere } = watch('list', [foveaFile, 'models', 'list']);
    expect((await ended).code).toBe(0);
    expect(await elsewhere).toEqual([]);
  });

  test('by "fovea classify"', async () => {
    const { ended, elsewhere } = watch('classify', [foveaFile, 'classify', photos, '--model', 'colors', '--json']);
    expect((await ended).code).toBe(0);
    expect(await elsewhere).toEqual([]);
  });

  test('by "npm start -- --check --browser", which says in one line that all is well', async () => {
    const start = ['electron/shell/start/start.ts', '--check', '--browser'];
    const { ended, reached, elsewhere } = watch('check', start);
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^Fovea works: .*colors on .*\n$/);
    // It asks its own window for its page: were that not seen, the watch would be blind.
    expect(await reached).toContain('127.0.0.1');
    expect(await elsewhere).toEqual([]);
  });

  test('by a session in the browser shell that imports and classifies', async () => {
    const start = ['electron/shell/start/start.ts', '--browser', '--no-open'];
    const { child, elsewhere } = watch('session', start);
    const url = await new Promise<URL>((resolve) =>
      child.stdout?.on('data', (text: string) => {
        const found = /http:\S+/.exec(text)?.[0];
        if (found !== undefined) resolve(new URL(found));
      }),
    );
    await importThrough(url, photos);
    await sleep(untilReportedMs);
    child.kill('SIGTERM');
    expect(await elsewhere).toEqual([]);
  });
});

test.skipIf(whyNot !== null)('after all that, no library has kept a record of its use in the home folder', () => {
  const found = existsSync(home) ? readdirSync(home, { recursive: true }) : [];
  expect(found.filter((name) => /onnxruntime|microsoft|telemetry/i.test(String(name)))).toEqual([]);
});

test.skipIf(whyNot !== null)('after all that, every original is what it was', () => {
  const kept = new Set(checksums(folder.path).split('\n'));
  expect(before.split('\n').filter((line) => !kept.has(line))).toEqual([]);
});

/** Enters with the token, has a folder imported as if its path were typed, and waits until it is classified. */
async function importThrough(url: URL, path: string): Promise<void> {
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const open = async (address: string) => {
    const socket = new WebSocket(`ws://${url.host}${address}`, { headers: { cookie, origin: url.origin } });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return socketPort(socket);
  };
  const shell = connect(browserShell, await open('/shell'));
  const window = connect(engine, await open('/engine'), engineEvents);
  const classified = new Promise<void>((resolve) =>
    window.on('jobs.changed', ({ kind, state }) => {
      if (kind === 'classification.run' && state === 'done') resolve();
    }),
  );
  const grants = await shell.ask('grants.typed', { path });
  await window.ask('library.import', { grants: grants.map(({ id }) => id) });
  await classified;
  const { total } = await window.ask('library.list', { filter: everything, order: 'added', offset: 0, limit: 10 });
  expect(total).toBe(2);
}
