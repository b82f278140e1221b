import { appendFileSync, existsSync, openSync, readdirSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { everything } from '../../electron/contract/index.ts';
import { openDatabase } from '../../electron/engine/library/database.ts';
import { Library } from '../../electron/engine/library/index.ts';
import { migrations } from '../../electron/engine/library/migrations/index.ts';
import { migrate, openLibraryFile } from '../../electron/engine/library/open.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { answer, fill, model } from './libraries.ts';

const folders: { path: string; remove(): void }[] = [];
const folder = (): string => {
  const made = temporaryFolder();
  folders.push(made);
  return made.path;
};
afterEach(() => folders.splice(0).forEach((made) => made.remove()));

const tablesOf = (dir: string): string[] => {
  const database = new DatabaseSync(join(dir, 'library.db'));
  const rows = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
  database.close();
  return rows.map(({ name }) => name).filter((name) => !name.startsWith('sqlite_'));
};

describe('migrations', () => {
  const added: Readonly<Record<string, readonly string[]>> = {
    '0001_photos': ['photos'],
    '0002_suggestions': ['networks', 'classes', 'suggestions'],
    '0003_labels': ['labels', 'rejections', 'journal'],
    '0004_jobs': ['jobs', 'job_photos'],
    '0005_strokes': ['stroke_sets', 'strokes'],
    '0006_boxes': ['boxes', 'found_boxes', 'looked_photos', 'complete_photos'],
    '0007_classes': ['library_facts'],
    '0008_keywords': ['keywords', 'words_of_photos', 'keyword_files', 'keyword_runs', 'keyword_steps'],
  };

  test.each(migrations.map(({ name }, index) => [name, index] as const))(
    '%s adds its tables and keeps the photos that were there',
    (name, index) => {
      const dir = folder();
      const database = openDatabase(join(dir, 'library.db'));
      migrate(database, dir, 0, index);
      if (index > 0) database.run("INSERT INTO photos (path, file_name, folder) VALUES ('/a.jpg', 'a.jpg', '/')");
      const before = tablesOf(dir);
      migrate(database, dir, 0, index + 1);
      expect(tablesOf(dir).filter((table) => !before.includes(table))).toEqual(added[name]);
      expect(database.all('SELECT id FROM photos')).toHaveLength(index > 0 ? 1 : 0);
      database.close();
    },
  );

  test('the library is copied before a migration', () => {
    const dir = folder();
    const database = openDatabase(join(dir, 'library.db'));
    migrate(database, dir, 0, 1);
    migrate(database, dir, 0);
    database.close();
    expect(readdirSync(join(dir, 'backups'))).toHaveLength(1);
  });

  test('a library of a newer Fovea is refused and left as it is', () => {
    const dir = folder();
    new Library(dir).close();
    const database = new DatabaseSync(join(dir, 'library.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => new Library(dir)).toThrow(/newer Fovea \(version 99/);
    expect(tablesOf(dir)).toContain('photos');
  });
});

describe('lock, backup and damage', () => {
  test('a library has one owner; when that closes, the next may open it', () => {
    const dir = folder();
    const first = new Library(dir);
    expect(() => new Library(dir)).toThrow(new RegExp(`process ${process.pid}`));
    first.close();
    new Library(dir).close();
  });

  test('at most five backups are kept, at most one a day', async () => {
    const dir = folder();
    for (let day = 0; day < 8; day += 1) {
      const opened = openLibraryFile(dir, Date.now() + day * 25 * 3_600_000);
      await opened.backedUp;
      opened.database.close();
      opened.lock.release();
    }
    expect(readdirSync(join(dir, 'backups')).length).toBeLessThanOrEqual(5);
    const again = openLibraryFile(dir, Date.now());
    await again.backedUp;
    again.database.close();
    again.lock.release();
    expect(readdirSync(join(dir, 'backups')).length).toBeLessThanOrEqual(5);
  });

  test('a damaged library is kept aside and the newest backup opened, labels included', async () => {
    const dir = folder();
    const first = new Library(dir);
    await first.backedUp;
    const [photo = 0] = fill(first, 3);
    first.label([photo], 'cat');
    first.close();
    const opened = openLibraryFile(dir, Date.now() + 48 * 3_600_000);
    await opened.backedUp;
    opened.database.close();
    opened.lock.release();
    const file = join(dir, 'library.db');
    writeSync(openSync(file, 'r+'), Buffer.alloc(20_000, 7), 0, 20_000, 0);

    const library = new Library(dir);
    expect(library.recovered?.code).toBe('library/damaged');
    expect(readdirSync(dir).some((name) => name.startsWith('library.damaged-'))).toBe(true);
    expect(library.detail(photo).label).toBe('cat');
    library.close();
  });

  test('a damaged library without any backup is kept aside and an empty one begun', () => {
    const dir = folder();
    new Library(dir).close();
    for (const name of existsSync(join(dir, 'backups')) ? readdirSync(join(dir, 'backups')) : [])
      truncateSync(join(dir, 'backups', name), 100);
    truncateSync(join(dir, 'library.db'), 5_000);
    appendFileSync(join(dir, 'library.db'), 'x'.repeat(9_000));
    const library = new Library(dir);
    expect(library.recovered?.message).toMatch(/damaged/);
    expect(library.list(everything, 'added', 0, 10).total).toBe(0);
    library.close();
  });
});

describe('edits', () => {
  test('labelling a thousand photos is one step, and undo reaches back across a restart', () => {
    const dir = folder();
    const first = new Library(dir);
    const photos = fill(first, 1000);
    first.label(photos.slice(0, 10), 'dog');
    expect(first.label(photos, 'cat')).toEqual({ undo: 'Label 1,000 photos “cat”', redo: null });
    first.close();

    const library = new Library(dir);
    expect(library.undo()).toEqual({ undo: 'Label 10 photos “dog”', redo: 'Label 1,000 photos “cat”' });
    expect(library.facets(everything).classes).toEqual([{ className: 'dog', labelled: 10, suggested: 0 }]);
    library.undo();
    expect(library.facets(everything).labelled).toBe(0);
    library.close();

    const last = new Library(dir);
    last.redo();
    expect(last.redo()).toEqual({ undo: 'Label 1,000 photos “cat”', redo: null });
    expect(last.facets(everything).labelled).toBe(1000);
    last.close();
  });

  test('a new edit gives up what was undone', () => {
    const library = new Library(folder());
    const photos = fill(library, 2);
    library.label(photos, 'cat');
    library.undo();
    expect(library.label(photos, 'dog').redo).toBeNull();
    library.close();
  });

  test('a rejected suggestion is no best any more until undo', () => {
    const library = new Library(folder());
    const photos = fill(library, 2);
    library.show(model);
    answer(library, photos, () => [{ classIndex: 3, className: 'cat', probability: 0.8 }]);
    library.reject(photos.slice(0, 1));
    const shown = library.list(everything, 'added', 0, 10).photos;
    expect(shown.map(({ best, rejected }) => [best?.className ?? null, rejected])).toEqual([
      [null, true],
      ['cat', false],
    ]);
    library.undo();
    expect(library.facets(everything).classes[0]).toEqual({ className: 'cat', labelled: 0, suggested: 2 });
    library.close();
  });

  test('a forgotten photo leaves every list and comes back by undo with its label', () => {
    const library = new Library(folder());
    const [photo = 0] = fill(library, 2);
    library.label([photo], 'cat');
    library.forget([photo]);
    expect(library.list(everything, 'added', 0, 10).total).toBe(1);
    expect(() => library.detail(photo)).toThrow(/not in the library/);
    library.undo();
    expect(library.detail(photo).label).toBe('cat');
    library.close();
  });
});
