import {
  browserShell,
  connect,
  type BrowserShellContract,
  type Client,
  type Grant,
  type WindowShell,
} from '../../../contract/index.ts';
import { askForPath, chooseFiles } from './choose.ts';
import { filesOfDrop, type Sent } from './dropped.ts';
import { openSocket } from './socketPort.ts';
import { upload } from './upload.ts';

// The browser's side of the shell: what the preload is on the desktop. It runs before the window's own script.

let connection: Promise<Client<BrowserShellContract>> | null = null;

/** The connection to the shell, made at the first use and again after it was lost. */
async function shell(): Promise<Client<BrowserShellContract>> {
  const current = await connection?.catch(() => null);
  if (current && !current.closed) return current;
  connection = openSocket('/shell').then((port) => connect(browserShell, port));
  return connection;
}

async function send(
  files: readonly Sent[],
  onProgress: (done: number, total: number) => void,
): Promise<readonly Grant[]> {
  if (files.length === 0) return [];
  const asked = await shell();
  const { drop } = await asked.ask('drops.begin', undefined);
  await upload(drop, files, onProgress);
  return (await shell()).ask('drops.finish', { drop });
}

const quietly = (): void => undefined;

const windowShell: WindowShell = {
  kind: 'browser',
  openPort: () => openSocket('/engine'),
  photoUrl: (photo, kind, query = {}) => {
    const asked = new URLSearchParams(query).toString();
    return `/photo/${photo}/${kind}${asked === '' ? '' : `?${asked}`}`;
  },
  lookUrl: (look) => `/look/${look}`,
  labUrl: (run, file) => `/lab/${run}/${encodeURIComponent(file)}`,
  chooseFiles: async () => send(await chooseFiles('files'), quietly),
  chooseFolder: async () => send(await chooseFiles('folder'), quietly),
  chooseList: async () => (await send(await chooseFiles('list'), quietly))[0] ?? null,
  chooseAnnotations: async () => send(await chooseFiles('annotations'), quietly),
  chooseTarget: () =>
    askForPath('Folder to write into, on the machine that runs Fovea: ', async (path) =>
      (await shell()).ask('target.typed', { path }),
    ),
  grantDropped: async (dropped, onProgress) => {
    const { items, files } = dropped as DataTransfer;
    return send(await filesOfDrop(items, files), onProgress);
  },
  grantTyped: async (path) => (await shell()).ask('grants.typed', { path }),
};

Object.defineProperty(window, 'fovea', { value: Object.freeze(windowShell) });
