import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { boxFileNames } from '../../../../electron/runner/vision/index.ts';
import { fittingBounds, readBounds } from '../../../../electron/shell/desktop/bounds.ts';
import { menuTemplate } from '../../../../electron/shell/desktop/menu.ts';
import { notices, verbs } from '../../../../electron/shell/desktop/verbs.ts';
import * as electron from './fakeElectron.ts';
import { app, BrowserWindow, dialog, FakeEngine, ipcAnswers } from './fakeElectron.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

const userFolder = mkdtempSync(join(tmpdir(), 'fovea-user-'));
afterAll(() => rmSync(userFolder, { recursive: true }));

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  app.getPath = () => userFolder;
  await import('../../../../electron/shell/desktop/main.ts');
  await vi.waitFor(() => expect(BrowserWindow.all).toHaveLength(1));
  // what happened before the first test, whose start clears the records
  atStart.sandbox = app.enableSandbox.mock.calls.length;
  atStart.registered = electron.protocol.registerSchemesAsPrivileged.mock.calls.length;
  atStart.schemes = electron.protocol.handle.mock.calls.map(([scheme]: unknown[]) => scheme);
  atStart.addresses = window().loadURL.mock.calls.flat();
});
const atStart = { sandbox: 0, registered: 0, schemes: [] as unknown[], addresses: [] as unknown[] };

const window = (): BrowserWindow => BrowserWindow.all[0]!;
const engine = (): FakeEngine => FakeEngine.all[0]!;
const ask = (verb: string, input?: unknown): unknown =>
  ipcAnswers.get(verb)!({ senderFrame: window().webContents.mainFrame, sender: window().webContents }, input);

test('the sandbox is on for every process, and both schemes are known before the program is ready', () => {
  expect(atStart).toMatchObject({ sandbox: 1, registered: 1, schemes: ['app', 'photo'] });
});

test('the window is sandboxed, loads our own address and shows itself when there is something to see', () => {
  expect(window().options['webPreferences']).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    preload: expect.stringMatching(/preload\.cjs$/) as string,
  });
  expect(atStart.addresses).toEqual(['app://window/index.html']);
  expect(window().show).not.toHaveBeenCalled();
  window().emit('ready-to-show');
  expect(window().show).toHaveBeenCalledOnce();
});

test('a window that asks for a port gets its end of a new channel, under the nonce it gave', async () => {
  await ask(verbs.openPort, 'nonce');
  expect(window().webContents.sent.at(-1)).toEqual([notices.port, 'nonce', [{ name: 'the window’s end' }]]);
  expect(engine().windows.at(-1)?.channel).toMatch(/^window-\d+$/);
});

test('chosen files become grants: the path goes to the engine, the window gets none', async () => {
  dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/p/a.jpg'] });
  expect(await ask(verbs.chooseFiles)).toEqual([{ id: 'g0', name: '/p/a.jpg', kind: 'photos' }]);
  expect(engine().asked.at(-1)).toEqual(['grants.add', { paths: ['/p/a.jpg'] }]);
});

test('a chosen list becomes a grant; the dialog offers tables', async () => {
  dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/p/set.csv'] });
  expect(await ask(verbs.chooseList)).toEqual({ id: 'g0', name: '/p/set.csv', kind: 'photos' });
  expect(engine().asked.at(-1)).toEqual(['grants.add', { paths: ['/p/set.csv'] }]);
  const [, { filters }] = dialog.showOpenDialog.mock.lastCall as unknown as [unknown, Electron.OpenDialogOptions];
  expect(filters?.[0]?.extensions).toContain('csv');
});

test('chosen annotations become a grant; the dialog offers what boxes are kept in', async () => {
  dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/p/a.xml', '/p/b.json'] });
  await ask(verbs.chooseAnnotations);
  expect(engine().asked.at(-1)).toEqual(['grants.add', { paths: ['/p/a.xml', '/p/b.json'] }]);
  const [, { filters }] = dialog.showOpenDialog.mock.lastCall as unknown as [unknown, Electron.OpenDialogOptions];
  const offered = filters?.[0]?.extensions ?? [];
  expect(offered).not.toContain('jpg');
  for (const extension of offered) expect(`boxes.${extension}`).toMatch(boxFileNames);
  for (const extension of ['xml', 'json', 'txt', 'csv']) expect(offered).toContain(extension);
});

