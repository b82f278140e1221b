import { join } from 'node:path';
import { app, BrowserWindow, Menu, protocol, session, shell } from 'electron';
import { entries, root } from '../start/index.ts';
import { answerWindows } from './answers.ts';
import { watchOpenings, type Openings } from './associations.ts';
import { chooseFiles, chooseFolder, grantsOf, reportEngine } from './dialogs.ts';
import { builtInModels, engineEnvironment } from './engineEnvironment.ts';
import { startEngine, type EngineProcess } from './engineProcess.ts';
import { menuTemplate } from './menu.ts';
import { answerApp, answerPhoto, schemes } from './photoProtocol.ts';
import { guardSession } from './security.ts';
import { notices } from './verbs.ts';
import { openWindow } from './window.ts';

// Electron's main process: builds everything and connects it, in order. It decides nothing about photos.

const log = (line: string): void => void process.stderr.write(`fovea: ${line}\n`);
const aside = (promise: Promise<unknown>): void => void promise.catch((thrown: unknown) => log(String(thrown)));

app.enableSandbox();
protocol.registerSchemesAsPrivileged([...schemes]);

const openings = watchOpenings(app, process.argv, showWindow);
if (openings) aside(app.whenReady().then(() => begin(openings)));
else app.quit();

function begin(files: Openings): void {
  const engine = startEngine({
    entry: entries.engine,
    env: engineEnvironment(process.env, builtInModels(app.isPackaged, process.resourcesPath, root)),
    log,
    report: async (exitCode) => {
      const again = await reportEngine(theWindow(), exitCode);
      if (!again) app.quit();
      return again;
    },
  });
  guardSession(session.defaultSession);
  protocol.handle('app', answerApp(entries.windowDir, engine.ask));
  protocol.handle('photo', answerPhoto(engine.ask));
  answerWindows(engine, () => files.begin((paths) => aside(grantOpened(engine, paths))), log);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged, actionsOn(engine))));
  open();
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  closeWith(engine);
}

const open = (): Electron.BrowserWindow =>
  openWindow({
    preload: entries.preload,
    icon: app.isPackaged
      ? join(process.resourcesPath, 'icon.png')
      : join(root, 'electron/shell/desktop/icon/fovea-256.png'),
    boundsFile: join(app.getPath('userData'), 'window.json'),
    log,
  });

const theWindow = (): Electron.BrowserWindow | null => BrowserWindow.getAllWindows()[0] ?? null;

function showWindow(): void {
  if (!app.isReady()) return;
  const window = theWindow() ?? open();
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** Files that the system opened with Fovea become grants, which the window adds as if they had been dropped on it. */
async function grantOpened(engine: EngineProcess, paths: readonly string[]): Promise<void> {
  theWindow()?.webContents.send(notices.opened, await grantsOf(engine.ask, paths));
}

function actionsOn(engine: EngineProcess) {
  const add = (choose: typeof chooseFiles): void => {
    const window = theWindow();
    if (!window) return;
    aside(
      choose(window, engine.ask).then((grants) => grants.length > 0 && window.webContents.send(notices.opened, grants)),
    );
  };
  return {
    addPhotos: () => add(chooseFiles),
    addFolder: () => add(chooseFolder),
    showNotices: () => {
      const folder = app.isPackaged ? process.resourcesPath : root;
      aside(shell.openPath(join(folder, 'THIRD_PARTY_NOTICES.md')));
    },
  };
}

/** Holds the end of the program until the engine has written what is pending. */
function closeWith(engine: EngineProcess): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void engine.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}
