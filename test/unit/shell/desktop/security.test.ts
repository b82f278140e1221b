import { beforeEach, expect, test, vi } from 'vitest';
import type { Session, WebContents } from 'electron';
import * as security from '../../../../electron/shell/desktop/security.ts';
import { FakeContents, ipcAnswers, session } from './fakeElectron.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

const log = vi.fn();
beforeEach(() => log.mockClear());

test('pages are sandboxed, isolated, without Node, and keep web security', () => {
  expect(security.webPreferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('the content security policy admits our own files and pictures by id, nothing inline and nothing remote', () => {
  expect(security.contentSecurityPolicy).toContain("default-src 'self'; img-src 'self' photo:");
  expect(security.contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/);
});

test.each(['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'])(
  '%s is refused and logged',
  (name) => {
    const contents = new FakeContents();
    security.guardContents(contents as unknown as WebContents, log);
    const event = { preventDefault: vi.fn() };
    contents.emit(name, event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(log).toHaveBeenCalledWith(expect.stringMatching(/^refused: /));
  },
);

test('a new window is refused and logged', () => {
  const contents = new FakeContents();
  security.guardContents(contents as unknown as WebContents, log);
  expect(contents.windowOpen?.()).toEqual({ action: 'deny' });
  expect(log).toHaveBeenCalledWith('refused: new window');
});

test('every permission is refused, asked or checked', () => {
  security.guardSession(session.defaultSession as unknown as Session);
  const { setPermissionCheckHandler, setPermissionRequestHandler, setDevicePermissionHandler } = session.defaultSession;
  const answer = vi.fn();
  (setPermissionRequestHandler.mock.calls[0]![0] as (...words: unknown[]) => void)(null, 'media', answer);
  expect(answer).toHaveBeenCalledWith(false);
  expect((setPermissionCheckHandler.mock.calls[0]![0] as () => boolean)()).toBe(false);
  expect((setDevicePermissionHandler.mock.calls[0]![0] as () => boolean)()).toBe(false);
});

const main = { parent: null, url: 'app://window/index.html' };

test.each([
  ['a page of another origin', { parent: null, url: 'https://example.org/' }],
  ['a host that only begins like ours', { parent: null, url: 'app://window.example/' }],
  ['a frame inside our page', { parent: main, url: 'app://window/index.html' }],
  ['a frame that is gone', null],
])('a message from %s is refused and logged, and its answer never runs', (_who, senderFrame) => {
  const answer = vi.fn();
  security.answerWindow('window.test', answer, log);
  expect(() => ipcAnswers.get('window.test')!({ senderFrame, sender: null }, 1)).toThrow('refused');
  expect(answer).not.toHaveBeenCalled();
  expect(log).toHaveBeenCalledWith(expect.stringMatching(/^refused: window\.test from /));
});

test('a message from our main frame is answered', () => {
  const sender = new FakeContents();
  security.answerWindow('window.test', (input, from) => [input, from === (sender as unknown)], log);
  expect(ipcAnswers.get('window.test')!({ senderFrame: main, sender }, 7)).toEqual([7, true]);
});
