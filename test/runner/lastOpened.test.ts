import { expect, test } from 'vitest';
import { lastOpened } from '../../electron/runner/runtime/index.ts';

test('what was used last stays open; another key closes it first, and uses wait for each other', async () => {
  const told: string[] = [];
  const use = lastOpened<string>((opened) => Promise.resolve(void told.push(`close ${opened}`)));
  const ask = (key: string): Promise<string> =>
    use(
      key,
      () => Promise.resolve((told.push(`open ${key}`), key)),
      async (opened) => {
        told.push(`begin ${opened}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        told.push(`end ${opened}`);
        return opened.toUpperCase();
      },
    );
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['A', 'A', 'B']);
  expect(told).toEqual([
    ...['open a', 'begin a', 'end a', 'begin a', 'end a'],
    ...['close a', 'open b', 'begin b', 'end b'],
  ]);
});

test('what could not be opened is opened the next time, and a use that fails leaves it open', async () => {
  let opens = 0;
  const use = lastOpened<number>(() => Promise.resolve());
  const open = (): Promise<number> => (++opens === 1 ? Promise.reject(new Error('busy')) : Promise.resolve(opens));
  const fine = (opened: number): Promise<number> => Promise.resolve(opened);
  await expect(use('a', open, fine)).rejects.toThrow('busy');
  expect(await use('a', open, fine)).toBe(2);
  await expect(use('a', open, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await use('a', open, fine)).toBe(2);
});
