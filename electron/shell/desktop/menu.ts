import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  addPhotos(): void;
  addFolder(): void;
  showNotices(): void;
}

/**
 * The menus. Undo, the screens and single keys belong to the window, which prevents the menu's turn where it acts
 * itself; the roles here do their work in text fields.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  isPackaged: boolean,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [appMenu] : []),
    fileMenu(isMac, actions),
    editMenu,
    viewMenu(isPackaged),
    windowMenu(isMac),
    helpMenu(isMac, actions),
  ];
}

const separator = { type: 'separator' } as const;

const appMenu: MenuItemConstructorOptions = {
  role: 'appMenu',
  submenu: [
    { role: 'about' },
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit' },
  ],
};

const fileMenu = (isMac: boolean, actions: MenuActions): MenuItemConstructorOptions => ({
  label: '&File',
  submenu: [
    { label: 'Add &Photos or a Network…', accelerator: 'CmdOrCtrl+O', click: () => actions.addPhotos() },
    { label: 'Add &Folder…', accelerator: 'CmdOrCtrl+Shift+O', click: () => actions.addFolder() },
    separator,
    isMac ? { role: 'close' } : { role: 'quit' },
  ],
});

const editMenu: MenuItemConstructorOptions = {
  label: '&Edit',
  submenu: [
    { role: 'undo' },
    { role: 'redo' },
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ],
};

const viewMenu = (isPackaged: boolean): MenuItemConstructorOptions => ({
  label: '&View',
  submenu: [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    ...(isPackaged ? [] : [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
  ],
});

const windowMenu = (isMac: boolean): MenuItemConstructorOptions => ({
  label: '&Window',
  role: 'windowMenu',
  submenu: isMac
    ? [{ role: 'minimize' }, { role: 'zoom' }, separator, { role: 'front' }]
    : [{ role: 'minimize' }, { role: 'close' }],
});

const helpMenu = (isMac: boolean, actions: MenuActions): MenuItemConstructorOptions => ({
  label: '&Help',
  role: 'help',
  submenu: [
    { label: 'Third-Party &Notices', click: () => actions.showNotices() },
    ...(isMac ? [] : [separator, { role: 'about' } as const]),
  ],
});
