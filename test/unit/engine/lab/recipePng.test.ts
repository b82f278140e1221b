import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LabSettings, type LabRecipe } from '../../../../electron/contract/index.ts';
import { readRecipe, withRecipe } from '../../../../electron/engine/lab/recipePng.ts';
import { seeded } from '../../../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../../../support/fovea.ts';

// Recipes inside pictures: what goes in comes out, and no file that somebody made up does harm.

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

const hash = (digit: string): string => digit.repeat(64);
const recipe: LabRecipe = {
  fovea: 1,
  network: { name: 'fovea-base', hash: hash('a') },
  others: [],
  photos: [{ name: 'Gänse 🪿.jpg', hash: hash('b') }],
  settings: LabSettings.parse({ method: 'attack', classIndex: 3 }),
  madeMs: 1_790_000_000_000,
};

let png: Buffer;
beforeAll(async () => {
  const noise = seeded(seed);
  const pixels = Uint8Array.from({ length: 40 * 30 * 3 }, () => Math.floor(256 * noise()));
  png = await sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } })
    .png()
    .toBuffer();
});

/** @see W3C, "PNG Specification", third edition, section 5.3 */
function chunk(name: string, content: Uint8Array, checksum = crc32(Buffer.concat([Buffer.from(name), content]))) {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length);
  bytes.write(name, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(checksum, 8 + content.length);
  return bytes;
}
const textChunk = (content: string | Buffer): Buffer => chunk('iTXt', Buffer.from(content));
/** The picture with chunks after its header. */
const holding = (...chunks: readonly Uint8Array[]): Buffer =>
  Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
const plain = (text: string): Buffer => textChunk(`Fovea recipe\0\0\0\0\0${text}`);

const read = (bytes: Uint8Array): Promise<LabRecipe> => {
  writeFileSync(at('picture.png'), bytes);
  return readRecipe(at('picture.png'));
};
const refusal = (bytes: Uint8Array): Promise<string> =>
  read(bytes).then(
    () => 'it was read',
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : ''),
  );

test(`whatever is written is read, and the picture is what it was (seed ${seed})`, async () => {
  const draw = seeded(seed);
  const letters = ['a', ' ', '"', '\\', '\n', 'é', 'ß', '猫', '🪿', '\u0000', '\u202e', '‍', 'ي', '%', '{'];
  const word = (): string =>
    Array.from({ length: Math.floor(30 * draw()) }, () => letters[Math.floor(letters.length * draw())]).join('');
  const pixels = await sharp(png).raw().toBuffer();
  for (let round = 0; round < 30; round += 1) {
    const drawn: LabRecipe = {
      ...recipe,
      network: { name: word(), hash: hash('c') },
      others: Array.from({ length: Math.floor(3 * draw()) }, () => ({ name: word(), hash: hash('d') })),
      photos: Array.from({ length: Math.floor(40 * draw()) }, () => ({ name: word(), hash: hash('e') })),
      settings: LabSettings.parse({ method: 'projection', layer: word(), channel: Math.floor(1000 * draw()) }),
    };
    const written = withRecipe(png, drawn);
    expect(await read(written)).toEqual(drawn);
    expect(await sharp(written, { failOn: 'warning' }).raw().toBuffer()).toEqual(pixels);
  }
});

test('a recipe is found behind the pixels too, after the text of others, packed, and the first of two counts', async () => {
  const json = JSON.stringify(recipe);
  const end = png.subarray(-12);
  expect(await read(Buffer.concat([png.subarray(0, -12), plain(json), end]))).toEqual(recipe);
  expect(await read(holding(textChunk('Comment\0\0\0\0\0none'), textChunk(''), plain(json)))).toEqual(recipe);
  const packed = Buffer.concat([Buffer.from('Fovea recipe\0\x01\0de\0Rezept\0'), deflateSync(json)]);
  expect(await read(holding(textChunk(packed), plain('{}')))).toEqual(recipe);
});

