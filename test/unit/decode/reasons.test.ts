import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { closeExifTool, decodePhoto, defaultLimits } from '../../../electron/decode/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder.path, name);
const pixels = (image: Sharp): Promise<Buffer> => image.raw().toBuffer();

beforeAll(async () => {
  for (const name of ['empty.jpg', 'empty.nef']) writeFileSync(inFolder(name), '');
  writeFileSync(inFolder('text.jpg'), 'I am no picture.');
  writeFileSync(inFolder('text.nef'), 'I am no picture.');
  mkdirSync(inFolder('folder.jpg'));
  writeFileSync(inFolder('bomb.png'), pngHeader(60_000, 50_000));
  const draw = (width: number) => sharp({ create: { width, height: 1000, channels: 3, background: 'grey' } });
  await draw(1000).toFile(inFolder('photo.png'));
  await draw(1001).toFile(inFolder('wider.png'));
});
afterAll(async () => {
  await closeExifTool();
  folder.remove();
});

/** The beginning of a picture: some fifty bytes that promise `width` × `height` pixels. */
function pngHeader(width: number, height: number): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const eightBitRgb = Buffer.from('0802000000', 'hex');
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', Buffer.concat([size, eightBitRgb])), chunk('IDAT', Buffer.alloc(1))]);
}

/** @see W3C, "PNG Specification", third edition, section 5.3 */
function chunk(type: string, content: Buffer): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(checked));
  return Buffer.concat([length, checked, checksum]);
}

test.each([
  ['missing.jpg', failure('photo/missing', {})],
  ['missing.nef', failure('photo/missing', {})],
  ['empty.jpg', failure('photo/empty', {})],
  ['empty.nef', failure('photo/empty', {})],
  ['folder.jpg', failure('photo/not-an-image', { format: 'a folder' })],
  ['text.jpg', failure('photo/not-an-image', { format: 'JPG' })],
  ['text.nef', failure('photo/no-preview', { format: 'NEF' })],
  ['bomb.png', failure('photo/too-large', { megapixels: 3000, limit: 100 })],
])('%s is refused: %s', async (name, { code, message }) => {
  await expect(decodePhoto(inFolder(name), pixels)).rejects.toMatchObject({ code, message });
});

test('a photo that is larger than the limit by one column is refused, one that fills it is not', async () => {
  const limits = { ...defaultLimits, megapixels: 1 };
  await expect(decodePhoto(inFolder('wider.png'), pixels, limits)).rejects.toMatchObject({ code: 'photo/too-large' });
  expect(await decodePhoto(inFolder('photo.png'), pixels, limits)).toMatchObject({ width: 1000, damaged: false });
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read is refused as photo/denied', async () => {
  writeFileSync(inFolder('secret.jpg'), 'x');
  chmodSync(inFolder('secret.jpg'), 0);
  await expect(decodePhoto(inFolder('secret.jpg'), pixels)).rejects.toMatchObject({ code: 'photo/denied' });
});

test('decoding that takes longer than its limit is given up by libvips', async () => {
  let told: unknown;
  const slow = (image: Sharp) =>
    pixels(image.resize(9000, 9000).sharpen({ sigma: 10 })).catch((thrown: unknown) => {
      told = thrown;
      throw thrown;
    });
  const { code, message } = failure('photo/too-slow', { seconds: 1 });
  const decoded = decodePhoto(inFolder('photo.png'), slow, { ...defaultLimits, seconds: 1 });
  await expect(decoded).rejects.toMatchObject({ code, message });
  expect(String(told)).toMatch(/timeout/);
});

test('decoding that hangs is given up from outside', async () => {
  const hanging = () => new Promise<never>(() => undefined);
  const limits = { ...defaultLimits, seconds: 1 };
  await expect(decodePhoto(inFolder('photo.png'), hanging, limits)).rejects.toMatchObject({ code: 'photo/too-slow' });
});

test('what a drawing failed of is passed on as it is, and the photo is not tried again', async () => {
  let attempts = 0;
  const fullDisk = (): Promise<never> => {
    attempts += 1;
    return Promise.reject(failure('disk/full', { path: '/pictures' }));
  };
  await expect(decodePhoto(inFolder('photo.png'), fullDisk)).rejects.toMatchObject({ code: 'disk/full' });
  expect(attempts).toBe(1);
});
