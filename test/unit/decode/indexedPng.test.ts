import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readMaskPng, writeMaskPng } from '../../../electron/decode/index.ts';
import { derived, notJudged, vocPalette, type LabelMap } from '../../../electron/runner/vision/index.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

/** @see W3C, "PNG Specification", third edition, section 5.3 */
function chunk(name: string, content: Uint8Array): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  const checked = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(checked));
  return Buffer.concat([length, checked, checksum]);
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const end = chunk('IEND', Buffer.alloc(0));

function headerOf(width: number, height: number, ...rest: [bits: number, type: number, ...others: number[]]): Buffer {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width, 0);
  content.writeUInt32BE(height, 4);
  content.set(rest, 8);
  return chunk('IHDR', content);
}

/** A file of rows that carry the numbers of their filters. */
const fileOf = (header: Buffer, rows: Uint8Array, ...before: Buffer[]): Buffer =>
  Buffer.concat([signature, header, ...before, chunk('IDAT', deflateSync(rows)), end]);

/** Unfiltered rows of indices, packed from the highest bits down. */
function packed({ width, height, classOf }: LabelMap, bits: number): Uint8Array {
  const rows = Array.from({ length: height }, (_, y) => {
    const digits = [...classOf.subarray(y * width, (y + 1) * width)].map((one) => one.toString(2).padStart(bits, '0'));
    const bytes = digits.join('').match(/.{1,8}/g) ?? [];
    return [0, ...bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))];
  });
  return Uint8Array.from(rows.flat());
}

function drawMap(rng: () => number, classes: number, unjudged = false): LabelMap {
  const [width, height] = [1 + Math.floor(rng() * 30), 1 + Math.floor(rng() * 20)];
  const draw = (): number => (unjudged && rng() < 0.2 ? notJudged : Math.floor(rng() * classes));
  return { width, height, classOf: Uint16Array.from({ length: width * height }, draw) };
}

