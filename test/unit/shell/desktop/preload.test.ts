import { runInNewContext } from 'node:vm';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Grant, WindowShell } from '../../../../electron/contract/index.ts';
import { notices, verbs } from '../../../../electron/shell/desktop/verbs.ts';
import { inMainWorld, ipcRenderer } from './fakeElectron.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

type Listener = (event: { source: unknown; data: unknown; ports: readonly unknown[] }) => void;

const posted = vi.fn();
const listeners = new Set<Listener>();
/** The page's world: what the carried function finds there, and nothing of this module's. */
const page: Record<string, unknown> = {
  crypto: { randomUUID: () => crypto.randomUUID() },
  URLSearchParams,
  addEventListener: (_type: string, listener: Listener) => listeners.add(listener),
  removeEventListener: (_type: string, listener: Listener) => listeners.delete(listener),
};
let shell: WindowShell;
let source: unknown;

beforeAll(async () => {
  Object.assign(globalThis, { postMessage: posted, location: { origin: 'app://window' } });
  await import('../../../../electron/shell/desktop/preload.ts');
  const { func, args } = inMainWorld[0]!;
  // As Electron does it: the function's text in another world. A name from outside its body would not be found.
  runInNewContext(`(${func.toString()})(...args); page = globalThis`, Object.assign(page, { args }));
  shell = page['fovea'] as WindowShell;
  source = page['page'];
});

const deliver = (data: unknown, ports: readonly unknown[], from: unknown = source): void =>
  [...listeners].forEach((listener) => listener({ source: from, data, ports }));
const askedNonce = (): string => ipcRenderer.asked.filter(([verb]) => verb === verbs.openPort).at(-1)![1] as string;

test('the page gets exactly the verbs of WindowShell, and can’t change them', () => {
  expect(Object.keys(shell).sort()).toEqual(
    [
      ...['kind', 'openPort', 'photoUrl', 'lookUrl', 'labUrl', 'chooseFiles', 'chooseFolder', 'chooseList'],
      ...['chooseAnnotations', 'chooseTarget', 'grantDropped', 'grantTyped', 'reveal', 'onOpened'],
    ].sort(),
  );
  expect(Object.isFrozen(shell)).toBe(true);
  expect(Object.getOwnPropertyDescriptor(source, 'fovea')).toMatchObject({ writable: false, configurable: false });
});

test('a port from the main process is passed to the page with its nonce, to our origin alone', () => {
  const port = {};
  ipcRenderer.emit(notices.port, { ports: [port] }, 'the nonce');
  expect(posted).toHaveBeenCalledExactlyOnceWith('the nonce', 'app://window', [port]);
});

test('a port that came with the right nonce posts, listens and tells of its end', async () => {
  const raw: Record<string, unknown> = { postMessage: vi.fn() };
  const opening = shell.openPort();
  deliver(askedNonce(), [raw]);
  const port = await opening;
  const [onMessage, onClose] = [vi.fn(), vi.fn()];
  port.listen(onMessage, onClose);
  (raw['onmessage'] as (event: object) => void)({ data: 'hello' });
  (raw['onclose'] as () => void)();
  port.post({ type: 'stop', id: 1 });
  expect(onMessage).toHaveBeenCalledExactlyOnceWith('hello');
  expect(onClose).toHaveBeenCalledOnce();
  expect(raw['postMessage']).toHaveBeenCalledExactlyOnceWith({ type: 'stop', id: 1 });
});

test('a port with a wrong nonce, or from another window, is not taken', async () => {
  const good = { postMessage: vi.fn() };
  const bad = { postMessage: vi.fn() };
  const opening = shell.openPort();
  deliver('guessed', [bad]);
  deliver(askedNonce(), [bad], {});
  deliver(askedNonce(), [good]);
  (await opening).post({ type: 'stop', id: 2 });
  expect(bad.postMessage).not.toHaveBeenCalled();
  expect(good.postMessage).toHaveBeenCalledOnce();
  expect(listeners.size).toBe(0);
});

test('a picture’s address is its photo’s id, and a look’s lies in the page’s own origin', () => {
  expect(shell.photoUrl(12, 'thumbnail', { v: '3' })).toBe('photo://library/12/thumbnail?v=3');
  expect(shell.lookUrl('ab')).toBe('/look/ab');
  expect(shell.labUrl('ab', 'á b.png')).toBe('/lab/ab/%C3%A1%20b.png');
  expect(shell.photoUrl(12, 'full')).toBe('photo://library/12/full');
});

test('the paths of dropped files go to the main process; the page gets grants', async () => {
  const dropped = { files: [{ path: '/p/a.jpg' }, { path: '/p/trip' }, {}], items: [] };
  const progress = vi.fn();
  expect(await shell.grantDropped(dropped, progress)).toEqual([]);
  expect(ipcRenderer.asked.at(-1)).toEqual([verbs.grantPaths, ['/p/a.jpg', '/p/trip']]);
  expect(progress).toHaveBeenCalledExactlyOnceWith(3, 3);
});

test('files that the system opened reach the page as grants', () => {
  const opened = vi.fn();
  shell.onOpened?.(opened);
  const grants: Grant[] = [{ id: 'g', name: 'a.jpg', kind: 'photos' }];
  ipcRenderer.emit(notices.opened, {}, grants);
  expect(opened).toHaveBeenCalledExactlyOnceWith(grants);
  expect(ipcRenderer.asked.at(-1)?.[0]).toBe(verbs.ready);
});