test('a target for an export becomes a folder grant', async () => {
  dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/out'] });
  expect(await ask(verbs.chooseTarget)).toEqual({ id: 'f', name: '/out', kind: 'folder' });
  expect(engine().asked.at(-1)).toEqual(['grants.addFolder', { path: '/out' }]);
});

test('a dialog that was left grants nothing', async () => {
  const before = engine().asked.length;
  const { chooseFiles, chooseFolder, chooseAnnotations, chooseList, chooseTarget } = verbs;
  const answers = [];
  for (const verb of [chooseFiles, chooseFolder, chooseAnnotations, chooseList, chooseTarget])
    answers.push(await ask(verb));
  expect(answers).toEqual([[], [], [], null, null]);
  expect(engine().asked).toHaveLength(before);
});

test.each([
  [verbs.openPort, 7],
  [verbs.grantPaths, '/etc/passwd'],
  [verbs.grantPaths, [1]],
  [verbs.reveal, '/etc'],
])('%s refuses %j', async (verb, input) => {
  await expect(Promise.resolve().then(() => ask(verb, input))).rejects.toThrow();
});

test('revealing takes a photo’s id and asks the engine where it is', async () => {
  await ask(verbs.reveal, 3);
  expect(electron.shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith('/photos/a.jpg');
});

test('files of a second instance reach the listening window as grants, and it comes to the front', async () => {
  await ask(verbs.ready);
  app.emit('second-instance', {}, ['fovea', 'b.png'], '/trip');
  const path = resolve('/trip/b.png');
  await vi.waitFor(() =>
    expect(window().webContents.sent.at(-1)).toEqual([notices.opened, [{ id: 'g0', name: path, kind: 'photos' }]]),
  );
  expect(window().restore).toHaveBeenCalledOnce();
  expect(window().focus).toHaveBeenCalledOnce();
});

test('a page that fell is loaded again; one that keeps falling is reported', async () => {
  vi.useFakeTimers();
  for (let i = 0; i < 3; i++) {
    window().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await vi.advanceTimersByTimeAsync(5_000);
  }
  vi.useRealTimers();
  expect(window().webContents.reload).toHaveBeenCalledTimes(2);
  expect(dialog.showErrorBox).toHaveBeenCalledOnce();
});

test('the window’s place is kept, and used only where a screen still is', () => {
  window().emit('close');
  const kept = readBounds(join(userFolder, 'window.json'));
  expect(JSON.parse(readFileSync(join(userFolder, 'window.json'), 'utf8'))).toEqual(kept);
  expect(fittingBounds(kept, [{ x: 0, y: 0, width: 1920, height: 1080 }])).toEqual(kept);
  expect(fittingBounds(kept, [{ x: 5000, y: 0, width: 800, height: 600 }])).toEqual({ width: 900, height: 700 });
  expect(readBounds(join(userFolder, 'absent.json'))).toBeNull();
});

test('the menus add photos by key on every system, and only macOS has a program menu', () => {
  const actions = { addPhotos: vi.fn(), addFolder: vi.fn(), showNotices: vi.fn() };
  for (const platform of ['linux', 'win32', 'darwin'] as const) {
    const template = menuTemplate(platform, true, actions);
    const entries = template.flatMap(({ submenu }) => submenu as MenuItemConstructorOptions[]);
    expect(entries.map(({ accelerator }) => accelerator)).toContain('CmdOrCtrl+O');
    expect(template[0]?.role === 'appMenu').toBe(platform === 'darwin');
    expect(entries.some(({ role }) => role === 'toggleDevTools')).toBe(false);
  }
});

test('the program ends only after the engine has written what is pending', async () => {
  const event = { preventDefault: vi.fn() };
  app.emit('will-quit', event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
  expect(engine().asked.at(-1)).toEqual(['engine.close', undefined]);
});

test('a second instance ends itself at once', async () => {
  app.quit.mockClear();
  app.hasLock = false;
  vi.resetModules();
  await import('../../../../electron/shell/desktop/main.ts');
  expect(BrowserWindow.all).toHaveLength(1);
});
