import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fovea as run, type Ended } from '../support/command.ts';
import { repository, temporaryFolder } from '../support/fovea.ts';

// The lab, as the command line has it: the real command, engine and runner, the network in the box.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const fovea = (...options: readonly string[]): Promise<Ended> =>
  run(['lab', ...options], { FOVEA_DATA_DIR: at('library') });
const example = (name: string): string => join(repository, 'docs/examples', `${name}.jpg`);

type Row = Readonly<Record<string, unknown>>;
const rowsOf = ({ stdout }: Ended): Row[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

afterAll(() => folder.remove());

test('evidence is drawn, its picture opened, and made again to the same bytes', async () => {
  const made = await fovea('occlusion', example('goldfish'), '--grid', '5', '--class', 'goldfish', '--out', at('out'));
  expect({ code: made.code, stderr: made.stderr }).toMatchObject({ code: 0 });
  const files = made.stdout.trimEnd().split('\n');
  expect(files).toEqual(readdirSync(at('out')).map((name) => at('out', name)));
  expect(readdirSync(at('out'))).toEqual([
    'occlusion_goldfish_fovea-base.png',
    'occlusion_goldfish_fovea-base_original.png',
  ]);
  expect(made.stderr).toMatch(/fovea-base, original: goldfish \d/);

  const [file = ''] = files;
  const opened = await fovea('open', file, '--json');
  expect(rowsOf(opened)).toMatchObject([
    {
      ...{ network: { name: 'fovea-base' }, here: true, photos: [{ name: 'goldfish.jpg' }] },
      settings: { method: 'evidence', map: 'occlusion', grid: 5, target: { kind: 'class' } },
    },
  ]);
  // Known by what is in it, among others.
  const photos = [example('ladybug'), example('goldfish')].join(',');
  const again = await fovea('open', file, '--again', '--photos', photos, '--out', at('out'), '--json');
  expect({ code: again.code, stderr: again.stderr }).toMatchObject({ code: 0 });
  expect(rowsOf(again).at(-1)).toMatchObject({ summary: { same: true, stopped: false } });
  expect(readdirSync(at('out'))).toContain('occlusion_goldfish_fovea-base (2).png');

  const without = await fovea('open', file, '--again');
  expect(without.code).toBe(3);
  expect(without.stderr).toContain('"goldfish.jpg"');
});

test('what is not understood is said, with what would be', async () => {
  const ended = await Promise.all([
    fovea('dream'),
    fovea('attack', example('goldfish'), '--octaves', '2'),
    fovea('maximize', '--class', 'goldfish,unicorn'),
    fovea('projection', example('goldfish'), '--channel', '1'),
  ]);
  expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
  const said = [/evidence, projection/, /--octaves/, /no class "unicorn"/, /--layer is missing/];
  for (const [index, words] of said.entries()) expect(ended[index]?.stderr).toMatch(words);
  writeFileSync(at('photo.png'), 'no picture');
  expect(await fovea('open', at('photo.png'))).toMatchObject({ code: 3 });
});
