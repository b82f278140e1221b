import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, open, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { fail } from '../contract/index.ts';
import type { Sha256 } from '../contract/index.ts';
import { exifTool } from '../decode/index.ts';
import { changeXmp } from './changeXmp.ts';
import type { Wanted, XmpChange } from './changeXmp.ts';
import { packetBy, rawTags, textsIn } from './embedded.ts';
import { keyOf } from './paths.ts';
import { bytesAt, hashOfBytes, mustBe, writeFailure } from './writeFile.ts';

/** A photo's own file as it will be. */
export interface OriginalChange extends XmpChange {
  /** Keywords of IPTC that are new, and those that go; none where the file has no IPTC. */
  readonly iptc: { readonly add: readonly string[]; readonly remove: readonly string[]; readonly digest: boolean };
}

/** Formats whose files are written into. Of others the sidecar is the place. */
const formats = new Set(['JPEG', 'TIFF', 'PNG', 'DNG']);

/** IPTC's Keywords end here, in bytes. @see IPTC IIM 4.2, data set 2:25 */
const iptcBytes = 64;

const asked = [
  ...['-FileType', '-XMP', '-XMP-xmpNote:HasExtendedXMP'],
  ...['-IPTC:all', '-Photoshop:IPTCDigest', '-CurrentIPTCDigest'],
];

/**
 * How a photo's own file would change.
 *
 * @throws keywords/no-place  a format that is not written into, or XMP in several parts
 */
export async function changeOriginal(path: string, wanted: Wanted): Promise<OriginalChange> {
  const tags = await rawTags(path, asked);
  const type = textsIn(tags['FileType'])[0] ?? extname(path).slice(1).toUpperCase();
  if (!formats.has(type)) fail('keywords/no-place', { reason: `Fovea does not write into ${type} files` });
  if ('HasExtendedXMP' in tags) fail('keywords/no-place', { reason: 'its XMP is in several parts' });
  const change = changeXmp('XMP' in tags ? await packetBy(path) : null, wanted);
  const hasIptc = 'Keywords' in tags || 'ApplicationRecordVersion' in tags || 'By-line' in tags;
  if (!hasIptc) return { ...change, iptc: { add: [], remove: [], digest: false } };
  const there = textsIn(tags['Keywords']);
  const keys = new Set(there.map((text) => keyOf([text])));
  // IPTC without a word on its letters is in Latin-1, and to change that would spoil what stands in it.
  const isUtf8 = tags['CodedCharacterSet'] === 'UTF8';
  const fits = (text: string): boolean => Buffer.byteLength(text) <= iptcBytes && (isUtf8 || !/[^\0-\xff]/.test(text));
  const remove = wanted.before.subject.filter((text) => !change.written.subject.includes(text) && there.includes(text));
  const missing = change.written.subject.filter((text) => !keys.has(keyOf([text])));
  const left = missing.filter((text) => !fits(text));
  const digest = tags['IPTCDigest'] !== undefined && tags['IPTCDigest'] === tags['CurrentIPTCDigest'];
  const add = missing.filter(fits);
  return {
    ...change,
    changed: change.changed || add.length + remove.length > 0,
    iptc: { add, remove, digest },
    losses: [...change.losses, ...left.map(lossOf)],
  };
}

const lossOf = (text: string): string =>
  Buffer.byteLength(text) > iptcBytes
    ? `“${text}” is longer than the 64 bytes of IPTC; XMP has it.`
    : `“${text}” has letters that the file’s IPTC cannot hold; XMP has it.`;

/**
 * Writes a change into a copy beside the photo, compares everything else with the photo, and puts the copy in its place.
 * A link stays a link.
 *
 * @param onReady  takes the hash of the new file right before it takes the photo's place
 * @returns        that hash
 * @throws disk/full, disk/denied, keywords/not-kept, keywords/changed-since, keywords/not-written
 */
export async function writeOriginal(
  path: string,
  change: OriginalChange,
  onReady: (hash: Sha256) => void,
): Promise<Sha256> {
  const before = await bytesAt(path);
  if (before === null) fail('photo/missing', {});
  const target = await realpath(path).catch(() => path);
  const copy = join(dirname(target), `.fovea-${randomUUID()}${extname(path)}`);
  const work = await mkdtemp(join(tmpdir(), 'fovea-xmp-'));
  try {
    await copyFile(target, copy);
    await writeFile(join(work, 'packet.xmp'), change.packet);
    await embed(copy, join(work, 'packet.xmp'), change);
    await mustKeepTheRest(target, copy);
    await flush(copy);
    const hash = hashOfBytes(await readFile(copy));
    await mustBe(target, before);
    onReady(hash);
    await rename(copy, target);
    return hash;
  } catch (thrown) {
    throw writeFailure(thrown, path);
  } finally {
    await rm(copy, { force: true });
    await rm(work, { recursive: true, force: true });
  }
}

async function embed(copy: string, packet: string, { iptc }: OriginalChange): Promise<void> {
  const args = [
    `-XMP<=${packet}`,
    ...iptc.remove.map((text) => `-IPTC:Keywords-=${text}`),
    ...iptc.add.map((text) => `-IPTC:Keywords+=${text}`),
    ...(iptc.digest ? ['-IPTCDigest=new'] : []),
  ];
  const { warnings, updated } = await (
    await exifTool()
  ).write(copy, {}, { writeArgs: ['-overwrite_original', ...args] });
  if (updated === 0) fail('keywords/not-written', { reason: warnings?.join(' ') ?? 'ExifTool gave no reason' });
}

/** What writing keywords changes of itself: where things lie in a file, and the keywords. */
const moves =
  /^(File|System|ExifTool|XMP(-.*)?|Composite|Photoshop):|:(Keywords|CodedCharacterSet|CurrentIPTCDigest|\w*(Offset|Offsets|Start|Length))$/;

/** @throws keywords/not-kept  a pixel or another fact of the file would be another */
async function mustKeepTheRest(path: string, copy: string): Promise<void> {
  const [before, after] = await Promise.all([path, copy].map(factsOf));
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  for (const name of names)
    if (JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name])) fail('keywords/not-kept', { what: name });
}

async function factsOf(path: string): Promise<Record<string, unknown>> {
  const tags = await rawTags(path, ['-G1', '-a', '-u', '-all', '-File:ImageDataHash', '-api', 'ImageHashType=SHA256']);
  const pixels = Object.entries(tags).find(([name]) => name.endsWith('ImageDataHash'))?.[1];
  if (typeof pixels !== 'string')
    fail('keywords/not-written', { reason: `${basename(path)} has no pixels to compare` });
  const facts = Object.entries(tags).filter(([name]) => !moves.test(name) && name.includes(':'));
  return { ...Object.fromEntries(facts), pixels };
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
