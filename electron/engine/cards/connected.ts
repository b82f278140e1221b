import { readdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { isFolder } from '../jobs/index.ts';

/** A connected camera or card. */
export interface ConnectedCard {
  readonly name: string;
  /** The volume itself; its photos lie below DCIM. */
  readonly path: string;
}

/** Where the system puts removable volumes: folders whose entries are volumes. */
function volumeFolders(): string[] {
  if (process.platform === 'darwin') return ['/Volumes'];
  if (process.platform === 'win32') return [];
  const { username } = userInfo();
  return ['/media', `/media/${username}`, `/run/media/${username}`, '/mnt'];
}

/** Drives A and B are floppy disks that would be spun up, C is the system's. */
const drives = process.platform === 'win32' ? Array.from('DEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `${letter}:\\`) : [];

/**
 * Cameras and cards that are connected: volumes with a folder DCIM at their top (JEITA CP-3461, DCF 2.0, section 3.2).
 *
 * @param folders  whose entries are volumes
 */
export async function connectedCards(folders: readonly string[] = volumeFolders()): Promise<ConnectedCard[]> {
  const volumes = [...drives];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    volumes.push(...names.sort().map((name) => join(folder, name)));
  }
  const cards: ConnectedCard[] = [];
  for (const path of volumes)
    if (await isFolder(join(path, 'DCIM'))) cards.push({ name: basename(path) || path, path });
  return cards;
}
