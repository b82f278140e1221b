import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FoveaError, type Stop } from '../../../electron/contract/index.ts';
import { download, type DownloadTuning } from '../../../electron/engine/models/download.ts';
import { type Conduct, type FileServer, serveFiles } from '../../support/fileServer.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes and numbers that are the same in every run (Park and Miller's generator). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647);
}

const randomBytes = (count: number, seed: number): Buffer => {
  const next = seeded(seed);
  return Buffer.from(Uint8Array.from({ length: count }, () => next() & 255));
};

const never: Stop = { aborted: false, throwIfAborted: () => undefined };
const published = randomBytes(700_001, 1);
const other = randomBytes(700_001, 2);

let folder: string;
let server: FileServer;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fovea-download-'));
  path = join(folder, 'network.part');
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Case {
  readonly stop?: Stop;
  readonly tuning?: DownloadTuning;
  readonly at?: string;
  readonly onProgress?: (done: number) => void;
}

/** Serves each conduct at its own address, in order, and downloads from them. */
async function fetchFrom(conducts: readonly Conduct[], options: Case = {}): Promise<number[]> {
  server = await serveFiles(Object.fromEntries(conducts.map((conduct, i) => [`/${i}`, conduct])));
  return again(conducts.length, options);
}

async function again(mirrors: number, { stop = never, tuning, at = path, onProgress }: Case = {}): Promise<number[]> {
  const steps: number[] = [];
  const progress = ({ done }: { done: number }): void => {
    steps.push(done);
    onProgress?.(done);
  };
  const urls = Array.from({ length: mirrors }, (_, i) => server.url(`/${i}`));
  const wanted = { hash: sha256(published), bytes: published.length, name: 'Test', mirrors: urls, path: at };
  await download(wanted, { stop, progress }, tuning);
  return steps;
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (thrown: unknown) => (thrown instanceof FoveaError ? thrown.code : String(thrown)),
  );

const bytesAt = async (file: string): Promise<number | null> => (await stat(file).catch(() => null))?.size ?? null;

describe('a good mirror', () => {
  test('gives the published bytes, with progress that only grows and ends at all of them', async () => {
    const steps = await fetchFrom([{ bytes: published }]);
    expect(sha256(await readFile(path))).toBe(sha256(published));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(published.length);
  });

  test('is asked for no more than is missing', async () => {
    await writeFile(path, published.subarray(0, 300_000));
    await fetchFrom([{ bytes: published }]);
    expect(server.asked).toEqual([{ path: '/0', range: 'bytes=300000-' }]);
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });

  test('is not asked at all when every byte is there', async () => {
    await writeFile(path, published);
    await fetchFrom([{ bytes: published }]);
    expect(server.asked).toEqual([]);
  });

  test('may redirect', async () => {
    server = await serveFiles({ '/0': { bytes: published, redirectTo: '/file' }, '/file': { bytes: published } });
    await again(1);
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });

  test('may keep the length to itself', async () => {
    await fetchFrom([{ bytes: published, hidesLength: true }]);
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });
});

describe('a bad connection', () => {
  const next = seeded(7);
  const cuts = Array.from({ length: 6 }, () => 1 + (next() % (published.length - 1)));

  test.each(cuts)('cut after %i bytes is gone on with where it ended', async (cut) => {
    await fetchFrom([{ bytes: published, cutAfter: [cut] }]);
    expect(server.asked).toHaveLength(2);
    const from = Number(/^bytes=(\d+)-$/.exec(server.asked[1]?.range ?? '')?.[1] ?? 0);
    // What was still on its way when the connection broke is asked for again.
    expect(from).toBeLessThanOrEqual(cut);
    expect(from).toBeGreaterThan(cut - (1 << 17));
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });

  test('cut for good keeps what arrived, and a later start goes on there', async () => {
    const first = fetchFrom([{ bytes: published, cutAfter: [400_000, 0, 0, 0] }]);
    expect(await codeOf(first)).toBe('download/unreachable');
    const kept = (await bytesAt(path)) ?? 0;
    expect(kept).toBeGreaterThan(200_000);
    await server.close();
    await fetchFrom([{ bytes: published }]);
    expect(server.asked).toEqual([{ path: '/0', range: `bytes=${kept}-` }]);
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });

  test('to a server that ignores ranges starts again cleanly', async () => {
    await fetchFrom([{ bytes: published, cutAfter: [200_000], ignoresRange: true }]);
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });

  test('that stalls is given up and the next mirror goes on there', async () => {
    const began = performance.now();
    await fetchFrom([{ bytes: published, stallAfter: 100_000 }, { bytes: published }], { tuning: { stallMs: 500 } });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(server.asked.find(({ path: asked }) => asked === '/1')?.range).toBe('bytes=100000-');
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });

  test('that stalls everywhere says so', async () => {
    const stalled = fetchFrom([{ bytes: published, stallAfter: 10 }], { tuning: { stallMs: 150 } });
    await expect(stalled).rejects.toThrow(/nothing arrived for 1 s/);
    expect(await bytesAt(path)).toBe(10);
  });
});

