import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode, exposeTaps, seeded } from '../../../electron/compiler/index.ts';
import { mostPatches, UnitTable, type ModelCard, type Stop } from '../../../electron/contract/index.ts';
import { boundTo, readFolded } from '../../../electron/runner/evidence/index.ts';
import { readInput, lookupTable, writePhoto } from '../../../electron/runner/pixels/index.ts';
import { createSession, Tensor } from '../../../electron/runner/runtime/index.ts';
import { indexUnits } from '../../../electron/runner/tasks/lab/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { builtIn } from '../../support/models.ts';

// Which photos excite a unit most, beside the activations themselves.

const folder = temporaryFolder();
afterAll(() => folder.remove());

const model = { ...builtIn(), hash: 'a'.repeat(64) };
const card: ModelCard = model.card;
const turn = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());
const scope = (stop: Stop = { aborted: false, throwIfAborted: () => undefined }) => ({
  stop,
  onStop: () => undefined,
  progress: () => undefined,
});
const file = join(folder.path, 'units.json');
const photos: { path: string; hash: string }[] = [];

beforeAll(async () => {
  const rng = seeded(Number(process.env['SEED'] ?? 3));
  for (let at = 0; at < 12; at += 1) {
    const path = join(folder.path, `${at}.png`);
    const pixels = Uint8Array.from({ length: 3 * 64 * 64 }, () => Math.floor(256 * rng()));
    // Coarser noise in later ones: units answer to it differently.
    await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
      .blur(0.4 + at)
      .normalise()
      .png()
      .toFile(path);
    photos.push({ path, hash: createHash('sha256').update(readFileSync(path)).digest('hex') });
  }
});

const table = (): UnitTable => UnitTable.parse(JSON.parse(readFileSync(file, 'utf8')));
const asked = (own = photos, layers: readonly string[] | null = null) => ({
  ...{ model, photos: own, layers, device: 'cpu' as const, file },
});

/** [photos][channels] the largest activation of each channel, by a session that is asked for all of it. */
async function peaksOf(layer: string): Promise<number[][]> {
  const graph = exposeTaps(boundTo(await readFolded(model), card, 1), [layer]);
  const session = await createSession(encode(graph), 'cpu');
  const answers: number[][] = [];
  for (const { path } of photos) {
    const { pixels } = await readInput(path, card.preprocessing);
    const picture = new Float32Array(pixels.length);
    writePhoto(pixels, lookupTable(card.preprocessing), card.preprocessing, picture, 0);
    const { width, height } = card.preprocessing;
    const told = await session.run({ [card.inputName]: new Tensor('float32', picture, [1, 3, height, width]) });
    const tensor = told[layer];
    const values = tensor?.data as Float32Array;
    const length = (tensor?.dims.slice(2) ?? []).reduce((product, side) => product * side, 1);
    answers.push(
      Array.from({ length: values.length / length }, (_, channel) =>
        Math.max(...values.subarray(channel * length, (channel + 1) * length)),
      ),
    );
  }
  await session.release();
  return answers;
}

test('the photos of a unit are those with its largest activations, the strongest first', async () => {
  expect(await indexUnits(asked(), scope(), turn)).toEqual({ photos: 12, failed: 0 });
  const { layers, best, seen } = table();
  expect(layers.length).toBeGreaterThan(3);
  const middle = layers[Math.floor(layers.length / 2)];
  const own = best[layers.findIndex(({ name }) => name === middle?.name)];
  const peaks = await peaksOf(middle?.name ?? '');
  let told = 0;
  for (let channel = 0; channel < (middle?.channels ?? 0); channel += 1) {
    const wanted = peaks
      .map((row) => row[channel] ?? 0)
      .filter((value) => value > 0)
      .sort((a, b) => b - a)
      .slice(0, mostPatches);
    const at = channel * mostPatches;
    const given = (own?.photo ?? []).slice(at, at + mostPatches).filter((photo) => photo >= 0);
    expect(given).toHaveLength(wanted.length);
    expect(new Set(given).size).toBe(given.length);
    for (const [rank, photo] of given.entries()) {
      const place = photos.findIndex(({ hash }) => hash === seen[photo]);
      expect(own?.value[at + rank]).toBeCloseTo(wanted[rank] ?? NaN, 3);
      expect(peaks[place]?.[channel]).toBeCloseTo(wanted[rank] ?? NaN, 3);
      told += 1;
    }
  }
  expect(told).toBeGreaterThan(50);
});

test('in two goes, with a photo twice and one that cannot be read, it is the same', async () => {
  const whole = table();
  rmSync(file);
  const broken = join(folder.path, 'broken.png');
  writeFileSync(broken, 'no picture');
  await indexUnits(asked(photos.slice(0, 5)), scope(), turn);
  const bad = { path: broken, hash: 'b'.repeat(64) };
  expect(await indexUnits(asked([...photos, ...photos.slice(0, 3), bad]), scope(), turn)).toEqual({
    photos: 12,
    failed: 1,
  });
  const again = table();
  expect(again.seen).toEqual(whole.seen);
  expect(again.best.map(({ photo }) => photo)).toEqual(whole.best.map(({ photo }) => photo));
});

test('other layers begin anew, a layer that is not there is named, a stop keeps what is whole', async () => {
  const [{ name } = { name: '' }] = table().layers;
  await indexUnits(asked(photos.slice(0, 2), [name]), scope(), turn);
  expect(table().seen).toHaveLength(2);
  expect(table().layers.map((layer) => layer.name)).toEqual([name]);
  await expect(indexUnits(asked(photos, ['nowhere']), scope(), turn)).rejects.toMatchObject({ code: 'lab/no-layer' });
  let asks = 0;
  const stop = {
    aborted: false,
    throwIfAborted() {
      asks += 1;
      if (asks > 1) throw new Error('stopped');
    },
  };
  await expect(indexUnits(asked(photos, [name]), scope(stop), turn)).rejects.toThrow('stopped');
  // One batch was whole when it was stopped.
  expect(table().seen.length).toBeGreaterThan(2);
  expect(table().seen.length).toBeLessThan(12);
});