test.each<[string, () => Uint8Array]>([
  ['not a PNG', () => Buffer.from('GIF89a and more than enough bytes for a header')],
  ['empty', () => Buffer.alloc(0)],
  ['a signature alone', () => png.subarray(0, 8)],
  ['no header first', () => Buffer.concat([png.subarray(0, 8), plain(JSON.stringify(recipe)), png.subarray(8)])],
  ['no recipe', () => png],
  ['cut inside', () => withRecipe(png, recipe).subarray(0, 200)],
  ['no end', () => png.subarray(0, -12)],
  ['a length beyond the file', () => holding(Buffer.from('7fffffff69545874', 'hex'))],
  ['a length of all bits', () => holding(Buffer.from('ffffffff69545874', 'hex'))],
  ['wrong checksum', () => holding(chunk('iTXt', Buffer.from('Fovea recipe\0\0\0\0\0{}'), 1))],
  ['no text', () => holding(textChunk('Fovea recipe\0'))],
  ['no end of the language', () => holding(textChunk('Fovea recipe\0\0\0en'))],
  ['a method that there is not', () => holding(textChunk('Fovea recipe\0\x02\0\0\0{}'))],
  ['packed, but not', () => holding(textChunk('Fovea recipe\0\x01\0\0\0{}'))],
  ['not UTF-8', () => holding(textChunk(Buffer.from('466f766561207265636970650000000000ff', 'hex')))],
  ['not JSON', () => holding(plain('{"fovea":1'))],
  ['another record', () => holding(plain('null'))],
  ['deep', () => holding(plain('['.repeat(200_000)))],
])('%s is refused as no recipe', async (_, bytes) => {
  expect(await refusal(bytes())).toMatch(/^"picture\.png" holds no recipe: [^ ].*\.$/);
});

test('a recipe of a later Fovea says so', async () => {
  expect(await refusal(holding(plain(JSON.stringify({ ...recipe, fovea: 2 }))))).toContain('a later Fovea wrote it');
});

test('little is read of a file that promises much', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const bomb = Buffer.concat([Buffer.from('Fovea recipe\0\x01\0\0\0'), deflateSync(Buffer.alloc(64e6, 32))]);
  expect(await refusal(holding(textChunk(bomb)))).toContain('damaged');
  const huge = Buffer.alloc(17e6, 32);
  huge.write('Fovea recipe\0\0\0\0\0', 'latin1');
  expect(await refusal(holding(textChunk(huge)))).toContain('far too long');
  const many = Buffer.alloc(12 * 200_000, chunk('tEXt', Buffer.of()));
  expect(await refusal(holding(many))).toContain('more parts');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200e6);
});

test(`bytes that were changed at random never do more than fail (seed ${seed})`, async () => {
  const draw = seeded(seed);
  const whole = withRecipe(png, recipe);
  for (let round = 0; round < 150; round += 1) {
    const bytes = Buffer.from(whole.subarray(0, draw() < 0.3 ? Math.floor(draw() * whole.length) : whole.length));
    for (let change = 0; change < 3; change += 1) bytes[Math.floor(draw() * 400)] = Math.floor(256 * draw());
    const said = await refusal(bytes);
    expect(said === 'it was read' || said.startsWith('"picture.png" holds no recipe: ')).toBe(true);
  }
});

test('what is no file is refused, what is not there is missing', async () => {
  await expect(readRecipe(folder.path)).rejects.toMatchObject({ code: 'lab/no-recipe' });
  await expect(readRecipe(at('none.png'))).rejects.toMatchObject({ code: 'photo/missing' });
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [at('pipe.png')]);
  await expect(readRecipe(at('pipe.png'))).rejects.toMatchObject({ code: 'lab/no-recipe' });
});

test('a recipe lies right behind the header, where other programs look for texts', () => {
  expect(withRecipe(png, recipe).indexOf('iTXtFovea recipe')).toBe(37);
});