describe('a mask', () => {
  test.each([1, 2, 11, 255, 256, 300, 65_535])('of %i classes comes back as it was written', async (classes) => {
    for (let round = 0; round < 10; round += 1) {
      const map = drawMap(derived(seed, 'written', classes, round), classes, true);
      const { map: read, palette } = await readMaskPng(await writeMaskPng(map, classes, vocPalette()));
      expect(read, `SEED=${seed}`).toEqual(map);
      expect(palette).toEqual(classes > 255 ? null : vocPalette());
    }
  });

  test('is what other programs take it for', async () => {
    const map = drawMap(derived(seed, 'others'), 21, true);
    const palette = vocPalette();
    const colors = await sharp(await writeMaskPng(map, 21, palette))
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    const expected = Array.from(map.classOf, (one) => [...palette.subarray(3 * (one & 255), 3 * (one & 255) + 3)]);
    expect([...colors], `SEED=${seed}`).toEqual(expected.flat());
    const wide = { width: 3, height: 1, classOf: Uint16Array.of(299, 7, notJudged) };
    const grey = sharp(await writeMaskPng(wide, 300, palette))
      .toColourspace('grey16')
      .raw({ depth: 'ushort' });
    const bytes = await grey.toBuffer();
    expect([0, 2, 4].map((at) => bytes.readUInt16LE(at))).toEqual([299, 7, notJudged]);
  });

  test('keeps its indices where two of them have one color', async () => {
    const map = { width: 4, height: 1, classOf: Uint16Array.of(3, 1, 2, 0) };
    expect((await readMaskPng(await writeMaskPng(map, 4, new Uint8Array(12)))).map).toEqual(map);
  });

  test.each([1, 2, 4, 8, 16])('of %i bits is read, with a palette and in grey', async (bits) => {
    for (let round = 0; round < 10; round += 1) {
      const map = drawMap(derived(seed, 'bits', bits, round), Math.min(255, 2 ** bits));
      const { width, height } = map;
      const grey = await readMaskPng(fileOf(headerOf(width, height, bits, 0), packed(map, bits)));
      expect(grey, `SEED=${seed}`).toEqual({ map, palette: null });
      if (bits === 16) continue;
      const colors = chunk('PLTE', Uint8Array.of(9, 9, 9));
      const indexed = await readMaskPng(fileOf(headerOf(width, height, bits, 3), packed(map, bits), colors));
      expect(indexed, `SEED=${seed}`).toEqual({ map, palette: Uint8Array.of(9, 9, 9) });
    }
  });

  test('is read through the filters that libpng chooses, and through each of the five alone', async () => {
    const [width, height] = [97, 60];
    const bytes = Uint8Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)];
      return Math.floor(120 + 60 * Math.sin(x / 9) + 50 * Math.cos((x + y) / 7) + (y % 3)) % 255;
    });
    const picture = sharp(bytes, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
    const file = await picture.png({ adaptiveFiltering: true }).toBuffer();
    expect(filtersOf(file, width).size).toBeGreaterThan(1);
    expect((await readMaskPng(file)).map.classOf).toEqual(Uint16Array.from(bytes));
    for (const filter of [0, 1, 2, 3, 4]) {
      const rows = filtered(bytes, width, filter);
      const { map } = await readMaskPng(fileOf(headerOf(width, height, 8, 0), rows));
      expect(map.classOf, `filter ${filter}`).toEqual(Uint16Array.from(bytes));
    }
  });

  test('of 16 bits is filtered by whole pixels', async () => {
    const map = { width: 3, height: 1, classOf: Uint16Array.of(300, 301, 900) };
    const sub = Uint8Array.of(1, 1, 44, 0, 1, 2, 87);
    expect((await readMaskPng(fileOf(headerOf(3, 1, 16, 0), sub))).map).toEqual(map);
  });

  test('may lie in several parts among others that say nothing of it', async () => {
    const whole = deflateSync(Uint8Array.of(0, 5, 6));
    const parts = [whole.subarray(0, 3), whole.subarray(3)].map((part) => chunk('IDAT', part));
    const text = chunk('tEXt', Buffer.from('Comment\0x'));
    const file = Buffer.concat([signature, headerOf(2, 1, 8, 0), text, ...parts, end, Buffer.from('rest')]);
    expect([...(await readMaskPng(file)).map.classOf]).toEqual([5, 6]);
  });
});

