import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { seeded } from '../../../electron/compiler/index.ts';
import { byCodePoint } from '../../../electron/engine/shards/photos.ts';
import { shardOf } from '../../../electron/engine/shards/shardOf.ts';

const paths = Array.from({ length: 5_000 }, (_, at) => `${at % 37}/DSC_${at}.jpg`);

test('shards are as large as chance makes them', () => {
  for (const shards of [1, 4, 7]) {
    const sizes = new Array<number>(shards + 1).fill(0);
    for (const path of paths) sizes[shardOf(path, shards)]! += 1;
    const expected = paths.length / shards;
    // Each size is binomial; six standard deviations do not happen.
    for (const size of sizes.slice(1)) expect(Math.abs(size - expected)).toBeLessThanOrEqual(6 * Math.sqrt(expected));
    expect(sizes[0]).toBe(0);
  }
});

test('a photo stays in its shard in every version of Fovea', () => {
  // 1 + int.from_bytes(hashlib.sha256(path.encode()).digest()[:6], 'big') % 1000, in Python
  expect(['a.jpg', 'b/c.jpg', 'größe/日本.jpg'].map((path) => shardOf(path, 1000))).toEqual([96, 668, 238]);
});

test('paths are ordered as SQLite orders them', () => {
  const random = seeded(5);
  const letters = ['a', 'B', '/', '.', 'é', '\u{d7ff}', '\u{e000}', '\u{ffee}', '\u{1f600}', '\u{10000}'];
  const drawn = Array.from({ length: 500 }, () =>
    Array.from({ length: 1 + Math.floor(4 * random()) }, () => letters[Math.floor(letters.length * random())]).join(''),
  );
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE paths (path TEXT)');
  const add = database.prepare('INSERT INTO paths VALUES (?)');
  for (const path of drawn) add.run(path);
  const sorted = database.prepare('SELECT path FROM paths ORDER BY path').all();
  expect([...drawn].sort(byCodePoint)).toEqual(sorted.map(({ path }) => path));
});
