import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alone } from '../../../../electron/shell/start/lock.ts';

let folder = '';
const lock = (): string => join(folder, 'lock');
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fovea-lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('two who want the lock work one after the other', async () => {
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await sleep(20);
    steps.push(`${name} ends`);
  };
  await Promise.all([alone(lock(), work('one')), alone(lock(), work('two'))]);
  expect(steps).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
});

test('work that fails gives the lock back', async () => {
  await expect(alone(lock(), () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(existsSync(lock())).toBe(false);
});

test('a lock that a killed process left behind is taken over', async () => {
  mkdirSync(lock());
  const longAgo = Date.now() / 1000 - 3600;
  utimesSync(lock(), longAgo, longAgo);
  expect(await alone(lock(), () => Promise.resolve('done'))).toBe('done');
});
