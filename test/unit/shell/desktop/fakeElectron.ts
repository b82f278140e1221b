import { EventEmitter } from 'node:events';
import {
  channelsOf,
  serve,
  shellChannel,
  type Envelope,
  type Handlers,
  type ShellContract,
} from '../../../../electron/contract/index.ts';
import { engineForShell } from '../../../../electron/contract/index.ts';
import { vi } from 'vitest';

// A stand-in for the module 'electron', whose real one tries to download a binary when loaded in Node. It records what
// it was asked and lets a test play the system's part. Tests: vi.mock('electron', () => import('./fakeElectron.ts')).

type Answer = (event: object, input: unknown) => unknown;

export const ipcAnswers = new Map<string, Answer>();
export const ipcMain = { handle: (verb: string, answer: Answer) => void ipcAnswers.set(verb, answer) };

class FakeApp extends EventEmitter {
  isPackaged = false;
  hasLock = true;
  enableSandbox = vi.fn();
  quit = vi.fn();
  requestSingleInstanceLock = (): boolean => this.hasLock;
  whenReady = (): Promise<void> => Promise.resolve();
  isReady = (): boolean => true;
  getPath = (name: string): string => `/nowhere/${name}`;
}
export const app = new FakeApp();

export class FakeContents extends EventEmitter {
  readonly sent: unknown[][] = [];
  windowOpen: (() => { action: string }) | undefined;
  readonly mainFrame = { parent: null, url: 'app://window/index.html' };
  reload = vi.fn();
  setWindowOpenHandler = (answer: () => { action: string }): void => void (this.windowOpen = answer);
  send = (...words: unknown[]): void => void this.sent.push(words);
  postMessage = (...words: unknown[]): void => void this.sent.push(words);
  isDestroyed = (): boolean => false;
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  static getAllWindows = (): BrowserWindow[] => BrowserWindow.all;
  static fromWebContents = (contents: FakeContents): BrowserWindow | null =>
    BrowserWindow.all.find((window) => window.webContents === contents) ?? null;
  readonly webContents = new FakeContents();
  readonly options: Readonly<Record<string, unknown>>;
  show = vi.fn();
  focus = vi.fn();
  restore = vi.fn();
  loadURL = vi.fn(() => Promise.resolve());
  isMinimized = (): boolean => true;
  isDestroyed = (): boolean => false;
  getNormalBounds = (): object => ({ x: 10, y: 20, width: 900, height: 700 });
  constructor(options: Readonly<Record<string, unknown>>) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
  }
}

export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
export const dialog = {
  showOpenDialog: vi.fn(() => Promise.resolve({ canceled: true, filePaths: [] as string[] })),
  showMessageBox: vi.fn((..._words: unknown[]) => Promise.resolve({ response: 0 })),
  showErrorBox: vi.fn(),
};
export const Menu = { setApplicationMenu: vi.fn(), buildFromTemplate: vi.fn((template: unknown) => template) };
export const shell = { showItemInFolder: vi.fn(), openPath: vi.fn(() => Promise.resolve('')) };
export const protocol = { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() };
export const session = {
  defaultSession: {
    setPermissionCheckHandler: vi.fn(),
    setPermissionRequestHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
  },
};

export class MessageChannelMain {
  readonly port1 = { name: 'the engine’s end' };
  readonly port2 = { name: 'the window’s end' };
}

/** An engine that grants whatever it is shown. */
export class FakeEngine extends EventEmitter {
  static all: FakeEngine[] = [];
  readonly fork: readonly unknown[];
  readonly windows: { channel: string; ports: unknown }[] = [];
  readonly asked: [string, unknown][] = [];
  #receive: (envelope: Envelope) => void = () => undefined;

  constructor(fork: readonly unknown[]) {
    super();
    this.fork = fork;
    FakeEngine.all.push(this);
    const channels = channelsOf({
      post: (envelope) => void this.emit('message', structuredClone(envelope)),
      listen: (onEnvelope) => void (this.#receive = onEnvelope),
    });
    serve(engineForShell, granting(this.asked), channels.port(shellChannel));
    queueMicrotask(() => this.emit('spawn'));
  }

  postMessage(message: Envelope | { channel: string }, ports?: unknown): void {
    if (ports) this.windows.push({ channel: message.channel, ports });
    else this.#receive(structuredClone(message) as Envelope);
  }

  kill = (): void => void this.emit('exit', 0);
}

const granting = (asked: [string, unknown][]): Handlers<ShellContract> => ({
  'grants.add': (input) => {
    asked.push(['grants.add', input]);
    return input.paths.map((path, i) => ({ id: `g${i}`, name: path, kind: 'photos' as const }));
  },
  'grants.addFolder': (input) => {
    asked.push(['grants.addFolder', input]);
    return { id: 'f', name: input.path, kind: 'folder' };
  },
  'images.locate': (input) => {
    asked.push(['images.locate', input]);
    return { path: import.meta.filename, mediaType: 'image/jpeg', immutable: true };
  },
  'looks.locate': (input) => {
    asked.push(['looks.locate', input]);
    return { path: import.meta.filename, mediaType: 'application/gzip', immutable: true };
  },
  'lab.locate': (input) => {
    asked.push(['lab.locate', input]);
    return { path: import.meta.filename, mediaType: 'image/png', immutable: true };
  },
  'photos.path': (input) => {
    asked.push(['photos.path', input]);
    return { path: '/photos/a.jpg' };
  },
  'engine.close': () => void asked.push(['engine.close', undefined]),
});

export const utilityProcess = { fork: (...words: unknown[]) => new FakeEngine(words) };

class FakeIpcRenderer extends EventEmitter {
  readonly asked: [string, unknown][] = [];
  invoke = (verb: string, input?: unknown): Promise<unknown> => {
    this.asked.push([verb, input]);
    return Promise.resolve([]);
  };
}
export const ipcRenderer = new FakeIpcRenderer();
export const webUtils = { getPathForFile: (file: { path?: string }): string => file.path ?? '' };
export const inMainWorld: { func: (...args: unknown[]) => unknown; args: unknown[] }[] = [];
export const contextBridge = {
  executeInMainWorld: (script: (typeof inMainWorld)[number]) => void inMainWorld.push(script),
};
