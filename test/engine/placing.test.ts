import type * as Files from 'node:fs/promises';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { copyChecked } from '../../electron/engine/cards/copyChecked.ts';
import { writeAt } from '../../electron/engine/exchange/files.ts';
import { placePhoto } from '../../electron/engine/jobs/placePhoto.ts';
import { writeNew } from '../../electron/engine/jobs/writeNew.ts';
import { temporaryFolder } from '../support/fovea.ts';

// Files that take free names, on disks with links and on those without.

const disk = vi.hoisted(() => ({ links: true, full: false }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Files>();
  const refused = (code: string): Error => Object.assign(new Error(code), { code });
  return {
    ...real,
    link: (from: string, to: string) => (disk.links ? real.link(from, to) : Promise.reject(refused('EPERM'))),
    async copyFile(from: string, to: string, mode?: number) {
      if (!disk.full) return real.copyFile(from, to, mode);
      await real.writeFile(to, (await real.readFile(from)).subarray(0, 3));
      // What a process that is killed here leaves is seen from here.
      expect(readdirSync(at('out')).every((name) => name.startsWith('.'))).toBe(true);
      throw refused('ENOSPC');
    },
  };
});

let at: (name: string) => string;
let clean: () => void;
beforeEach(() => {
  Object.assign(disk, { links: true, full: false });
  const { path, remove } = temporaryFolder();
  at = (name) => join(path, name);
  clean = remove;
  mkdirSync(at('out'));
  writeFileSync(at('a.jpg'), 'photo');
});
afterEach(() => clean());

test.each([true, false])('nothing is replaced, and names that are taken are counted on; links: %s', async (links) => {
  disk.links = links;
  const written = [await writeNew(at('out'), 'a', 'csv', '1'), await writeNew(at('out'), 'a', 'csv', '2')];
  expect(written).toEqual([at('out/a.csv'), at('out/a (2).csv')]);
  await writeAt(at('out'), 'in/b.txt', 'b');
  await writeAt(at('out'), 'in/b.txt', 'b');
  await expect(writeAt(at('out'), 'in/b.txt', 'other')).rejects.toMatchObject({ code: 'exchange/changed-meanwhile' });
  const copying = { from: at('a.jpg'), folder: at('out'), fileName: 'a.csv', isHere: () => Promise.resolve(false) };
  expect(await copyChecked(copying)).toEqual({ kind: 'copied', path: at('out/a (3).csv') });
  expect(readdirSync(at('out')).sort()).toEqual(['a (2).csv', 'a (3).csv', 'a.csv', 'in']);
  expect(readdirSync(at('out/in'))).toEqual(['b.txt']);
  expect(written.map((path) => readFileSync(path, 'utf8'))).toEqual(['1', '2']);
});

test('a photo is placed under the name that it answers, and the same one is left', async () => {
  writeFileSync(at('out/a.jpg'), 'other');
  const place = (how: 'copy' | 'hard-link') => placePhoto(at('a.jpg'), at('out'), 'a.jpg', how);
  expect(await place('copy')).toEqual({ how: 'copied', fileName: 'a (2).jpg' });
  expect(await place('copy')).toEqual({ how: 'there already', fileName: 'a (2).jpg' });
  expect(await placePhoto(at('a.jpg'), at('out'), 'b.jpg', 'hard-link')).toEqual({ how: 'linked', fileName: 'b.jpg' });
  disk.links = false;
  expect(await placePhoto(at('a.jpg'), at('out'), 'c.jpg', 'hard-link')).toEqual({ how: 'copied', fileName: 'c.jpg' });
  expect(await placePhoto(at('gone.jpg'), at('out'), 'd.jpg', 'copy')).toEqual({ how: 'missing', fileName: null });
  expect(readdirSync(at('out')).sort()).toEqual(['a (2).jpg', 'a.jpg', 'b.jpg', 'c.jpg']);
});

test('of a symbolic link the photo behind it is placed, not the link', async () => {
  symlinkSync(at('a.jpg'), at('link.jpg'));
  for (const how of ['copy', 'hard-link'] as const) {
    const { fileName } = await placePhoto(at('link.jpg'), at('out'), `${how}.jpg`, how);
    expect(lstatSync(at(`out/${fileName ?? ''}`)).isSymbolicLink()).toBe(false);
  }
});

test('a photo that was copied half never has its name', async () => {
  disk.full = true;
  await expect(placePhoto(at('a.jpg'), at('out'), 'a.jpg', 'copy')).rejects.toMatchObject({ code: 'disk/full' });
  expect(readdirSync(at('out'))).toEqual([]);
});
