import { expect, test } from 'vitest';
import { Settling } from '../../../../electron/engine/folders/settling.ts';

const file = (bytes: number, modifiedMs = 5) => {
  return { path: '/a/b.jpg', fileName: 'b.jpg', folder: '/a', bytes, modifiedMs };
};

test('a file counts as finished when it was the same for a second', () => {
  const settling = new Settling();
  expect(settling.settled([file(10)], 0)).toEqual([]);
  expect(settling.settled([file(10)], 999)).toEqual([]);
  expect(settling.settled([file(10)], 1000)).toEqual([file(10)]);
  expect(settling.waiting).toEqual([]);
});

test('a file that grows or is touched waits from then on', () => {
  const settling = new Settling();
  settling.settled([file(10)], 0);
  expect(settling.settled([file(20)], 1500)).toEqual([]);
  expect(settling.settled([file(20, 6)], 2600)).toEqual([]);
  expect(settling.waiting).toEqual(['/a/b.jpg']);
  expect(settling.settled([file(20, 6)], 3600)).toEqual([file(20, 6)]);
});

test('a file that went away again is not waited for', () => {
  const settling = new Settling();
  settling.settled([file(10)], 0);
  settling.forget(['/a/b.jpg']);
  expect(settling.waiting).toEqual([]);
});
