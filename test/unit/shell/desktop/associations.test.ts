import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import type { App } from 'electron';
import { expect, test, vi } from 'vitest';
import { filesOf, watchOpenings } from '../../../../electron/shell/desktop/associations.ts';

const fakeApp = (hasLock = true) => Object.assign(new EventEmitter(), { requestSingleInstanceLock: () => hasLock });
const watch = (app: object, words: readonly string[] = ['fovea'], onSecond = vi.fn()) =>
  watchOpenings(app as unknown as App, words, onSecond);

test('only one Fovea runs: the second is told so', () => {
  expect(watch(fakeApp(false))).toBeNull();
});

test('files on the command line are opened; the program, its folder and options are not', () => {
  const open = vi.fn();
  watch(fakeApp(), ['/bin/electron', '.', '--no-sandbox', '/p/a.JPG', 'net.onnx', 'notes.txt'])!.begin(open);
  expect(open).toHaveBeenCalledExactlyOnceWith(['/p/a.JPG', 'net.onnx'].map((path) => resolve(path)));
});

test('a second instance shows the window and hands its files over, from its own working folder', () => {
  const [app, open, onSecond] = [fakeApp(), vi.fn(), vi.fn()];
  watch(app, ['fovea'], onSecond)!.begin(open);
  app.emit('second-instance', {}, ['fovea', 'b.png'], '/trip');
  expect(onSecond).toHaveBeenCalledOnce();
  expect(open).toHaveBeenCalledExactlyOnceWith([resolve('/trip', 'b.png')]);
});

test('a second instance without files only shows the window', () => {
  const [app, open] = [fakeApp(), vi.fn()];
  watch(app)!.begin(open);
  app.emit('second-instance', {}, ['fovea'], '/');
  expect(open).not.toHaveBeenCalled();
});

test('a file that macOS opens before the window listens is kept until it does', () => {
  const [app, open] = [fakeApp(), vi.fn()];
  const event = { preventDefault: vi.fn() };
  const openings = watch(app)!;
  app.emit('open-file', event, '/p/early.jpg');
  openings.begin(open);
  app.emit('open-file', event, '/p/late.jpg');
  expect(event.preventDefault).toHaveBeenCalledTimes(2);
  expect(open.mock.calls).toEqual([[['/p/early.jpg']], [['/p/late.jpg']]]);
});

test('a window that is loaded again does not get the same files twice', () => {
  const open = vi.fn();
  const openings = watch(fakeApp(), ['fovea', '/p/a.jpg'])!;
  openings.begin(open);
  openings.begin(open);
  expect(open).toHaveBeenCalledOnce();
});

test('a word with a known ending is a file, whatever its case', () => {
  expect(filesOf(['/a.HEIC', '/b.jpeg.txt', '--c.jpg'], '/')).toEqual([resolve('/a.HEIC')]);
});
