import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeExifTool } from '../../electron/decode/index.ts';
import { fovea } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { checksums, makeKeywordPhotos } from '../support/keywordPhotos.ts';
import { readRdf, textsOf } from '../support/rdf.ts';

// Keywords of files from the command line, without a library.

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const env = { FOVEA_DATA_DIR: at('data') };
const dc = 'http://purl.org/dc/elements/1.1/#subject';

beforeAll(async () => {
  await makeKeywordPhotos(folder.path, {
    'photos/sea.jpg': ['-XMP-dc:Subject=sea', '-XMP-xmp:Rating=3'],
    'photos/gull.jpg': [],
  });
}, 30_000);

afterAll(async () => {
  await closeExifTool();
  folder.remove();
});

test('what files say is read, a table is tried first and then written, and photos stay as they are', async () => {
  const lines = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const read = await fovea(['keywords', 'read', at('photos'), '--json'], env);
  expect(read.code).toBe(0);
  expect(lines(read.stdout)).toMatchObject([
    { path: at('photos/gull.jpg'), keywords: [] },
    { path: at('photos/sea.jpg'), keywords: [{ path: ['sea'], source: 'xmp' }], rating: 3 },
    { summary: { done: 2, failed: 0 } },
  ]);

  writeFileSync(
    at('list.csv'),
    'path,keyword\nphotos/gull.jpg,birds|gull\n"photos/gull.jpg",beach\nphotos/gone.jpg,x\n',
  );
  const before = checksums(at('photos'));
  const write = ['keywords', 'write', '--csv', at('list.csv'), '--json'];
  const tried = await fovea([...write, '--dry-run'], env);
  expect(lines(tried.stdout)).toMatchObject([
    { does: 'create', added: ['birds|gull', 'beach'] },
    { does: 'refuse', problem: { code: 'photo/missing' } },
    { summary: { photos: 2, create: 1, refuse: 1, dryRun: true } },
  ]);
  expect(existsSync(at('photos/gull.jpg.xmp'))).toBe(false);
  const written = await fovea(write, env);
  expect([tried.code, written.code]).toEqual([1, 1]);
  expect(textsOf(readRdf(readFileSync(at('photos/gull.jpg.xmp'), 'utf8')), dc)).toEqual(['gull', 'beach']);
  expect(checksums(at('photos'))).toEqual(before);
}, 60_000);
