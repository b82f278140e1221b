import { dialog, type MessageBoxOptions, type OpenDialogOptions } from 'electron';
import type { Client, Grant, ShellContract } from '../../contract/index.ts';
import { annotationExtensions, listExtensions, modelExtensions, photoExtensions } from './associations.ts';

// The user points at files here and nowhere else. Paths go to the engine; the window gets grants.

type Ask = Client<ShellContract>['ask'];

/** Photos, .onnx files or folders of photos. Empty when the user thought better of it. */
export async function chooseFiles(window: Electron.BrowserWindow, ask: Ask): Promise<readonly Grant[]> {
  return grantsOf(
    ask,
    await chosen(window, {
      title: 'Add photos or a network',
      buttonLabel: 'Add',
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: 'Photos and networks', extensions: [...photoExtensions, ...modelExtensions] },
        { name: 'Photos', extensions: [...photoExtensions] },
        { name: 'Networks', extensions: [...modelExtensions] },
        { name: 'All files', extensions: ['*'] },
      ],
    }),
  );
}

export async function chooseFolder(window: Electron.BrowserWindow, ask: Ask): Promise<readonly Grant[]> {
  return grantsOf(
    ask,
    await chosen(window, {
      title: 'Add folders of photos',
      buttonLabel: 'Add',
      properties: ['openDirectory', 'multiSelections'],
    }),
  );
}

/** A table of photos and their classes; null when the user thought better of it. */
export async function chooseList(window: Electron.BrowserWindow, ask: Ask): Promise<Grant | null> {
  const paths = await chosen(window, {
    title: 'Choose a list of photos and their classes',
    buttonLabel: 'Choose',
    properties: ['openFile'],
    filters: [
      { name: 'Lists', extensions: [...listExtensions] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  const [list] = await grantsOf(ask, paths);
  return list ?? null;
}

/** Files of boxes in any of the formats that are read. Empty when the user thought better of it. */
export async function chooseAnnotations(window: Electron.BrowserWindow, ask: Ask): Promise<readonly Grant[]> {
  return grantsOf(
    ask,
    await chosen(window, {
      title: 'Choose files of boxes',
      buttonLabel: 'Import',
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: 'Annotations', extensions: [...annotationExtensions] },
        { name: 'All files', extensions: ['*'] },
      ],
    }),
  );
}

/** The folder an export is written into; null when the user thought better of it. */
export async function chooseTarget(window: Electron.BrowserWindow, ask: Ask): Promise<Grant | null> {
  const [path] = await chosen(window, {
    title: 'Choose an empty folder for the export',
    buttonLabel: 'Export here',
    properties: ['openDirectory', 'createDirectory', 'promptToCreate'],
  });
  return path === undefined ? null : ask('grants.addFolder', { path });
}

/** Grants for paths that the user dropped, chose or opened with Fovea. */
export const grantsOf = async (ask: Ask, paths: readonly string[]): Promise<readonly Grant[]> =>
  paths.length === 0 ? [] : ask('grants.add', { paths });

/** Says that the engine keeps falling; true when the user wants it started again. */
export async function reportEngine(window: Electron.BrowserWindow | null, exitCode: number): Promise<boolean> {
  const question: MessageBoxOptions = {
    type: 'error',
    message: 'The engine of Fovea ended several times in a row.',
    detail: `Exit code ${exitCode}. Your library is kept. If it keeps ending, start Fovea from a terminal to see why.`,
    buttons: ['Start it again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  };
  const { response } = await (window ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question));
  return response === 0;
}

async function chosen(window: Electron.BrowserWindow, options: OpenDialogOptions): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
  return canceled ? [] : filePaths;
}