describe('refused with its reason is', () => {
  const rows = Uint8Array.of(0, 5, 6);
  const good = fileOf(headerOf(2, 1, 8, 0), rows);
  const flipped = Buffer.from(good);
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  const broken = [signature, headerOf(2, 1, 8, 0), chunk('IDAT', Buffer.from('no zlib')), end];

  test.each([
    ['nothing', Buffer.alloc(0), 'not a PNG file'],
    ['a JPEG', Buffer.from('ffd8ffe000104a46', 'hex'), 'not a PNG file'],
    ['a header alone', good.subarray(0, 33), 'the end of the file is missing'],
    ['a changed byte', flipped, 'the checksum of its part "IHDR" is wrong'],
    ['no header', Buffer.concat([signature, end]), 'does not begin with a header'],
    ['a color picture', fileOf(headerOf(2, 1, 8, 2), rows), 'a picture in color'],
    ['transparency', fileOf(headerOf(2, 1, 8, 4), rows), 'a picture in color'],
    ['an unknown type', fileOf(headerOf(2, 1, 8, 7), rows), 'not valid (type 7 of 8 bits)'],
    ['a depth that there is not', fileOf(headerOf(2, 1, 3, 0), rows), 'not valid (type 0 of 3 bits)'],
    ['a palette of 16 bits', fileOf(headerOf(2, 1, 16, 3), rows), 'not valid (type 3 of 16 bits)'],
    ['an interlaced picture', fileOf(headerOf(2, 1, 8, 0, 0, 0, 1), rows), 'it is interlaced'],
    ['no pixels', fileOf(headerOf(0, 1, 8, 0), rows), 'promises no pixels'],
    ['too many rows', fileOf(headerOf(2, 1, 8, 0), Buffer.alloc(4)), 'more rows'],
    ['too few rows', fileOf(headerOf(2, 2, 8, 0), rows), 'fewer rows'],
    ['a filter that there is not', fileOf(headerOf(2, 1, 8, 0), Uint8Array.of(5, 0, 0)), 'row 0 names a filter'],
    ['broken compression', Buffer.concat(broken), 'compressed pixels are damaged'],
    ['no compressed pixels', Buffer.concat([signature, headerOf(2, 1, 8, 0), end]), 'compressed pixels are damaged'],
    ['no palette', fileOf(headerOf(2, 1, 8, 3), rows), 'palette is missing'],
    ['half a color', fileOf(headerOf(2, 1, 8, 3), rows, chunk('PLTE', Buffer.alloc(4))), 'palette is missing'],
    ['an unknown part', fileOf(headerOf(2, 1, 8, 0), rows, chunk('QUIZ', Buffer.alloc(1))), 'a part "QUIZ"'],
  ])('%s', async (_, file, reason) => {
    await expect(readMaskPng(file)).rejects.toMatchObject({
      ...{ code: 'mask/not-readable', message: expect.stringContaining(reason) as string },
    });
  });

  test('every beginning of a file', async () => {
    for (let length = 0; length < good.length; length += 1) {
      await expect(readMaskPng(good.subarray(0, length))).rejects.toMatchObject({ code: 'mask/not-readable' });
    }
    expect([...(await readMaskPng(good)).map.classOf]).toEqual([5, 6]);
  });

  test('a small file that promises billions of pixels', async () => {
    const bomb = fileOf(headerOf(2 ** 31 - 1, 2 ** 31 - 1, 16, 0), Buffer.alloc(1000));
    await expect(readMaskPng(bomb)).rejects.toMatchObject({ code: 'photo/too-large' });
  });

  test('a class beyond the last, before it is written', async () => {
    const map = { width: 2, height: 1, classOf: Uint16Array.of(0, 3) };
    await expect(writeMaskPng(map, 3, vocPalette())).rejects.toMatchObject({ code: 'mask/class' });
  });
});

const shared = sharedDir();
test.runIf(shared === null)(sharedAbsent, () => undefined);
test.skipIf(shared === null)('masks of a public set are read to the indices they hold', async () => {
  const folder = join(shared ?? '', 'data/camvid/testannot');
  for (const name of readdirSync(folder)
    .filter((one) => one.endsWith('.png'))
    .slice(0, 5)) {
    const bytes = readFileSync(join(folder, name));
    const { data, info } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const { map } = await readMaskPng(bytes);
    expect([map.width, map.height, info.channels]).toEqual([info.width, info.height, 1]);
    expect(map.classOf).toEqual(Uint16Array.from(data));
    expect(Math.max(...new Set(map.classOf))).toBeLessThanOrEqual(11);
  }
});

/** Which filters the rows of a file of 8 bits have. */
function filtersOf(file: Buffer, width: number): Set<number> {
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const content = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(content);
  }
  const rows = inflateSync(Buffer.concat(parts));
  return new Set(rows.filter((_, at) => at % (1 + width) === 0));
}

/** All rows with one filter, straight from the table of section 9.2. */
function filtered(bytes: Uint8Array, width: number, filter: number): Uint8Array {
  const at = (x: number, y: number): number => (x < 0 || y < 0 ? 0 : (bytes[y * width + x] ?? 0));
  const paeth = (a: number, b: number, c: number): number => {
    const p = a + b - c;
    return [a, b, c].reduce((best, one) => (Math.abs(p - one) < Math.abs(p - best) ? one : best));
  };
  return Uint8Array.from({ length: (bytes.length / width) * (1 + width) }, (_, place) => {
    const [x, y] = [(place % (1 + width)) - 1, Math.floor(place / (1 + width))];
    if (x < 0) return filter;
    const [a, b, c] = [at(x - 1, y), at(x, y - 1), at(x - 1, y - 1)];
    return at(x, y) - [0, a, b, Math.floor((a + b) / 2), paeth(a, b, c)][filter]!;
  });
}
