import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** One file of the built window, as it is sent. */
export interface WindowFile {
  readonly body: Buffer;
  readonly mediaType: string;
  /** Its name carries its hash, so that it never changes. */
  readonly immutable: boolean;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The script that gives the window its `fovea`, and the icon of its tab; on the desktop the preload and the app do. */
const shellTags = '<link rel="icon" href="./fovea.svg" />\n    <script src="./shell.js"></script>';

/**
 * Everything below the folder of the built window, by its address. Nothing else is ever served, whatever a request
 * spells; the folder is read once, at the start.
 */
export function windowFiles(folder: string): ReadonlyMap<string, WindowFile> {
  const files = new Map<string, WindowFile>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const mediaType = mediaTypes[extname(entry.name)];
    if (!entry.isFile() || mediaType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const address = path.slice(folder.length).replaceAll('\\', '/');
    files.set(address, { body: readFileSync(path), mediaType, immutable: address.startsWith('/assets/') });
  }
  const index = files.get('/index.html');
  if (!index) throw new Error(`The window is not built: ${folder} has no index.html. Run "npm run build".`);
  const page = Buffer.from(withShell(index.body.toString('utf8')));
  files.delete('/index.html');
  return files.set('/', { ...index, body: page });
}

/** Puts the shell's part before the first script of the page, so that `window.fovea` is there when that runs. */
export const withShell = (html: string): string => html.replace(/<script\b/, `${shellTags}\n    <script`);
