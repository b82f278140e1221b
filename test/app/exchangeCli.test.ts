import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fovea } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';

// Labels, projects and moved photos as commands: eight photos of each orientation that EXIF has, and no network.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const env = (library: string): NodeJS.ProcessEnv => ({
  ...{ FOVEA_DATA_DIR: at(library), FOVEA_BUILT_IN_DIR: at('none'), FOVEA_MODELS_DIR: at('none') },
});
const run = (library: string, ...options: readonly string[]) => fovea(options, env(library));
const summaryOf = (stdout: string): Record<string, unknown> =>
  (JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { summary: Record<string, unknown> }).summary;

beforeAll(async () => {
  mkdirSync(at('none'));
  for (const [index, kind] of ['animal/dog', 'animal/cat 🐈', 'häuser'].entries()) {
    mkdirSync(at('in', kind), { recursive: true });
    for (let orientation = 1 + index; orientation <= 8; orientation += 3)
      await sharp({ create: { width: 60, height: 40, channels: 3, background: { r: 30 * orientation, g: 80, b: 9 } } })
        .withMetadata({ orientation })
        .jpeg()
        .toFile(at('in', kind, `photo ${orientation}.jpg`));
  }
});
afterAll(() => folder.remove());

describe('labels, projects and moved photos at the command line', () => {
  test('a folder for each class becomes labels of photos that come into the library', async () => {
    const { code, stdout } = await run('library', 'import', 'labels', at('in'), '--add', '--json');
    expect({ code, ...summaryOf(stdout) }).toMatchObject({ code: 0, state: 'done' });
  });

  test('as COCO they go out upright whatever the orientation, and what is lost is told before', async () => {
    const asked = ['export', 'labels', '--format', 'coco'];
    const { stdout } = await run('library', ...asked, '--preview');
    expect(stdout).toContain('COCO has no classes of whole photos');
    const { code } = await run('library', ...asked, '--out', at('coco'));
    expect(code).toBe(0);
    const set = JSON.parse(readFileSync(at('coco/annotations/labels_default.json'), 'utf8')) as {
      images: { file_name: string; width: number; height: number }[];
      categories: { name: string; supercategory: string }[];
      annotations: unknown[];
    };
    for (const { file_name: file, width, height } of set.images)
      expect([width, height], file).toEqual(Number(/\d/.exec(file)?.[0]) >= 5 ? [40, 60] : [60, 40]);
    expect(set.annotations).toHaveLength(8);
    expect(set.categories.find(({ name }) => name === 'cat 🐈')?.supercategory).toBe('animal');
  });

  test('a project opens in another library, on the photos that it carries', async () => {
    const saved = await run('library', 'project', 'export', '--out', at('project'));
    expect(saved).toMatchObject({ code: 0 });
    const { code, stdout } = await run('other', 'project', 'open', at('project'), '--add', '--json');
    expect({ code, ...summaryOf(stdout) }).toMatchObject({
      code: 0,
      message: '8 photos of the project in the library.',
    });
  });

  test('photos that moved are found by their bytes', async () => {
    renameSync(at('in'), at('elsewhere'));
    const { code, stdout } = await run('library', 'relink', at('elsewhere'));
    expect([code, stdout.trim()]).toEqual([0, '8 photos found again.']);
    rmSync(at('project'), { recursive: true });
  });

  test('what cannot be is said with a way out', async () => {
    const wrong = await run('library', 'export', 'labels', '--format', 'tiff', '--out', at('x'));
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--format takes one of folders, csv')]);
    const full = await run('library', 'export', 'labels', '--format', 'yolo', '--out', at('coco'));
    expect([full.code, full.stderr]).toEqual([3, expect.stringContaining('is not empty')]);
  });
});