test('a process that is killed in mid-download leaves bytes that the next one goes on with', async () => {
  server = await serveFiles({ '/0': { bytes: published, pieceBytes: 10_000, pauseMs: 5 } });
  const wanted = { hash: sha256(published), bytes: published.length, name: 'Test', mirrors: [server.url('/0')], path };
  const module = pathToFileURL(join(import.meta.dirname, '../../../electron/engine/models/download.ts')).href;
  const script = `
    const { download } = await import(${JSON.stringify(module)});
    const stop = { aborted: false, throwIfAborted() {} };
    const progress = ({ done }) => { if (done > 200000) process.kill(process.pid, 'SIGKILL'); };
    await download(${JSON.stringify(wanted)}, { stop, progress });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
  const left = (await bytesAt(path)) ?? 0;
  expect(left).toBeGreaterThan(200_000);
  await again(1);
  expect(server.asked.at(-1)?.range).toBe(`bytes=${left}-`);
  expect(sha256(await readFile(path))).toBe(sha256(published));
});

describe('a bad mirror', () => {
  test.each([404, 416, 500, 503])('that answers %i is passed over', async (status) => {
    await fetchFrom([{ bytes: published, status }, { bytes: published }]);
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });

  test('alone leads to a refusal that names its host and status', async () => {
    const refused = fetchFrom([{ bytes: published, status: 404 }]);
    await expect(refused).rejects.toMatchObject({ code: 'download/unreachable' });
    await expect(refused).rejects.toThrow(/127\.0\.0\.1:\d+: it answered with status 404/);
  });

  test('that serves other bytes is not believed: the next one is asked from the start', async () => {
    await fetchFrom([{ bytes: other }, { bytes: published }]);
    expect(server.asked).toEqual([
      { path: '/0', range: null },
      { path: '/1', range: null },
    ]);
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });

  test.each([
    ['other bytes', { bytes: other }],
    ['a shorter file', { bytes: published.subarray(0, 130) }],
    ['a longer file', { bytes: Buffer.concat([published, other]) }],
    ['a longer file of unknown length', { bytes: Buffer.concat([published, other]), hidesLength: true }],
  ])('with %s alone is an error, and nothing of it is kept', async (_, conduct) => {
    expect(await codeOf(fetchFrom([conduct]))).toBe('download/wrong-bytes');
    expect(await bytesAt(path)).toBeNull();
  });

  test('that left wrong bytes behind does not spoil a good one', async () => {
    await writeFile(path, other.subarray(0, 500_000));
    await fetchFrom([{ bytes: published }]);
    expect(server.asked.map(({ range }) => range)).toEqual(['bytes=500000-', null]);
    expect(sha256(await readFile(path))).toBe(sha256(published));
  });

  test('that redirects in circles is left after a few turns', async () => {
    server = await serveFiles({ '/0': { bytes: published, redirectTo: '/0' } });
    await expect(again(1)).rejects.toThrow(/redirects in circles/);
    expect(server.asked.length).toBeLessThan(10);
  });

  test('may not send us to an address outside without encryption', async () => {
    await expect(fetchFrom([{ bytes: published, redirectTo: 'http://example.org/network.onnx' }])).rejects.toThrow(
      /not secure \(http:\/\/example\.org\)/,
    );
  });

  test('that does not exist is named', async () => {
    server = await serveFiles({});
    const wanted = { hash: sha256(published), bytes: 9, name: 'Test', mirrors: ['http://127.0.0.1:1/x'], path };
    const refused = download(wanted, { stop: never, progress: () => undefined });
    await expect(refused).rejects.toThrow(/No mirror of "Test" could be reached: 127\.0\.0\.1:1/);
  });
});

test('stopping ends a slow download within 200 ms and keeps what arrived', async () => {
  let stoppedAt = 0;
  const stop = {
    aborted: false,
    throwIfAborted(): void {
      if (this.aborted) throw new FoveaError('engine/stopped', 'Stopped.', '');
    },
  };
  const onProgress = (done: number): void => {
    if (done < 50_000 || stop.aborted) return;
    stop.aborted = true;
    stoppedAt = performance.now();
  };
  const slow = { bytes: published, pieceBytes: 10_000, pauseMs: 20 };
  expect(await codeOf(fetchFrom([slow], { stop, onProgress }))).toBe('engine/stopped');
  expect(performance.now() - stoppedAt).toBeLessThan(200);
  expect(await bytesAt(path)).toBeGreaterThanOrEqual(50_000);
});

test('stopping answers within 200 ms while the mirror is silent', async () => {
  const stop = new AbortController();
  let stoppedAt = 0;
  setTimeout(() => {
    stoppedAt = performance.now();
    stop.abort();
  }, 150);
  const silent = fetchFrom([{ bytes: published, stallAfter: 1000 }], { stop: stop.signal });
  await expect(silent).rejects.toThrow(/aborted/);
  expect(performance.now() - stoppedAt).toBeLessThan(200);
  expect(await bytesAt(path)).toBe(1000);
});

describe('a full disk', () => {
  const disk = smallDisk();

  test.skipIf(disk === null)('is noticed before the first byte where the file cannot fit', async () => {
    const at = join(disk?.mount(512) ?? '', 'network.part');
    expect(await codeOf(fetchFrom([{ bytes: published }], { at }))).toBe('disk/full');
    expect(server.asked).toEqual([]);
    disk?.unmount();
  });

  test.skipIf(disk === null)('in mid-download keeps what was written, and goes on when there is room', async () => {
    const mount = disk?.mount(1024) ?? '';
    const at = join(mount, 'network.part');
    let isFilled = false;
    const onProgress = (done: number): void => {
      if (isFilled || done < 100_000) return;
      isFilled = true;
      execFileSync('sh', ['-c', `head -c 600000 /dev/zero > '${join(mount, 'photos')}' 2>/dev/null || true`]);
    };
    const slow = { bytes: published, pieceBytes: 20_000, pauseMs: 5 };
    expect(await codeOf(fetchFrom([slow], { at, onProgress }))).toBe('disk/full');
    expect(await bytesAt(at)).toBeGreaterThanOrEqual(100_000);
    await rm(join(mount, 'photos'));
    await again(1, { at });
    expect(sha256(await readFile(at))).toBe(sha256(published));
    disk?.unmount();
  });

  test('that fails a write is told in words', async () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const openSink = () =>
      Promise.resolve({
        writeFile: () => Promise.reject(full),
        truncate: () => Promise.resolve(),
        sync: () => Promise.resolve(),
        close: () => Promise.resolve(),
      });
    expect(await codeOf(fetchFrom([{ bytes: published }], { tuning: { openSink } }))).toBe('disk/full');
  });
});

/** A file system in memory of a few kilobytes; null where this user may not mount one. */
function smallDisk(): { mount(kilobytes: number): string; unmount(): void } | null {
  const run = (...command: readonly [string, ...string[]]): string =>
    execFileSync(command[0], command.slice(1), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const at = join(tmpdir(), `fovea-disk-${process.pid}`);
  const unmount = (): void => void run('umount', at);
  const mount = (kilobytes: number): string => {
    run('mkdir', '-p', at);
    run('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', at);
    return at;
  };
  try {
    mount(64);
    unmount();
    return { mount, unmount };
  } catch {
    return null;
  }
}
