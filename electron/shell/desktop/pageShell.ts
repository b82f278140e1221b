import type { Grant, Message, PictureKind, Port, WindowShell } from '../../contract/index.ts';

/** What the preload script lends to the page: functions only, which Electron turns into proxies between the worlds. */
export interface Bridge {
  /** Has the engine open a port; it arrives by `window.postMessage` under this nonce. */
  requestPort(nonce: string): Promise<void>;
  chooseFiles(): Promise<readonly Grant[]>;
  chooseFolder(): Promise<readonly Grant[]>;
  chooseList(): Promise<Grant | null>;
  chooseAnnotations(): Promise<readonly Grant[]>;
  chooseTarget(): Promise<Grant | null>;
  grantFiles(files: readonly object[]): Promise<readonly Grant[]>;
  reveal(photo: number): Promise<void>;
  onOpened(listener: (grants: readonly Grant[]) => void): void;
}

/** The few names of the DOM that this needs; the folder compiles without it. */
interface Page {
  fovea?: WindowShell;
  addEventListener(type: 'message', listener: (event: PortEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: PortEvent) => void): void;
}

interface PortEvent {
  readonly source: unknown;
  readonly data: unknown;
  readonly ports: readonly PagePort[];
}

interface PagePort {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
  postMessage(message: unknown): void;
}

/**
 * Makes `window.fovea` in the page. Runs there, before any script of the page, so it may use nothing from outside its
 * own body: Electron carries it over as text.
 *
 * Why in the page: a message port can't pass through `contextBridge`, and neither can a DataTransfer. Proxied `post`
 * and `listen` would copy every message twice; here the port belongs to the page and messages are cloned once.
 */
export function installShell(bridge: Bridge): void {
  const page = globalThis as unknown as Page;

  const arrival = (nonce: string): { port: Promise<PagePort>; forget: () => void } => {
    let forget = (): void => undefined;
    const port = new Promise<PagePort>((resolve) => {
      const onMessage = ({ source, data, ports }: PortEvent): void => {
        if (source !== page || data !== nonce || !ports[0]) return;
        forget();
        resolve(ports[0]);
      };
      forget = () => page.removeEventListener('message', onMessage);
      page.addEventListener('message', onMessage);
    });
    return { port, forget: () => forget() };
  };

  const portOf = (raw: PagePort): Port => ({
    post: (message: Message) => raw.postMessage(message),
    listen: (onMessage, onClose) => {
      raw.onclose = () => onClose();
      raw.onmessage = ({ data }) => onMessage(data); // starts the port
    },
  });

  const shell: WindowShell = {
    kind: 'desktop',
    async openPort() {
      const nonce = crypto.randomUUID();
      const { port, forget } = arrival(nonce);
      try {
        await bridge.requestPort(nonce);
      } catch (thrown) {
        forget();
        throw thrown;
      }
      return portOf(await port);
    },
    photoUrl(photo: number, kind: PictureKind, query = {}) {
      const search = new URLSearchParams(query).toString();
      return `photo://library/${photo}/${kind}${search && `?${search}`}`;
    },
    lookUrl: (look) => `/look/${look}`,
    labUrl: (run, file) => `/lab/${run}/${encodeURIComponent(file)}`,
    chooseFiles: () => bridge.chooseFiles(),
    chooseFolder: () => bridge.chooseFolder(),
    chooseList: () => bridge.chooseList(),
    chooseAnnotations: () => bridge.chooseAnnotations(),
    chooseTarget: () => bridge.chooseTarget(),
    async grantDropped(dropped, onProgress) {
      const files = Array.from(dropped.files);
      const grants = await bridge.grantFiles(files);
      onProgress(files.length, files.length);
      return grants;
    },
    grantTyped: () => Promise.resolve([]),
    reveal: (photo) => bridge.reveal(photo),
    onOpened: (listener) => bridge.onOpened(listener),
  };
  Object.defineProperty(page, 'fovea', { value: Object.freeze(shell), enumerable: true });
}
