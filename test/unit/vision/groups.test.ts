import { expect, test } from 'vitest';
import { makeScene } from '../../../electron/engine/images/index.ts';
import {
  alikeBits,
  derived,
  fingerprintDistance,
  fingerprintOf,
  groupAlike,
  shootsOf,
  shuffled,
  type Groupable,
  type Taken,
} from '../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const [width, height] = [224, 224];
const sceneOf = (index: number): Uint8Array => makeScene(index, { width, height, objects: 3 }).pixels;

/** `pixels` after `change` of every value [channel value, y, x, channel]. */
function altered(pixels: Uint8Array, change: (value: number, y: number, x: number) => number): Uint8Array {
  return pixels.map((value, at) => {
    const change255 = change(value, Math.floor(at / 3 / width), Math.floor(at / 3) % width);
    return Math.max(0, Math.min(255, Math.round(change255)));
  });
}

/** Enlarged by `scale` about its middle, nearest pixel. */
function cropped(pixels: Uint8Array, scale: number): Uint8Array {
  const at = (to: number, pixelsWide: number): number => Math.floor((to - pixelsWide / 2) / scale + pixelsWide / 2);
  return Uint8Array.from({ length: 3 * width * height }, (_, index) => {
    const [y, x] = [at(Math.floor(index / 3 / width), height), at(Math.floor(index / 3) % width, width)];
    return pixels[3 * (y * width + x) + (index % 3)] ?? 0;
  });
}

test('a picture made brighter, noisier, smaller or cropped a little keeps its fingerprint; another has another', () => {
  const rng = derived(seed, 'noise');
  const scenes = Array.from({ length: 12 }, (_, index) => sceneOf(index));
  const prints = scenes.map((pixels) => fingerprintOf(pixels, width, height));
  for (const [index, pixels] of scenes.entries()) {
    const half = Uint8Array.from({ length: 3 * 112 * 112 }, (_, at) => {
      return pixels[3 * (2 * Math.floor(at / 3 / 112) * width + 2 * (Math.floor(at / 3) % 112)) + (at % 3)] ?? 0;
    });
    const apart = [
      fingerprintOf(
        altered(pixels, (value) => 1.15 * value + 5),
        width,
        height,
      ),
      fingerprintOf(
        altered(pixels, (value) => value + 30 * (rng() - 0.5)),
        width,
        height,
      ),
      fingerprintOf(half, 112, 112),
      fingerprintOf(cropped(pixels, 1.01), width, height),
    ].map((print) => fingerprintDistance(print, prints[index] ?? ''));
    expect(Math.max(...apart), `scene ${index}: ${apart.join()}, SEED=${seed}`).toBeLessThanOrEqual(alikeBits);
  }
  const others = prints.flatMap((print, at) => prints.slice(at + 1).map((other) => fingerprintDistance(print, other)));
  expect(Math.min(...others)).toBeGreaterThan(alikeBits);
});

test('the negative of a picture has every bit the other way round', () => {
  for (let index = 0; index < 5; index += 1) {
    const pixels = sceneOf(index);
    const negative = pixels.map((value) => 255 - value);
    const apart = fingerprintDistance(fingerprintOf(pixels, width, height), fingerprintOf(negative, width, height));
    expect(apart, `scene ${index}`).toBe(64);
  }
});

test('a picture of one color has the fingerprint 0, whatever its color', () => {
  for (const value of [0, 1, 127, 255]) {
    expect(fingerprintOf(new Uint8Array(3 * 50 * 20).fill(value), 50, 20)).toBe('0000000000000000');
  }
});

const photo = (facts: Partial<Groupable>): Groupable => {
  return { hash: null, fingerprint: null, takenAtMs: null, camera: null, folder: 'a', ...facts };
};

test('equal bytes, equal looks and moments after one another join; nothing else does', () => {
  const photos = [
    photo({ hash: 'a', fingerprint: '0000000000000000' }),
    photo({ hash: 'a', fingerprint: '0000000000000000', folder: 'b' }),
    photo({ hash: 'b', fingerprint: '00000000000000ff' }),
    photo({ hash: 'c', fingerprint: '0000000000ff00ff' }),
    photo({ hash: 'd', fingerprint: 'ffff000000000000', camera: 'X', takenAtMs: 1000 }),
    photo({ hash: 'e', fingerprint: 'ffff0000ffff0000', camera: 'X', takenAtMs: 4900 }),
    photo({ hash: 'f', fingerprint: '0ff000f0f0f00ff0', camera: 'X', takenAtMs: 2950 }),
    photo({ hash: 'g', fingerprint: 'f0f0f0f0f0f0f0f0', camera: 'X', takenAtMs: 1000, folder: 'b' }),
    photo({ hash: 'h', fingerprint: '0f0f0f0f0f0f0f0f', camera: 'Y', takenAtMs: 1000 }),
    photo({ hash: 'i', fingerprint: '3333333333333333', takenAtMs: 1000 }),
    photo({ hash: 'j', fingerprint: 'cccccccccccccccc', takenAtMs: 1000 }),
    photo({}),
    photo({}),
  ];
  expect(groupAlike(photos)).toEqual({
    groups: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 7),
    duplicates: [[0, 1]],
    nearDuplicates: [[0, 1, 2, 3]],
    bursts: [[4, 6, 5]],
  });
});

