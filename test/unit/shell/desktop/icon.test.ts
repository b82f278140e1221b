import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { icnsOf, icnsTypes, icoOf } from '../../../../electron/shell/desktop/icon/containers.ts';
import { drawing } from '../../../../electron/shell/desktop/icon/drawing.ts';

const folder = resolve(import.meta.dirname, '../../../../electron/shell/desktop/icon');
const file = (name: string): Buffer => readFileSync(resolve(folder, name));
const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
/** Width of a PNG, from its first chunk. */
const widthOf = (png: Buffer): number => png.readUInt32BE(16);

test('the committed drawing is the one that the script draws', () => {
  expect(file('fovea.svg').toString()).toBe(drawing(512));
});

test('every entry of the Windows icon is a PNG of the side that the directory says', () => {
  const ico = file('fovea.ico');
  const sides = Array.from({ length: ico.readUInt16LE(4) }, (_, i) => {
    const at = 6 + 16 * i;
    const png = ico.subarray(ico.readUInt32LE(at + 12), ico.readUInt32LE(at + 12) + ico.readUInt32LE(at + 8));
    expect(png.subarray(0, 4)).toEqual(pngSignature);
    expect(widthOf(png) % 256).toBe(ico.readUInt8(at));
    return widthOf(png);
  });
  expect(sides).toEqual([16, 24, 32, 48, 64, 256]);
});

test('every chunk of the Apple icon is a PNG of the side that its type says', () => {
  const icns = file('fovea.icns');
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
  let types = 0;
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const png = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4));
    expect(png.subarray(0, 4)).toEqual(pngSignature);
    expect(icnsTypes[widthOf(png)]).toContain(icns.toString('latin1', at, at + 4));
    types++;
  }
  expect(types).toBe(Object.values(icnsTypes).flat().length);
});

test('a picture is found again where the containers say it is', () => {
  const png = new Uint8Array([1, 2, 3]);
  const ico = icoOf([{ px: 256, png }]);
  expect(ico.subarray(ico.readUInt32LE(18))).toEqual(Buffer.from(png));
  expect(icnsOf([{ px: 128, png }]).subarray(16)).toEqual(Buffer.from(png));
});
