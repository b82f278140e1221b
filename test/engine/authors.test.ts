import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { artistOf, cameraBodyOf, closeExifTool } from '../../electron/decode/index.ts';
import { listByTag } from '../../electron/engine/training/datasets/tags.ts';
import { temporaryFolder } from '../support/fovea.ts';

// Who took photos, in files as other programs write them: the real ExifTool writes them and reads them.

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const go = { aborted: false, throwIfAborted: () => undefined };

/** What ExifTool is told to write into each file. */
const artists: Readonly<Record<string, readonly string[]>> = {
  'exif chinese.jpg': ['-EXIF:Artist=李明'],
  'iptc chinese.jpg': ['-CodedCharacterSet=utf8', '-IPTC:By-line=李明'],
  'xmp chinese.jpg': ['-XMP-dc:Creator=李明', '-XMP-dc:Creator=Ada'],
  'iptc arabic.jpg': ['-CodedCharacterSet=utf8', '-IPTC:By-line=فاطمة الزهراء'],
  'xmp arabic.jpg': ['-XMP-dc:Creator=فاطمة  الزهراء '],
  'iptc latin.jpg': ['-IPTC:By-line=José'],
  'apart.jpg': ['-XMP-dc:Creator=Jose\u0301'],
  'first wins.jpg': ['-EXIF:Artist=Ada; Grace', '-IPTC:By-line=Grace', '-XMP-dc:Creator=Grace'],
  'quoted.jpg': ['-EXIF:Artist="Smith; ""Sons"""; Ada'],
  'blank.jpg': ['-EXIF:Artist=   ', '-IPTC:By-line=Grace', '-XMP-dc:Creator=Ada'],
  'number.jpg': ['-EXIF:Artist=1984'],
  'sidecar.jpg': ['-EXIF:Artist=Ada'],
};
const cameras: Readonly<Record<string, readonly string[]>> = {
  'one.jpg': ['-EXIF:Model=Canon EOS R5', '-EXIF:SerialNumber=012345'],
  'two.jpg': ['-EXIF:Model=Canon EOS R5', '-EXIF:SerialNumber=067890'],
  'again.jpg': ['-EXIF:Model=Canon EOS R5', '-XMP-aux:SerialNumber=012345'],
  'zeros.jpg': ['-EXIF:Model=X', '-EXIF:SerialNumber=0000000'],
  'model only.jpg': ['-EXIF:Model=Canon EOS R5'],
};

const sidecar = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>Grace</rdf:li>
</rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>`;

beforeAll(async () => {
  const { ExifTool } = await import('exiftool-vendored');
  const writer = new ExifTool({ maxProcs: 1, useMWG: false });
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  try {
    for (const [kind, files] of Object.entries({ artists, cameras })) {
      mkdirSync(at(kind));
      for (const [name, args] of Object.entries(files)) {
        writeFileSync(join(at(kind), name), picture);
        const writeArgs = ['-overwrite_original', ...args];
        await writer.write(join(at(kind), name), {}, { writeArgs });
      }
      writeFileSync(join(at(kind), 'none.jpg'), picture);
      writeFileSync(join(at(kind), 'broken.jpg'), 'no photo');
    }
    writeFileSync(join(at('artists'), 'sidecar.jpg.xmp'), sidecar);
  } finally {
    await writer.end();
  }
}, 60_000);

afterAll(async () => {
  await closeExifTool();
  folder.remove();
});

const said = async (kind: string, classOf: (path: string) => Promise<string | null>) => {
  const { photos, unlabelled, multiLabel } = await listByTag([at(kind)], classOf, go);
  expect(multiLabel).toBe(false);
  return {
    classes: Object.fromEntries(photos.map(({ path, classNames }) => [basename(path), classNames.join()])),
    unlabelled: unlabelled.map((path) => basename(path)),
  };
};

test('a name is the same whatever part of the file it stands in, and in any script', async () => {
  expect(await said('artists', artistOf)).toEqual({
    classes: {
      ...{ 'exif chinese.jpg': '李明', 'iptc chinese.jpg': '李明', 'xmp chinese.jpg': '李明' },
      ...{ 'iptc arabic.jpg': 'فاطمة الزهراء', 'xmp arabic.jpg': 'فاطمة الزهراء' },
      ...{ 'iptc latin.jpg': 'Jos\u00e9', 'apart.jpg': 'Jos\u00e9' },
      ...{
        'first wins.jpg': 'Ada',
        'quoted.jpg': 'Smith; "Sons"',
        'blank.jpg': 'Grace',
        'number.jpg': '1984',
        'sidecar.jpg': 'Grace',
      },
    },
    unlabelled: ['broken.jpg', 'none.jpg'],
  });
});

test('cameras of one model are told apart by their numbers, and not at all without one', async () => {
  expect(await said('cameras', cameraBodyOf)).toEqual({
    classes: {
      ...{ 'one.jpg': 'Canon EOS R5 012345', 'two.jpg': 'Canon EOS R5 067890' },
      'again.jpg': 'Canon EOS R5 012345',
    },
    unlabelled: ['broken.jpg', 'model only.jpg', 'none.jpg', 'zeros.jpg'],
  });
});
