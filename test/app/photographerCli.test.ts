import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeBase, writeClassFolders } from '../support/classFolders.ts';
import { fovea as run, type Ended } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';

// Photographers, as the command line has them: the real command, engine and runner, a small network.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const fovea = (...options: readonly string[]): Promise<Ended> =>
  run(['photographer', ...options], { FOVEA_DATA_DIR: at('library') });

type Row = Readonly<Record<string, unknown>>;
const rowsOf = ({ stdout }: Ended): Row[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

beforeAll(async () => {
  writeBase(at('net.onnx'));
  await writeClassFolders(at('photos'), 6);
});
afterAll(() => folder.remove());

test('photographers are learned, recognized, and told of in one page', { timeout: 90_000 }, async () => {
  const learned = await fovea(
    ...['train', at('photos'), '--model', at('net.onnx'), '--quick', '--repetitions', '1', '--name', '<b>Tints</b>'],
    '--json',
  );
  expect({ code: learned.code, stderr: learned.stderr }).toMatchObject({ code: 0 });
  const rows = rowsOf(learned);
  const summary = (rows.at(-1)?.['summary'] ?? {}) as Row;
  expect(summary).toMatchObject({ name: '<b>Tints</b>', photos: 18, photographers: ['blue', 'green', 'red'] });
  expect(rows.filter(({ row }) => typeof row === 'string').some(({ chosen }) => chosen === true)).toBe(true);
  expect(rows.filter(({ photographer }) => typeof photographer === 'string')).toHaveLength(3);

  const model = String(summary['model']);
  const seen = await fovea('identify', model, at('photos', 'red'), at('missing.jpg'), '--json');
  expect(seen.code).toBe(1);
  const photos = rowsOf(seen);
  expect(photos.at(-1)).toEqual({ summary: { done: 7, failed: 1, stopped: false } });
  expect(photos.filter(({ error }) => error !== null && error !== undefined)).toHaveLength(1);
  expect(photos[1]).toMatchObject({ path: at('photos', 'red', 'red 000.jpg'), error: null });
  expect(photos[1]?.['photographers']).toHaveLength(3);

  const saved = await fovea('report', model, at('page.html'));
  expect(saved).toMatchObject({ code: 0, stdout: `Written to ${at('page.html')}.\n` });
  const page = readFileSync(at('page.html'), 'utf8');
  expect(page).toContain('<title>&lt;b&gt;Tints&lt;/b&gt;</title>');
  expect(page).not.toContain('<b>');
  expect(page).toContain('data:image/jpeg;base64,');
  // Nothing is fetched, nothing runs.
  expect(page).not.toMatch(/<script|https?:|<link|url\(/i);

  expect(await fovea('identify', 'net', at('photos'))).toMatchObject({ code: 3 });
});