test('who goes together does not depend on the order of photos', () => {
  const rng = derived(seed, 'order');
  const photos = drawPhotos(600, rng);
  const before = groupAlike(photos).groups;
  const order = shuffled(photos.length, rng);
  const after = groupAlike(Array.from(order, (at) => photos[at] ?? photo({}))).groups;
  // The two numberings are one numbering renamed: as many pairs of numbers as numbers.
  const pairs = new Set(Array.from(order, (at, now) => `${before[at]} ${after[now]}`));
  expect(pairs.size, `SEED=${seed}`).toBe(new Set(before).size);
  expect(new Set(after).size, `SEED=${seed}`).toBe(new Set(before).size);
  expect(new Set(before).size).toBeLessThan(photos.length);
});

test('what looks alike is found exactly where comparing every pair finds it', () => {
  const photos = drawPhotos(500, derived(seed, 'pairs'));
  const { groups, nearDuplicates } = groupAlike(photos);
  const linked = photos.map((_, index) => index);
  const rootOf = (index: number): number => (linked[index] === index ? index : rootOf(linked[index] ?? index));
  for (const [a, one] of photos.entries()) {
    for (const [b, other] of photos.slice(0, a).entries()) {
      const near = fingerprintDistance(one.fingerprint ?? '', other.fingerprint ?? '') <= alikeBits;
      if (near || one.hash === other.hash) linked[rootOf(a)] = rootOf(b);
    }
  }
  const expected = new Set(photos.map((_, index) => rootOf(index))).size;
  expect(new Set(groups).size, `SEED=${seed}`).toBe(expected);
  for (const set of nearDuplicates) expect(new Set(set.map(rootOf)).size, `SEED=${seed}`).toBe(1);
});

test('50,000 photos, thousands of them alike, are grouped within seconds', () => {
  const started = performance.now();
  const { groups } = groupAlike(drawPhotos(50_000, derived(seed, 'many')));
  expect(groups.length).toBe(50_000);
  expect(performance.now() - started).toBeLessThan(5000);
});

/** Photos of which a third is another one with up to 12 bits changed, some with the very bytes. */
function drawPhotos(count: number, rng: () => number): Groupable[] {
  const words: [number, number][] = [];
  return Array.from({ length: count }, (_, index) => {
    const from = words[Math.floor(rng() * words.length)];
    const word: [number, number] = from && rng() < 0.33 ? [...from] : [rng() * 2 ** 32, rng() * 2 ** 32];
    for (let bit = 0; from && bit < 12 * rng(); bit += 1) word[bit & 1]! ^= 2 ** Math.floor(rng() * 32);
    words.push([word[0] >>> 0, word[1] >>> 0]);
    const fingerprint = words[index]!.map((half) => half.toString(16).padStart(8, '0')).join('');
    return photo({ hash: fingerprint + String(rng() < 0.5), fingerprint });
  });
}

test('a shoot is what one camera took in one folder, each photo within an hour of the next', () => {
  const minute = 60_000;
  const taken = (minutes: number | null, camera: string | null = 'Canon', folder = 'a'): Taken => {
    return { takenAtMs: minutes === null ? null : minutes * minute, camera, folder };
  };
  const photos = [taken(120), taken(0), taken(60), taken(181), taken(0, 'Nikon'), taken(0, 'Canon', 'b')];
  const alone = (count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => index);
  // 0, 60 and 120 are a chain; 181 is an hour and a minute after its end.
  expect([...shootsOf(photos, alone(6))]).toEqual([0, 0, 0, 1, 2, 3]);
  // Without a time or a camera a photo stays with its near-duplicates.
  const silent = [taken(null), taken(null), taken(0, null), taken(0, null)];
  expect([...shootsOf(silent, Int32Array.of(7, 7, 3, 4))]).toEqual([0, 0, 1, 2]);
  // A group that reaches into a shoot joins it, whatever the numbers.
  expect([...shootsOf([taken(0), taken(30), taken(null)], Int32Array.of(5, 9, 9))]).toEqual([0, 0, 0]);
  expect([...shootsOf([], new Int32Array(0))]).toEqual([]);
});
