import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bearsStamp, stampOf, writeStamp } from '../../../../electron/shell/start/stamp.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-stamp-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/a.ts'), 'a');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the stamp of unchanged sources is the same', () =>
  expect(stampOf(folder, ['src'])).toBe(stampOf(folder, ['src'])));

test('a changed, a new and a removed source each change the stamp', () => {
  const stamps = [stampOf(folder, ['src'])];
  writeFileSync(join(folder, 'src/a.ts'), 'aa');
  stamps.push(stampOf(folder, ['src']));
  writeFileSync(join(folder, 'src/b.ts'), 'b');
  stamps.push(stampOf(folder, ['src']));
  rmSync(join(folder, 'src/a.ts'));
  stamps.push(stampOf(folder, ['src']));
  expect(new Set(stamps).size).toBe(4);
});

test('a file bears a stamp after it was written, and no other', () => {
  const file = join(folder, 'window.stamp');
  expect(bearsStamp(file, 'one')).toBe(false);
  writeStamp(file, 'one');
  expect(bearsStamp(file, 'one')).toBe(true);
  expect(bearsStamp(file, 'two')).toBe(false);
});
