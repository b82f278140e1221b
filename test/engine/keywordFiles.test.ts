import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync, chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { defaultKeywordOptions } from '../../electron/contract/index.ts';
import { Library } from '../../electron/engine/library/index.ts';
import { nothingWritten, replaceFile, sidecarFinder } from '../../electron/metadata/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { fill } from './libraries.ts';

// Which file is written, how it takes its place, and what the library remembers of it.

const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((clean) => clean()));

function folderOf(...files: readonly string[]): (name: string) => string {
  const folder = temporaryFolder();
  cleanups.push(() => folder.remove());
  const at = (name: string): string => join(folder.path, name);
  for (const name of files) writeFileSync(at(name), name);
  return at;
}

test('the sidecar that is there is written; a new one is named as was chosen', async () => {
  const at = folderOf('a.jpg', 'a.jpg.xmp', 'b.jpg', 'b.xmp', 'c.cr2', 'd.jpg', 'e.jpg', 'e.jpg.xmp', 'e.xmp');
  const named = async (naming: 'extension' | 'adobe', name: string) => (await sidecarFinder(naming)(at(name))).file;
  expect(await named('adobe', 'a.jpg')).toBe(at('a.jpg.xmp'));
  expect(await named('extension', 'b.jpg')).toBe(at('b.xmp'));
  expect(await named('extension', 'e.jpg')).toBe(at('e.jpg.xmp'));
  expect([await named('extension', 'c.cr2'), await named('adobe', 'c.cr2')]).toEqual([at('c.cr2.xmp'), at('c.xmp')]);
  expect(await named('adobe', 'd.jpg')).toBe(at('d.jpg.xmp'));
});

test('a sidecar beside a RAW file and a JPEG of one name is the RAW file’s', async () => {
  const at = folderOf('a.cr2', 'a.jpg', 'a.xmp', 'b.jpg', 'b.png', 'b.xmp');
  const find = sidecarFinder('adobe');
  expect(await find(at('a.cr2'))).toEqual({ file: at('a.xmp'), exists: true });
  expect(await find(at('a.jpg'))).toEqual({ file: at('a.jpg.xmp'), exists: false });
  expect(await find(at('b.png'))).toEqual({ file: at('b.png.xmp'), exists: false });
});

test('a file takes the place of another whole, with its permissions and through its link, and only if nobody was faster', async () => {
  const at = folderOf('there.xmp');
  mkdirSync(at('links'));
  symlinkSync(at('there.xmp'), at('links/link.xmp'));
  chmodSync(at('there.xmp'), 0o640);
  const before = readFileSync(at('there.xmp'));
  await replaceFile(at('links/link.xmp'), Buffer.from('new'), before);
  expect(readFileSync(at('there.xmp'), 'utf8')).toBe('new');
  expect(statSync(at('there.xmp')).mode & 0o777).toBe(0o640);
  const late = replaceFile(at('there.xmp'), Buffer.from('late'), before);
  await expect(late).rejects.toMatchObject({ code: 'keywords/changed-since' });
  const long = replaceFile(at(`${'x'.repeat(300)}.xmp`), Buffer.from('x'), null);
  await expect(long).rejects.toMatchObject({ code: 'keywords/name-too-long' });
  await expect(replaceFile(at('gone/a.xmp'), Buffer.from('x'), null)).rejects.toMatchObject({ code: 'photo/missing' });
  expect(readFileSync(at('there.xmp'), 'utf8')).toBe('new');
  expect(readdirSync(at('.')).sort()).toEqual(['links', 'there.xmp']);
});

test('a writing that was cut off is known afterwards, whether the file was written or not', () => {
  const at = folderOf();
  let library = new Library(at('data'));
  const [photo = 0, other = 0] = fill(library, 2);
  const [before, after] = ['aa'.repeat(32), 'bb'.repeat(32)];
  const written = { ...nothingWritten, subject: ['boat'] };
  const job = library.keywords.plan([photo, other], {
    ...{
      kind: 'keywords.write',
      title: 'write',
      task: { options: defaultKeywordOptions },
      unit: 'photos',
      total: null,
    },
  });
  library.keywords.begin(job, 2, { photo, file: '/a.xmp', before, after, written });
  library.keywords.begin(job, 2, { photo: other, file: '/b.xmp', before: null, after, written });
  library.close();

  library = new Library(at('data'));
  cleanups.push(() => library.close());
  expect(library.keywords.toRestore()).toMatchObject([
    { file: '/a.xmp', holds: before, wanted: after },
    { file: '/b.xmp', holds: null, wanted: after },
  ]);
  library.keywords.settle('/a.xmp', after);
  library.keywords.recordFailure(job, other, '/b.xmp', { code: 'disk/denied', message: 'No.', remedy: 'Ask.' });
  expect(library.keywords.toRestore()).toEqual([]);
  expect([library.keywords.writtenInto('/a.xmp'), library.keywords.writtenInto('/b.xmp')]).toEqual([
    written,
    nothingWritten,
  ]);
  expect(library.keywords.failed()).toMatchObject([{ file: 'b.xmp', problem: { code: 'disk/denied' } }]);

  expect(library.undo().redo).toBe('Write keywords of 2 photos');
  expect(library.keywords.toRestore()).toMatchObject([{ file: '/a.xmp', holds: after, wanted: before }]);
  expect(library.keywords.writtenInto('/a.xmp')).toEqual(nothingWritten);
  expect(library.keywords.isTakenBack(job)).toBe(true);
});
