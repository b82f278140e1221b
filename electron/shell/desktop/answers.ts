import { BrowserWindow, shell, type WebContents } from 'electron';
import { PhotoId } from '../../contract/index.ts';
import { chooseAnnotations, chooseFiles, chooseFolder, chooseList, chooseTarget, grantsOf } from './dialogs.ts';
import type { EngineProcess } from './engineProcess.ts';
import { answerWindow } from './security.ts';
import { notices, verbs } from './verbs.ts';

/** Answers everything that the preload script may ask. Inputs come from a page and are parsed here. */
export function answerWindows(engine: EngineProcess, onReady: () => void, log: (line: string) => void): void {
  const answer = (verb: string, answerOne: (input: unknown, from: WebContents) => unknown): void =>
    answerWindow(verb, answerOne, log);
  let channels = 0;

  answer(verbs.openPort, async (nonce, from) => {
    if (typeof nonce !== 'string') throw new Error('refused');
    const port = await engine.openChannel(`window-${++channels}`);
    if (!from.isDestroyed()) from.postMessage(notices.port, nonce, [port]);
  });
  answer(verbs.chooseFiles, (_input, from) => chooseFiles(windowOf(from), engine.ask));
  answer(verbs.chooseFolder, (_input, from) => chooseFolder(windowOf(from), engine.ask));
  answer(verbs.chooseList, (_input, from) => chooseList(windowOf(from), engine.ask));
  answer(verbs.chooseAnnotations, (_input, from) => chooseAnnotations(windowOf(from), engine.ask));
  answer(verbs.chooseTarget, (_input, from) => chooseTarget(windowOf(from), engine.ask));
  answer(verbs.grantPaths, (paths) => grantsOf(engine.ask, stringsOf(paths)));
  answer(verbs.reveal, async (photo) => {
    const { path } = await engine.ask('photos.path', { photo: PhotoId.parse(photo) });
    shell.showItemInFolder(path);
  });
  answer(verbs.ready, onReady);
}

function windowOf(contents: WebContents): Electron.BrowserWindow {
  const window = BrowserWindow.fromWebContents(contents);
  if (!window) throw new Error('refused');
  return window;
}

function stringsOf(input: unknown): readonly string[] {
  if (!Array.isArray(input) || !input.every((path) => typeof path === 'string')) throw new Error('refused');
  return input;
}
