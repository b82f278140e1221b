import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dayFolder } from '../../../../electron/engine/cards/dayFolder.ts';

test('a day has a folder in the folder of its year, by the clock of the camera', () => {
  expect(dayFolder(Date.UTC(2026, 10, 28, 23, 59))).toBe(join('2026', '2026-11-28'));
  expect(dayFolder(Date.UTC(2027, 0, 1, 0, 0))).toBe(join('2027', '2027-01-01'));
});
