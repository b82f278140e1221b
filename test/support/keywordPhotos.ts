import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { exifTool } from '../../electron/decode/index.ts';

/** Files to be made: path below a folder, and what ExifTool is told to write into it. */
export type Fixtures = Readonly<Record<string, readonly string[]>>;

const emptySidecar = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""/></rdf:RDF></x:xmpmeta>`;

/** Makes photos and sidecars as other programs write them; one ExifTool serves all of them. */
export async function makeKeywordPhotos(folder: string, fixtures: Fixtures): Promise<void> {
  const writer = await exifTool();
  const options = { create: { width: 12, height: 8, channels: 3 as const, background: 'teal' } };
  const [jpeg, png] = await Promise.all([sharp(options).jpeg().toBuffer(), sharp(options).png().toBuffer()]);
  for (const [name, args] of Object.entries(fixtures)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name.endsWith('.xmp') ? emptySidecar : name.endsWith('.png') ? png : jpeg);
    if (args.length > 0) await writer.write(path, {}, { writeArgs: ['-overwrite_original', ...args] });
  }
}

/** What ExifTool finds in files: tags with their group, lists as lists. */
export async function tagsByExifTool(paths: readonly string[]): Promise<Readonly<Record<string, unknown>>[]> {
  const reader = await exifTool();
  const readArgs = ['-struct', '-G1', '-XMP:all', '-IPTC:all', '-IFD0:Orientation', '-n'];
  return Promise.all(paths.map(async (path) => ({ ...(await reader.readRaw(path, { readArgs })) })));
}

/** SHA-256 of every file of a folder that is no sidecar, by its path. */
export function checksums(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const photos = files.filter(({ name }) => !/\.xmp$/i.test(name)).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(photos.sort().map((path) => [path, sha(readFileSync(path))]));
}

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A second reader, an older ExifTool of the system; null where there is none. */
export async function systemExifTool(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const { stdout } = await promisify(execFile)('exiftool', ['-j', '-struct', '-G1', '-XMP:all', path]);
    return (JSON.parse(stdout) as Record<string, unknown>[])[0] ?? null;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw thrown;
  }
}
