import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { defaultKeywordOptions } from '../../electron/contract/index.ts';
import { closeExifTool } from '../../electron/decode/index.ts';
import type { JobScope } from '../../electron/engine/jobs/queue.ts';
import { found } from '../../electron/engine/jobs/walk.ts';
import { keywordStoreIn, restoreQueued, writeListed, writeQueued } from '../../electron/engine/keywords/index.ts';
import { Library } from '../../electron/engine/library/index.ts';
import {
  changeOriginal,
  nothingWritten,
  replaceFile,
  sidecarFinder,
  writeOriginal,
} from '../../electron/metadata/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { makeKeywordPhotos, tagsByExifTool } from '../support/keywordPhotos.ts';
import { fill } from './libraries.ts';

// Which file is written, how it takes its place, and what the library remembers of it.

const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((clean) => clean()));
afterAll(closeExifTool);

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

/** Two photos with a label whose keywords are written; `when` is called as their files are prepared and begun. */
async function writing(when: (moment: 'kept' | 'begun', count: number, library: Library) => void) {
  const at = folderOf('a.jpg', 'b.jpg');
  const library = new Library(at('data'));
  cleanups.push(() => library.close());
  const reading = library.jobs.add({ kind: 'library.import', title: '', task: {}, unit: 'photos', total: null });
  library.addFiles(reading, await Promise.all(['a.jpg', 'b.jpg'].map((name) => found(at(name)))));
  const photos = [...library.idsAt([at('a.jpg'), at('b.jpg')]).values()];
  library.label(photos, 'boat');
  const kept = keywordStoreIn(at('data'));
  const count = { kept: 0, begun: 0 };
  const tell = (moment: 'kept' | 'begun'): void => when(moment, (count[moment] += 1), library);
  const adopted: number[] = [];
  const needs = {
    library,
    store: { ...kept, keep: (bytes: Uint8Array) => kept.keep(bytes).finally(() => tell('kept')) },
    onBegun: () => tell('begun'),
    adopt: (job: number) => void adopted.push(job),
    lookAtNew: () => Promise.reject(new Error('no original was written')),
  };
  const scopeOf = (id: number): JobScope => {
    const job = library.jobs.find(id)!;
    return { id, task: job.task, signal: new AbortController().signal, job, report: () => undefined };
  };
  const { task, kind } = { task: { options: defaultKeywordOptions }, kind: 'keywords.write' as const };
  const job = library.keywords.plan(photos, { kind, title: 'write', task, unit: 'photos', total: 2 });
  const message = await writeQueued(scopeOf(job), needs);
  return {
    ...{ library, message, adopted },
    written: () => ['a.jpg.xmp', 'b.jpg.xmp'].filter((name) => existsSync(at(name))),
    restore: () => restoreQueued(scopeOf(adopted[0]!), needs),
  };
}

test('a file that is not begun when the step is undone is not written', async () => {
  const { library, message, written, adopted, restore } = await writing((moment, count, of) => {
    if (moment === 'kept' && count === 2) of.undo();
  });
  expect(message).toBe('Taken back while it ran');
  expect(written()).toEqual(['a.jpg.xmp']);
  expect(adopted.map((job) => library.jobs.find(job)?.title)).toEqual(['Put back 1 file']);
  expect(await restore()).toBe('1 file put back');
  expect(written()).toEqual([]);
  library.redo();
  expect(library.keywords.toRestore()).toMatchObject([{ holds: null }]);
});

test('a file that is being written when the step is undone is put back, also the last one and after a crash', async () => {
  let seen: unknown = null;
  const { library, message, written, restore } = await writing((moment, count, of) => {
    if (moment !== 'begun' || count !== 2) return;
    of.undo();
    seen = of.keywords.toRestore();
  });
  expect(seen).toMatchObject([{ wanted: null }, { wanted: null }]);
  expect(message).toBe('Taken back while it ran');
  expect(written()).toEqual(['a.jpg.xmp', 'b.jpg.xmp']);
  expect(await restore()).toBe('2 files put back');
  expect(written()).toEqual([]);
  expect(library.keywords.toRestore()).toEqual([]);
});

test('a photo that is a link stays one: the file behind it gets the keywords', async () => {
  const at = folderOf();
  await makeKeywordPhotos(at('real'), { 'photo.jpg': [] });
  symlinkSync(join('real', 'photo.jpg'), at('link.jpg'));
  const wanted = { keywords: [['boat']], ancestors: false, rating: null, states: null, before: nothingWritten };
  await writeOriginal(at('link.jpg'), await changeOriginal(at('link.jpg'), wanted), () => undefined);
  expect(lstatSync(at('link.jpg')).isSymbolicLink()).toBe(true);
  expect((await tagsByExifTool([at('real/photo.jpg')]))[0]).toMatchObject({ 'XMP-dc:Subject': ['boat'] });
  expect(readdirSync(at('real'))).toEqual(['photo.jpg']);
});

test('a list of keywords is a table as spreadsheets write it, and says in which line it is none', async () => {
  const at = folderOf('a, b.jpg');
  const run = async (text: string) => {
    writeFileSync(at('list.csv'), text);
    const watch = { signal: new AbortController().signal, tell: () => undefined };
    return writeListed(at('list.csv'), defaultKeywordOptions, null, watch);
  };
  expect(await run('\uFEFFpath;keyword\r"a, b.jpg";"the ""sea"""\r;\r')).toMatchObject({ photos: 1, create: 1 });
  await expect(run('path,keyword\n"a, b.jpg"x,sea\n')).rejects.toThrow(/Line 2/);
  await expect(run('path,keyword\n"a, b.jpg",sea\n"a, b.jpg')).rejects.toThrow(/never closed/);
});
