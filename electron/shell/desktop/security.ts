import {
  ipcMain,
  type IpcMainInvokeEvent,
  type Session,
  type WebContents,
  type WebFrameMain,
  type WebPreferences,
} from 'electron';

/** The scheme and the host of our window's files; everything else is a stranger. */
export const windowOrigin = 'app://window';

/** Our own files and pictures by id, nothing from elsewhere and nothing inline. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' photo:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const webPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
} as const satisfies WebPreferences;

/** Refuses every permission a page can ask for: camera, notifications, USB, file system and the rest. */
export function guardSession(session: Session): void {
  session.setPermissionCheckHandler(() => false);
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setDevicePermissionHandler(() => false);
}

/** Keeps a page where it is: it may not navigate, open windows or hold a webview. */
export function guardContents(contents: WebContents, log: (line: string) => void): void {
  const refuse = (what: string) => (event: { preventDefault(): void }) => {
    event.preventDefault();
    log(`refused: ${what}`);
  };
  contents.on('will-navigate', refuse('navigation'));
  contents.on('will-redirect', refuse('redirect'));
  contents.on('will-frame-navigate', refuse('navigation of a frame'));
  contents.on('will-attach-webview', refuse('webview'));
  contents.setWindowOpenHandler(() => {
    log('refused: new window');
    return { action: 'deny' };
  });
}

/** The main frame of a page of ours. Only it may speak to this process. */
export const isOurWindow = (frame: WebFrameMain | null): boolean =>
  frame !== null && frame.parent === null && frame.url.startsWith(`${windowOrigin}/`);

/**
 * Answers one verb of the preload script, and nobody else: the only place that touches `ipcMain`.
 * The input is what a page sent, so `answer` parses it.
 */
export function answerWindow(
  verb: string,
  answer: (input: unknown, from: WebContents) => unknown,
  log: (line: string) => void,
): void {
  ipcMain.handle(verb, (event: IpcMainInvokeEvent, input: unknown) => {
    if (!isOurWindow(event.senderFrame)) {
      log(`refused: ${verb} from ${event.senderFrame?.url ?? 'a frame that is gone'}`);
      throw new Error('refused');
    }
    return answer(input, event.sender);
  });
}
