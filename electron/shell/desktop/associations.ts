import { extname, resolve } from 'node:path';
import type { App } from 'electron';

/** What the system opens with Fovea; electron-builder.yml says the same to the installers. */
export const photoExtensions = ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'avif', 'heic', 'gif', 'bmp'] as const;
export const modelExtensions = ['onnx'] as const;
/** Tables that can be learned from. They are chosen in the window; the system opens them with something else. */
export const listExtensions = ['csv', 'tsv', 'txt'] as const;
/** Files of boxes, and those that name the classes of YOLO's; the engine finds out which they are. */
export const annotationExtensions = ['xml', 'json', 'txt', 'csv', 'yaml', 'yml', 'xmp'] as const;

const opened = new Set<string>([...photoExtensions, ...modelExtensions].map((extension) => `.${extension}`));

/** The files among a command line's words, made absolute. Words that are options or name the program are left out. */
export const filesOf = (words: readonly string[], workingFolder: string): readonly string[] =>
  words
    .filter((word) => !word.startsWith('-') && opened.has(extname(word).toLowerCase()))
    .map((word) => resolve(workingFolder, word));

export interface Openings {
  /** From now on `open` is told of every file; first of those that came before. */
  begin(open: (paths: readonly string[]) => void): void;
}

/**
 * Collects the files that the system opens with Fovea: on the command line, from a second instance, and by macOS's
 * open-file event, which may come before the program is ready. Null when another Fovea runs; it was told our files.
 */
export function watchOpenings(app: App, words: readonly string[], onSecondInstance: () => void): Openings | null {
  if (!app.requestSingleInstanceLock()) return null;
  let waiting: string[] = [...filesOf(words.slice(1), process.cwd())];
  let open = (paths: readonly string[]): void => void waiting.push(...paths);

  app.on('second-instance', (_event, argv, workingFolder) => {
    onSecondInstance();
    const paths = filesOf(argv.slice(1), workingFolder);
    if (paths.length > 0) open(paths);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });

  return {
    begin(listener) {
      open = listener;
      if (waiting.length > 0) listener(waiting);
      waiting = [];
    },
  };
}
