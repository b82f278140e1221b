import { exifTool } from './exifTool.ts';
import { sidecarsOf } from './sidecars.ts';

// Who took a photo, and with which camera, as its file says.

const authorTags = ['-EXIF:Artist', '-IPTC:By-line', '-XMP-dc:Creator'];
const bodyTags = ['-Model', '-SerialNumber', '-BodySerialNumber', '-CameraSerialNumber', '-InternalSerialNumber'];

/**
 * The photographer that a photo's sidecar names, which a person wrote after the camera did, else the one that the file
 * names, the first where there are several; null where nobody is named.
 *
 * @see Metadata Working Group, "Guidelines for handling image metadata", version 2.0, on Creator: EXIF goes before IPTC, and
 *      IPTC before XMP; in EXIF semicolons part several names, and a name with a semicolon stands in quotes
 */
export async function artistOf(path: string): Promise<string | null> {
  for (const file of [...(await sidecarsOf(path)), path]) {
    const tags = await read(file, authorTags);
    const name = [tags['Artist'], tags['By-line'], tags['Creator']].map(firstName).find((one) => one !== null);
    if (name != null) return name;
  }
  return null;
}

/**
 * The camera itself, by its model and serial number; null where the file has no number: cameras of one model are many.
 *
 * @see ExifTool calls EXIF BodySerialNumber SerialNumber, as it does those of maker notes
 */
export async function cameraBodyOf(path: string): Promise<string | null> {
  const tags = await read(path, bodyTags);
  const numbers = ['SerialNumber', 'BodySerialNumber', 'CameraSerialNumber', 'InternalSerialNumber'];
  const serial = numbers.map((tag) => firstName(tags[tag])).find((text) => text !== null && !isBlank(text));
  return serial == null ? null : [firstName(tags['Model']), serial].filter((part) => part !== null).join(' ');
}

async function read(path: string, readArgs: string[]): Promise<Readonly<Record<string, unknown>>> {
  const exiftool = await exifTool();
  return { ...(await exiftool.readRaw(path, { readArgs })) };
}

/** The first name of a list or of a text with semicolons; the same name written in two ways is one. */
function firstName(value: unknown): string | null {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const names = all
    .filter((one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean')
    .flatMap((one) => namesIn(String(one)))
    .map((name) =>
      name
        .normalize('NFC')
        .replace(/[\s\0]+/g, ' ')
        .trim(),
    );
  return names.find((name) => name !== '') ?? null;
}

/** Parts between semicolons; in quotes a semicolon is part of the name, and a quote is written twice. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^;]*))(?:;|$)/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );

/** Cameras without a number write zeros or a word in its place. */
const isBlank = (serial: string): boolean => /^[0\s.-]*$|^(none|unknown|n\/a|\(none\))$/i.test(serial);
