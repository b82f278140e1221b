import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32, inflateSync } from 'node:zlib';
import { fail, LabRecipe } from '../../contract/index.ts';

// A recipe inside a PNG: a chunk of text right after the header, where every program that reads the format skips it.
//
// Source: W3C, "Portable Network Graphics (PNG) Specification", third edition, sections 5 (chunks) and 11.3.3.4 (iTXt).

const keyword = 'Fovea recipe';

const signature = Buffer.of(137, 80, 78, 71, 13, 10, 26, 10);
/** Length and name before the content, checksum behind it. */
const [headBytes, frameBytes] = [8, 12];
/** What stands before the first other chunk: the signature, and a header of 13 bytes. */
const headerEnd = signature.length + frameBytes + 13;
/** Names and hashes of ten thousand photos are 2 MB. */
const mostBytes = 16e6;
/** A picture of 16,384 × 16,384 pixels in pieces of 8 KB has 98,000. */
const mostChunks = 200_000;
const windowBytes = 4096;

/** The file with a recipe in it. @param png  whole, as `sharp` writes one */
export function withRecipe(png: Uint8Array, recipe: LabRecipe): Buffer {
  // Not compressed, no language, no translated keyword.
  const content = Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`), Buffer.from(JSON.stringify(recipe))]);
  const chunk = Buffer.alloc(frameBytes + content.length);
  chunk.writeUInt32BE(content.length);
  chunk.write('iTXt', 4, 'latin1');
  chunk.set(content, headBytes);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, headBytes + content.length)), headBytes + content.length);
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)]);
}

/** Why a file holds no recipe, as a sentence without its capital. */
class NoRecipe extends Error {}

/**
 * The recipe in a file, wherever between its chunks. Of the rest only lengths and names are read.
 *
 * @throws lab/no-recipe, photo/missing
 */
export async function readRecipe(path: string): Promise<LabRecipe> {
  const stats = await stat(path).catch(() => fail('photo/missing', {}));
  try {
    // What is no plain file may never end, or wait for ever.
    if (!stats.isFile()) throw new NoRecipe('it is not a file.');
    await using file = await open(path);
    return recipeIn(textOf(await contentIn(reader(file), stats.size)));
  } catch (thrown) {
    if (thrown instanceof NoRecipe) return fail('lab/no-recipe', { file: basename(path), reason: thrown.message });
    throw thrown;
  }
}

/** The content of the first chunk of text under our keyword. */
async function contentIn(bytesAt: Read, size: number): Promise<Buffer> {
  if (!(await bytesAt(0, signature.length))?.equals(signature)) throw new NoRecipe('it is not a PNG file.');
  let at = signature.length;
  for (let chunks = 0; chunks < mostChunks; chunks += 1) {
    const head = await bytesAt(at, headBytes);
    const length = head?.readUInt32BE() ?? 0;
    if (!head || at + frameBytes + length > size) throw new NoRecipe('the end of the file is missing.');
    const name = head.toString('latin1', 4);
    if (chunks === 0 && name !== 'IHDR') throw new NoRecipe('it does not begin with a header.');
    if (name === 'IEND') throw new NoRecipe('it is a picture without one.');
    if (name === 'iTXt' && (await isOurs(bytesAt, at + headBytes, length))) return checked(bytesAt, at, length);
    at += frameBytes + length;
  }
  throw new NoRecipe('it has more parts than a picture has.');
}

async function isOurs(bytesAt: Read, at: number, length: number): Promise<boolean> {
  const begin = `${keyword}\0`;
  return length >= begin.length && (await bytesAt(at, begin.length))?.toString('latin1') === begin;
}

async function checked(bytesAt: Read, at: number, length: number): Promise<Buffer> {
  if (length > mostBytes) throw new NoRecipe('what is called one is far too long.');
  const bytes = await bytesAt(at + 4, length + 8);
  if (bytes?.readUInt32BE(4 + length) !== crc32(bytes?.subarray(0, 4 + length) ?? '')) {
    throw new NoRecipe('its checksum is wrong.');
  }
  return bytes.subarray(4, 4 + length);
}

/** keyword 0 · compressed? · method · language 0 · translated keyword 0 · text */
function textOf(content: Buffer): string {
  const flags = keyword.length + 1;
  const [isCompressed, method] = content.subarray(flags);
  const language = content.indexOf(0, flags + 2);
  const begin = language < 0 ? -1 : content.indexOf(0, language + 1);
  if (begin < 0 || (isCompressed !== 0 && isCompressed !== 1) || method !== 0) throw new NoRecipe('it is damaged.');
  const text = content.subarray(begin + 1);
  try {
    const plain = isCompressed === 1 ? inflateSync(text, { maxOutputLength: mostBytes }) : text;
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    throw new NoRecipe('it is damaged.');
  }
}

function recipeIn(text: string): LabRecipe {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new NoRecipe('it is damaged.');
  }
  const recipe = LabRecipe.safeParse(read);
  if (recipe.success) return recipe.data;
  const { fovea } = { fovea: 0, ...(read as object | null) };
  throw new NoRecipe(fovea > 1 ? 'a later Fovea wrote it.' : 'it is not complete, or was changed.');
}

type Read = (at: number, length: number) => Promise<Buffer | null>;

/** Reads so many bytes from a place; null where the file ends before. What lies close behind is read with it. */
function reader(file: FileHandle): Read {
  let [window, begin] = [Buffer.alloc(0), 0];
  return async (at, length) => {
    if (at < begin || at + length > begin + window.length) {
      const bytes = Buffer.alloc(Math.max(length, windowBytes));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
      [window, begin] = [bytes.subarray(0, bytesRead), at];
    }
    const found = window.subarray(at - begin, at - begin + length);
    return found.length === length ? found : null;
  };
}
