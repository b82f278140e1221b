import sharp from 'sharp';
import { exifTool, isRaw } from '../decode/index.ts';
import { wordsIn } from './xmpWords.ts';
import type { XmpWords } from './xmpWords.ts';
import { parseXmp, tidy } from './xmpTree.ts';

/** What a photo's own file says of it in words. */
export interface EmbeddedWords {
  readonly xmp: XmpWords | null;
  readonly iptc: { readonly keywords: readonly string[]; readonly creator: string | null };
}

const noIptc = { keywords: [], creator: null };

/**
 * Reads a photo's own XMP and IPTC. Of a file that sharp can open only the header is read; ExifTool is asked about RAW
 * and about files with IPTC.
 *
 * @throws keywords/broken-xmp
 */
export async function embeddedWords(path: string): Promise<EmbeddedWords> {
  const { xmp: packet, mayHaveIptc } = isRaw(path) ? await packetOfRaw(path) : await packetOfPicture(path);
  const xmp = packet === null || packet.length === 0 ? null : wordsIn(parseXmp(packet));
  if (!mayHaveIptc) return { xmp, iptc: noIptc };
  return { xmp, iptc: await iptcOf(path, xmp !== null && xmp.flat.length > 0) };
}

interface Packet {
  readonly xmp: Buffer | null;
  readonly mayHaveIptc: boolean;
}

async function packetOfPicture(path: string): Promise<Packet> {
  // A file that is no picture has its own row with the reason.
  const metadata = await sharp(path)
    .metadata()
    .catch(() => null);
  return { xmp: metadata?.xmp ?? null, mayHaveIptc: metadata?.iptc !== undefined };
}

async function packetOfRaw(path: string): Promise<Packet> {
  const tags = await rawTags(path, ['-XMP', '-IPTC:all']);
  const hasXmp = 'XMP' in tags;
  return { xmp: hasXmp ? await packetBy(path) : null, mayHaveIptc: Object.keys(tags).length > (hasXmp ? 2 : 1) };
}

/** The packet of XMP in a file, as ExifTool takes it out. */
export async function packetBy(path: string): Promise<Buffer | null> {
  // What is text ExifTool gives as text, whatever it is asked for.
  const { XMP: text } = await rawTags(path, ['-b', '-XMP']);
  if (typeof text !== 'string') return null;
  return text.startsWith('base64:') ? Buffer.from(text.slice('base64:'.length), 'base64') : Buffer.from(text);
}

const iptcTags = ['-IPTC:Keywords', '-IPTC:By-line', '-Photoshop:IPTCDigest', '-CurrentIPTCDigest'];

/**
 * Keywords of IPTC; where XMP has some and IPTC is what it was when XMP was written, XMP has the last word.
 *
 * @see Metadata Working Group, "Guidelines for handling image metadata", version 2.0, 3.3, on the digest of IPTC
 */
async function iptcOf(path: string, xmpHasKeywords: boolean): Promise<EmbeddedWords['iptc']> {
  const tags = await rawTags(path, iptcTags);
  const digest = tags['IPTCDigest'];
  const isInStep = digest !== undefined && digest === tags['CurrentIPTCDigest'];
  const creator = textsIn(tags['By-line'])[0] ?? null;
  return { keywords: xmpHasKeywords && isInStep ? [] : textsIn(tags['Keywords']), creator };
}

export async function rawTags(path: string, readArgs: string[]): Promise<Readonly<Record<string, unknown>>> {
  return { ...(await (await exifTool()).readRaw(path, { readArgs })) };
}

/** ExifTool writes a list of one as its only element, and makes numbers of texts that look like one. */
export function textsIn(value: unknown): string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all
    .filter((one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean')
    .map((one) => tidy(String(one)))
    .filter((text) => text !== '');
}
