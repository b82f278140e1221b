import { BrowserWindow, dialog, screen } from 'electron';
import { afterFall } from './backoff.ts';
import { fittingBounds, keepBounds, readBounds } from './bounds.ts';
import { guardContents, webPreferences, windowOrigin } from './security.ts';

export interface WindowOptions {
  readonly preload: string;
  readonly icon: string;
  /** Where the window's place on the screen is kept. */
  readonly boundsFile: string;
  readonly log: (line: string) => void;
}

/** Opens the window: sandboxed, shown when there is something to see, where it was last time. */
export function openWindow({ preload, icon, boundsFile, log }: WindowOptions): Electron.BrowserWindow {
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...fittingBounds(readBounds(boundsFile), screens),
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Fovea',
    icon,
    backgroundColor: '#1e1e1e',
    webPreferences: { ...webPreferences, preload },
  });
  guardContents(window.webContents, log);
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepBounds(boundsFile, window.getNormalBounds()));
  reloadAfterFalls(window, log);
  void window.loadURL(`${windowOrigin}/index.html`);
  return window;
}

/** A page that fell is loaded again; one that keeps falling is reported instead. */
function reloadAfterFalls(window: Electron.BrowserWindow, log: (line: string) => void): void {
  let quickFalls = 0;
  let since = Date.now();
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log(`the window fell (${reason})`);
    const next = afterFall(quickFalls, Date.now() - since);
    if (next.kind === 'report') {
      return dialog.showErrorBox('Fovea cannot show its window', `It ended several times in a row (${reason}).`);
    }
    quickFalls = next.falls;
    since = Date.now();
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    }, next.waitMs);
  });
}
