import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { failure, type Client, type ShellContract } from '../../../../electron/contract/index.ts';
import {
  answerApp,
  answerPhoto,
  answerWindowFile,
  readLabUrl,
  readLookUrl,
  readPhotoUrl,
  schemes,
  windowFile,
} from '../../../../electron/shell/desktop/photoProtocol.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

type Ask = Client<ShellContract>['ask'];

const folder = mkdtempSync(join(tmpdir(), 'fovea-window-'));
writeFileSync(join(folder, 'index.html'), '<p>Fovea');
writeFileSync(join(folder, 'picture.jpg'), 'pixels');
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  'app://window/../secret',
  'app://window/%2e%2e/secret',
  'app://window/..%2fsecret',
  'app://window/..%5csecret',
  'app://window/a%00b',
  'app://window/%E0%A4%A',
  'app://elsewhere/index.html',
])('%s never leaves the window’s folder', (address) => {
  const file = windowFile('/built/window', address);
  expect(file === null || file.startsWith(join('/built/window/'))).toBe(true);
});

test.each(['app://window/..%2f..%2fsecret', 'app://elsewhere/index.html'])('%s is refused', async (address) => {
  expect(windowFile('/built/window', address)).toBeNull();
  expect((await answerWindowFile(folder)({ url: address })).status).toBe(404);
});

test('a file of the window comes with its type and the content security policy', async () => {
  const response = await answerWindowFile(folder)({ url: 'app://window/' });
  expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'self'");
  expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(await response.text()).toBe('<p>Fovea');
});

test('a picture’s address names a photo, a kind, and what the network sees', () => {
  const model = 'a'.repeat(64);
  expect(readPhotoUrl(`photo://library/12/network?model=${model}&fit=crop&v=3`)).toEqual({
    photo: 12,
    kind: 'network',
    model,
    fit: 'crop',
  });
});

test.each([
  'photo://library/etc/passwd',
  'photo://library/12/../../etc/passwd',
  'photo://library/0/view',
  'photo://library/12/everything',
  'photo://elsewhere/12/view',
  'photo://library/12/view?fit=stretch',
  'file:///etc/passwd',
])('%s is no picture’s address', async (address) => {
  const ask = vi.fn();
  expect((await answerPhoto(ask as unknown as Ask)({ url: address })).status).toBe(400);
  expect(ask).not.toHaveBeenCalled();
});

test('a picture is streamed from the file that the engine located, and may be cached when it never changes', async () => {
  const located = { path: join(folder, 'picture.jpg'), mediaType: 'image/jpeg', immutable: true };
  const response = await answerPhoto((() => Promise.resolve(located)) as unknown as Ask)({
    url: 'photo://library/1/view',
  });
  expect(await response.text()).toBe('pixels');
  expect(response.headers.get('Content-Type')).toBe('image/jpeg');
  expect(response.headers.get('Cache-Control')).toContain('immutable');
  // The map reads thumbnails into textures: our window may, no other page.
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('app://window');
});

test('a picture that is not there is a 404 with the reason', async () => {
  const ask = (() => Promise.reject(failure('photo/missing', {}))) as unknown as Ask;
  const response = await answerPhoto(ask)({ url: 'photo://library/1/view' });
  expect([response.status, await response.text()]).toEqual([404, 'The file is not there any more.']);
});

test('a look is streamed from the window’s own origin, beside the window’s files', async () => {
  const ask = vi.fn(() =>
    Promise.resolve({ path: join(folder, 'picture.jpg'), mediaType: 'application/gzip', immutable: true }),
  );
  const answer = answerApp(folder, ask as unknown as Ask);
  const look = 'b'.repeat(64);
  expect(await (await answer({ url: `app://window/look/${look}` })).text()).toBe('pixels');
  expect(ask).toHaveBeenCalledExactlyOnceWith('looks.locate', { look });
  expect(await (await answer({ url: 'app://window/index.html' })).text()).toBe('<p>Fovea');
});

test.each([
  `app://elsewhere/look/${'b'.repeat(64)}`,
  `photo://window/look/${'b'.repeat(64)}`,
  `app://window/look/${'b'.repeat(63)}`,
  'app://window/look/../index.html',
])('%s is no look’s address', (address) => {
  expect(readLookUrl(address)).toBeNull();
});

test('a picture of the lab is streamed from there too, by its run and its name', async () => {
  const ask = vi.fn(() =>
    Promise.resolve({ path: join(folder, 'picture.jpg'), mediaType: 'image/png', immutable: false }),
  );
  const response = await answerApp(folder, ask as unknown as Ask)({ url: 'app://window/lab/0000-aaaa/wie%20neu.png' });
  expect([await response.text(), response.headers.get('Cache-Control')]).toEqual(['pixels', 'no-store']);
  expect(ask).toHaveBeenCalledExactlyOnceWith('lab.locate', { run: '0000-aaaa', file: 'wie neu.png' });
});

test.each([
  'app://elsewhere/lab/0000-aaaa/a.png',
  'photo://window/lab/0000-aaaa/a.png',
  'app://window/lab/0000-aaaa/record.json',
  'app://window/lab/0000-aaaa/..%2Fa.png',
  'app://window/lab/0000-aaaa/..%5Ca.png',
  'app://window/lab/0000-aaaa/%00.png',
  'app://window/lab/0000-aaaa/%zz.png',
  'app://window/lab/../0000-aaaa/a.png',
  'app://window/lab/bin/a.png',
])('%s is no address of the lab', (address) => {
  expect(readLabUrl(address)).toBeNull();
});

test('both schemes are standard and secure', () => {
  expect(schemes.map(({ scheme, privileges }) => [scheme, privileges?.standard, privileges?.secure])).toEqual([
    ['app', true, true],
    ['photo', true, true],
  ]);
});
