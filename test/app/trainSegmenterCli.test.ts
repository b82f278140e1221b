import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBase } from '../support/classFolders.ts';
import { fovea as run, foveaFile, startCommand, type Ended } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { maskedScene, writeMaskedScenes, writePicture, writeTruth } from '../support/maskedScenes.ts';

// Segmenters learned from masks, as the command line does it: the real command, engine and runner, a small network.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const env = { FOVEA_DATA_DIR: at('library'), FOVEA_MODELS_DIR: at('models') };
const fovea = (...options: readonly string[]): Promise<Ended> => run(options, env);
const training = (photos: string, masks: string, ...more: readonly string[]): readonly string[] => [
  ...['train', 'segmentation', photos, '--masks', masks, '--model', at('net.onnx'), ...more],
];
const train = (...options: Parameters<typeof training>): Promise<Ended> => fovea(...training(...options));

interface Row {
  readonly class?: string;
  readonly headIou?: number | null;
  readonly tunedIou?: number | null;
  readonly path?: string;
  readonly error?: { readonly code: string };
  readonly summary?: Readonly<Record<string, unknown>>;
}

const rowsOf = ({ stdout }: Ended): Row[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

beforeAll(async () => {
  mkdirSync(at('models'));
  writeBase(at('net.onnx'));
  await writeMaskedScenes(folder.path, 8);
});
afterAll(() => folder.remove());

describe('fovea train segmentation', () => {
  test('learns a segmenter, tunes it, and puts the better one on the shelf, where it is judged like any other', async () => {
    const options = ['--classes', 'ground,box,disc', '--deep', '--epochs', '2', '--dice', '0.2', '--name', 'shapes'];
    const ended = await train(at('photos'), at('masks'), ...options, '--json');
    expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 0 });
    const rows = rowsOf(ended);
    expect(rows.slice(0, 3).map((row) => row.class)).toEqual(['ground', 'box', 'disc']);
    expect(rows.slice(0, 3).every(({ headIou, tunedIou }) => headIou !== null && tunedIou !== null)).toBe(true);
    expect(rows.at(-1)?.summary).toMatchObject({ name: 'shapes', learned: 7, judged: 1, failed: 0, stopped: false });
    const judged = await fovea('eval', 'segmentation', 'shapes', at('photos'), '--masks', at('masks'), '--json');
    expect(rowsOf(judged).at(-1)?.summary?.['meanIou']).toBeGreaterThan(0.7);
    expect(readdirSync(at('library', 'segmenters'))).toEqual([]);
  });

  test('goes on past photos without a mask, of another size, and with a damaged one, and names them', async () => {
    const files = await writeMaskedScenes(at('odd'), 6);
    for (const name of ['no mask', 'other size', 'damaged'])
      await writePicture(maskedScene(5, 80, 64), at('odd', 'photos'), name);
    await writeTruth(maskedScene(5, 64, 80).truth, at('odd', 'masks'), 'other size');
    writeFileSync(at('odd', 'masks', 'damaged.png'), readFileSync(files[0]?.mask ?? '').subarray(0, 80));
    const ended = await train(at('odd', 'photos'), at('odd', 'masks'), '--json');
    expect(ended.code).toBe(1);
    const problems = rowsOf(ended).flatMap(({ path, error }) =>
      error ? [[path?.split(/[\\/]/).at(-1), error.code]] : [],
    );
    expect(problems.toSorted()).toEqual([
      ['damaged.png', 'mask/not-readable'],
      ['no mask.png', 'mask/missing'],
      ['other size.png', 'mask/size'],
    ]);
    expect(rowsOf(ended).at(-1)?.summary).toMatchObject({ learned: 5, judged: 1, failed: 3 });
  });

  test('stopped by Ctrl+C after an epoch, goes on when it is asked for again', async () => {
    const asked = [foveaFile, ...training(at('photos'), at('masks'), '--deep', '--epochs', '60', '--json')];
    const { child, ended } = startCommand(process.execPath, asked, env);
    const kept = (): boolean =>
      readdirSync(at('library', 'segmenters')).some((name) =>
        existsSync(at('library', 'segmenters', name, 'learned.bin')),
      );
    await expect.poll(kept, { timeout: 30_000, interval: 20 }).toBe(true);
    child.kill('SIGINT');
    const stopped = await ended;
    expect({ code: stopped.code, stderr: stopped.stderr }).toMatchObject({ code: 130 });
    expect(stopped.stderr).toContain('The same command goes on after the last epoch that was finished.');
    expect(rowsOf(stopped)).toEqual([{ summary: { stopped: true } }]);
    const again = await run(asked.slice(1), env);
    expect(rowsOf(again).at(-1)?.summary).toMatchObject({ stopped: false });
    expect(readdirSync(at('library', 'segmenters'))).toEqual([]);
  });

  test('says what is wrong with masks of one class, of too many, or where nothing is', async () => {
    const size = { width: 80, height: 64 };
    const [one, many] = [new Uint16Array(5120), Uint16Array.from({ length: 5120 }, (_, pixel) => pixel % 301)];
    for (const name of readdirSync(at('photos')).map((file) => file.replace('.png', ''))) {
      await writeTruth({ ...size, classOf: one }, at('one'), name);
      await writeTruth({ ...size, classOf: many }, at('many'), name, 301);
    }
    mkdirSync(at('empty'));
    const endings = await Promise.all([
      train(at('photos'), at('one')),
      train(at('photos'), at('many')),
      train(at('photos'), at('empty')),
      train(at('empty'), at('masks')),
      train(at('nowhere'), at('masks')),
    ]);
    expect(endings.map(({ code }) => code)).toEqual([3, 3, 3, 3, 3]);
    const sentences = [
      'The masks have no two classes: all is "class 0".',
      'The masks have 301 classes; 300 are the most.',
      'None of the 8 photos has a mask that can be learned from',
      'There are no photos to learn from.',
      'There is nothing at',
    ];
    endings.forEach(({ stderr }, index) => expect(stderr).toContain(sentences[index]));
    expect(readdirSync(at('library', 'segmenters'))).toEqual([]);
  });
});
