import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDrops, pathWithin, type Drops } from '../../../../electron/shell/browser/drops.ts';

let folder = '';
let drops: Drops;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-drops-'));
  drops = openDrops(() => Promise.resolve(folder));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = (text: string): Readable => Readable.from([Buffer.from(text)]);

test.each([
  '../up.jpg',
  'a/../../up.jpg',
  '/etc/passwd',
  'a//b.jpg',
  './a.jpg',
  '..\\up.jpg',
  'C:\\a.jpg',
  'a\u0000.jpg',
  'dot./a.jpg',
  '',
  'a/'.repeat(40) + 'a.jpg',
])('a path that leaves its folder or is no path everywhere is refused: %j', (path) =>
  expect(pathWithin(path)).toBeNull(),
);

test('folders and names in any script are kept as they are', () =>
  expect(pathWithin('Ferien 2024/海/.hidden/été (1).jpg')).toEqual(['Ferien 2024', '海', '.hidden', 'été (1).jpg']));

test('photos keep their folders, networks lie apart, and one grant covers all photos', async () => {
  const drop = await drops.begin();
  expect(await drops.receive(drop, 'sea/one.jpg', bytes('1'))).toBe('kept');
  expect(await drops.receive(drop, 'two.jpg', bytes('2'))).toBe('kept');
  expect(await drops.receive(drop, 'net.onnx', bytes('3'))).toBe('kept');
  const granted = await drops.finish(drop);
  expect(granted.map((path) => relative(folder, path).split(/[/\\]/).slice(2).join('/'))).toEqual([
    'photos',
    'models/net.onnx',
  ]);
  expect(readFileSync(join(granted[0]!, 'sea/one.jpg'), 'utf8')).toBe('1');
});

test('a second file of the same name does not overwrite the first', async () => {
  const drop = await drops.begin();
  await drops.receive(drop, 'a.jpg', bytes('first'));
  await drops.receive(drop, 'a.jpg', bytes('second'));
  const [photos = ''] = await drops.finish(drop);
  expect(readFileSync(join(photos, 'a.jpg'), 'utf8')).toBe('first');
  expect(readFileSync(join(photos, 'a (2).jpg'), 'utf8')).toBe('second');
});

test('what nobody began is not received', async () =>
  expect(await drops.receive('no-such-drop', 'a.jpg', bytes(''))).toBe('unknown-drop'));

test('a drop without files grants nothing', async () => expect(await drops.finish(await drops.begin())).toEqual([]));

test('an upload that breaks off leaves nothing behind', async () => {
  const drop = await drops.begin();
  const broken = new Readable({
    read() {
      this.destroy(new Error('gone'));
    },
  });
  await expect(drops.receive(drop, 'half.jpg', broken)).rejects.toThrow('gone');
  const [photos = ''] = await drops.finish(drop);
  expect(() => readFileSync(join(photos, 'half.jpg.part'))).toThrow('ENOENT');
});
