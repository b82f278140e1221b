import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { LabRecipe, LabSettings, type LabPicture, type LabRun } from '../../../../electron/contract/index.ts';
import { pdfOf } from '../../../../electron/engine/lab/pdf.ts';
import { posterOf } from '../../../../electron/engine/lab/poster.ts';

// Posters, read as ISO 32000 says a reader goes about it: from the end of the file to the table, from there to the objects.

/** Objects by number, each with its dictionary as text and what stands in its stream. */
function readPdf(file: Buffer) {
  const tail = file.toString('latin1');
  expect(tail.startsWith('%PDF-1.7\n')).toBe(true);
  expect(tail.endsWith('%%EOF\n')).toBe(true);
  const table = Number(/startxref\n(\d+)\n/.exec(tail)?.[1]);
  expect(tail.slice(table, table + 5)).toBe('xref\n');
  const rows = [...tail.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, begin]) => Number(begin));
  const objects = rows.map((begin, index) => {
    expect(tail.slice(begin).startsWith(`${index + 1} 0 obj\n`)).toBe(true);
    const body = tail.slice(begin, tail.indexOf('\nendobj', begin));
    const length = Number(/\/Length (\d+)/.exec(body)?.[1] ?? 0);
    const from = begin + body.indexOf('stream\n') + 'stream\n'.length;
    return { dictionary: body, stream: file.subarray(from, from + length) };
  });
  const info = Number(/\/Info (\d+) 0 R/.exec(tail)?.[1]);
  const words = (key: string): string => {
    const hex = new RegExp(`/${key} <FEFF([0-9a-f]*)>`).exec(objects[info - 1]?.dictionary ?? '')?.[1] ?? '';
    return Buffer.from(hex, 'hex').swap16().toString('utf16le');
  };
  return { objects, words };
}

test('the picture of a page is there pixel by pixel, as large as the margins allow', () => {
  const pixels = Uint8Array.from({ length: 3 * 4 * 2 }, (_, at) => 11 * at);
  const page = { pageWidth: 200, pageHeight: 300, margin: 20 };
  const { objects, words } = readPdf(
    pdfOf({ pixels, width: 4, height: 2, ...page, title: 'Füchse', keywords: '狐 ) >' }),
  );
  expect(objects[3]?.dictionary).toContain('/Width 4 /Height 2 ');
  expect(inflateSync(objects[3]?.stream ?? '')).toEqual(Buffer.from(pixels));
  expect(objects[4]?.stream.toString()).toBe('q 160.000 0.000 0.000 80.000 20.000 110.000 cm /Picture Do Q');
  expect([words('Title'), words('Keywords')]).toEqual(['Füchse', '狐 ) >']);
});

/** Letters are drawn where the machine has a font. */
const drawsText = await sharp(
  Buffer.from('<svg width="40" height="40"><text x="5" y="35" font-size="40">X</text></svg>'),
)
  .flatten({ background: '#fff' })
  .raw()
  .toBuffer()
  .then((pixels) => pixels.some((value) => value < 64));

const made = { name: 'net', hash: 'a'.repeat(64) };
const recipe: LabRecipe = LabRecipe.parse({
  ...{ fovea: 1, network: made, others: [], photos: [{ name: '鳥 & <b>.jpg', hash: 'b'.repeat(64) }], madeMs: 1 },
  settings: LabSettings.parse({ method: 'activations' }),
});

test('a sheet becomes a wide page with its labels and its recipe', async () => {
  const [width, height] = [40, 20];
  const png = await sharp({ create: { width, height, channels: 3, background: '#204060' } })
    .png()
    .toBuffer();
  const picture: LabPicture = {
    ...{ file: 'sheet.png', role: 'sheet', about: '', width, height, strength: null },
    cells: { columns: 2, labels: ['7', '<8>'] },
  };
  const { objects, words } = readPdf(await posterOf(png, { recipe } as LabRun, picture, 'activations & more'));
  expect(objects[2]?.dictionary).toContain('/MediaBox [0 0 1191 842]');
  const [shownWidth, shownHeight] = [...(objects[3]?.dictionary ?? '').matchAll(/\/(?:Width|Height) (\d+)/g)].map(
    ([, length]) => Number(length),
  );
  // Enlarged 50 times, with a line below.
  expect(shownWidth).toBe(2000);
  expect(shownHeight).toBe(1060);
  const pixels = inflateSync(objects[3]?.stream ?? '');
  expect([...pixels.subarray(0, 3)]).toEqual([0x20, 0x40, 0x60]);
  const [cells, below] = [pixels.subarray(0, 3 * 2000 * 1000), pixels.subarray(3 * 2000 * 1000)];
  expect([cells.some((value) => value > 240), below.some((value) => value < 64)]).toEqual([drawsText, drawsText]);
  expect(LabRecipe.parse(JSON.parse(words('Keywords')))).toEqual(recipe);
});
