import { expect, test } from 'vitest';
import { LabelFormat } from '../../../../electron/contract/index.ts';
import { networksNamed } from '../../../../electron/shell/cli/exchange/networks.ts';
import { oneOf } from '../../../../electron/shell/cli/typed.ts';
import { aModel } from '../../../support/fakeShell.ts';

const session = { engine: { ask: () => Promise.resolve({ models: [aModel] }) } } as never;

test('networks are named as by every other command: without blanks, in any letters, or by their hash', async () => {
  const bare = aModel.card.name.toLowerCase().replaceAll(' ', '');
  expect(await networksNamed(session, `${bare},${aModel.hash.slice(0, 8)}`)).toEqual([aModel.hash, aModel.hash]);
  await expect(networksNamed(session, 'no such network')).rejects.toMatchObject({ code: 'model/unknown' });
  expect(await networksNamed(session, undefined)).toEqual([]);
});

test('an option takes one of its words, and says which there are', () => {
  expect(oneOf('--format', 'csv', LabelFormat.options)).toBe('csv');
  expect(() => oneOf('--format', undefined, LabelFormat.options)).toThrow(/^--format takes one of folders, csv, /);
});
