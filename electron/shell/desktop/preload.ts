import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Grant } from '../../contract/index.ts';
import { installShell, type Bridge } from './pageShell.ts';
import { notices, verbs } from './verbs.ts';

// Runs sandboxed, in a world of its own beside the page. What it lends the page are verbs: no channel names, no ipc
// object, no paths. A dropped file's path goes to the main process alone.

/** The global of this world, by the one function it needs; the folder compiles without the DOM. */
const page = globalThis as unknown as {
  postMessage(message: unknown, origin: string, ports: readonly unknown[]): void;
  readonly location: { readonly origin: string };
};

// The port may be transferred only to the page's own origin, and only the asker knows the nonce.
ipcRenderer.on(notices.port, (event, nonce: string) => page.postMessage(nonce, page.location.origin, event.ports));

const bridge: Bridge = {
  requestPort: (nonce) => ask(verbs.openPort, nonce),
  chooseFiles: () => ask(verbs.chooseFiles),
  chooseFolder: () => ask(verbs.chooseFolder),
  chooseList: () => ask(verbs.chooseList),
  chooseAnnotations: () => ask(verbs.chooseAnnotations),
  chooseTarget: () => ask(verbs.chooseTarget),
  grantFiles: (files) =>
    ask(
      verbs.grantPaths,
      files.map(pathOf).filter((path) => path !== ''),
    ),
  reveal: (photo) => ask(verbs.reveal, photo),
  onOpened: (listener) => {
    ipcRenderer.on(notices.opened, (_event, grants: readonly Grant[]) => listener(grants));
    void ipcRenderer.invoke(verbs.ready);
  },
};

contextBridge.executeInMainWorld({ func: installShell, args: [bridge] });

/** What a verb of the main process answers, which is typed there: `answers.ts`. */
const ask = <T>(verb: string, input?: unknown): Promise<T> => ipcRenderer.invoke(verb, input) as Promise<T>;

/** Where a dropped file lies; empty for one that was made by a page. */
function pathOf(file: object): string {
  return webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]);
}
