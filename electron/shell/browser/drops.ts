import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { failure } from '../../contract/index.ts';

// A browser tells nobody where a dropped file lies; it sends its bytes. They are kept in the library's own folder:
//
//   <library>/dropped/<time>-<id>/photos/…   as they lay in the folder that was dropped
//                                 models/…   .onnx files; taken away at the end, for the shelf has its own copy

/** More than any photo or network that Fovea knows of. */
export const maxFileBytes = 4 * 1024 ** 3;

export type Received = 'kept' | 'unknown-drop' | 'bad-path' | 'too-large';

export interface Drops {
  begin(): Promise<string>;
  /** Keeps one file of a drop under its path within what was dropped. */
  receive(drop: string, path: string, bytes: Readable): Promise<Received>;
  /** The paths to be granted, complete now; empty when nothing has arrived. */
  finish(drop: string): Promise<readonly string[]>;
  /** Takes away what nobody will ask for again. */
  close(): Promise<void>;
}

/** @param dataDir  the library's folder, asked for at the first drop */
export function openDrops(dataDir: () => Promise<string>): Drops {
  const folders = new Map<string, string>();

  return {
    async begin() {
      const drop = randomUUID();
      const time = new Date().toISOString().replace(/[:.]/g, '-');
      const folder = join(await dataDir(), 'dropped', `${time}-${drop.slice(0, 8)}`);
      await writing(folder, () => mkdir(folder, { recursive: true }));
      folders.set(drop, folder);
      return drop;
    },

    async receive(drop, path, bytes) {
      const folder = folders.get(drop);
      if (folder === undefined) return 'unknown-drop';
      const parts = pathWithin(path);
      if (!parts) return 'bad-path';
      return keep(freeName(join(folder, isNetwork(path) ? 'models' : 'photos', ...parts)), bytes);
    },

    async finish(drop) {
      const folder = folders.get(drop);
      if (folder === undefined) return [];
      const photos = await photosIn(join(folder, 'photos'));
      const networks = await filesBelow(join(folder, 'models'));
      return [...photos, ...networks];
    },

    async close() {
      await Promise.all(
        [...folders.values()].map((folder) => rm(join(folder, 'models'), { recursive: true, force: true })),
      );
    },
  };
}

const isNetwork = (path: string): boolean => path.toLowerCase().endsWith('.onnx');

/** The parts of a path that stays within its folder on every system; null for any other. */
export function pathWithin(path: string): readonly string[] | null {
  const parts = path.split(/[/\\]/);
  const sound = (part: string): boolean =>
    part !== '' && part.length <= 255 && !/^\.+$|[\u0000-\u001f:*?"<>|]|[. ]$/.test(part);
  return parts.length <= 32 && parts.every(sound) ? parts : null;
}

async function keep(path: string, bytes: Readable): Promise<Received> {
  let received = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      done(received > maxFileBytes ? new TooLarge() : null, chunk);
    },
  });
  const partial = `${path}.part`;
  try {
    await writing(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      await pipeline(bytes, counted, createWriteStream(partial, { flags: 'wx' }));
      await rename(partial, path);
    });
    return 'kept';
  } catch (error) {
    await rm(partial, { force: true });
    if (error instanceof TooLarge) return 'too-large';
    throw error;
  }
}

class TooLarge extends Error {}

/** `photo.jpg`, or `photo (2).jpg` where that is taken. */
function freeName(path: string): string {
  const [, stem = path, extension = ''] = /^(.*?)(\.[^./\\]*)?$/s.exec(path) ?? [];
  let free = path;
  for (let n = 2; existsSync(free) || existsSync(`${free}.part`); n++) free = `${stem} (${n})${extension}`;
  return free;
}

/** The one photo that was dropped, or the folder where there are more; nothing where there are none. */
async function photosIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const [only, ...more] = await readdir(folder, { withFileTypes: true });
  return [only?.isFile() && more.length === 0 ? join(folder, only.name) : folder];
}

async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Says of a failed write what a person can act on. */
async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw failure('disk/full', { path });
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') throw failure('disk/denied', { path });
    throw error;
  }
}
