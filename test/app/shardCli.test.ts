import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { fovea } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';

// The real command, with a small network that knows colors. What label and merge hold stands in test/engine/shards.test.ts.

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const env = { FOVEA_DATA_DIR: at('library'), FOVEA_MODELS_DIR: at('models') };

test('fovea label ends with 0 though a photo is bad, and fovea merge makes a table of what it wrote', async () => {
  writeColorModel(at('models'));
  await writeColorPhoto(at('photos'), 'red');
  writeFileSync(at('photos', 'bad.jpg'), 'this is no picture');
  const [shard, all, table] = [at('new', '1.sqlite'), at('all.sqlite'), at('all.csv')];
  const labelled = await fovea(
    ['label', at('photos'), '--model', 'colors', '--top', '1', '--out', shard, '--json'],
    env,
  );
  expect([labelled.code, labelled.stderr]).toEqual([0, '']);
  expect(JSON.parse(labelled.stdout)).toMatchObject({
    summary: { photos: 2, failed: 1, before: 0, model: 'colors', device: 'cpu', file: shard, stopped: false },
  });
  const merged = await fovea(['merge', shard, '--out', all, '--csv', table], env);
  expect(merged).toMatchObject({
    ...{ code: 0, stdout: `${all}\n${table}\n`, stderr: '2 photos of 1 shard, 1 with a problem.\n' },
  });
  expect(readFileSync(table, 'utf8')).toMatch(/^path,.+\r\nbad\.jpg,.+,photo\/not-an-image\r\nred\.png,.+,1,red,/);
});

test('a shard beyond the last is a mistake of usage: code 2', async () => {
  const options = ['label', 'a', '--out', 'b', '--shard', '5/4'];
  expect(await fovea(options, env)).toMatchObject({ code: 2, stdout: '' });
});

test('a path at which there is nothing is an end, and no file', async () => {
  const { code, stderr } = await fovea(['label', at('nowhere'), '--out', at('none.sqlite')], env);
  expect([code, existsSync(at('none.sqlite'))]).toEqual([3, false]);
  expect(stderr).toContain(`There is nothing at "${at('nowhere')}".`);
});
