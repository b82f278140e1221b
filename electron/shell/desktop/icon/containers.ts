// The two files that hold an icon in several sizes. Both may hold PNG files as they are.

/** One size of the icon; `png` is a square of `px` pixels. */
export interface Size {
  readonly px: number;
  readonly png: Uint8Array;
}

const directoryBytes = 6;
const entryBytes = 16;

/** A Windows icon: a little-endian directory, then the pictures. A side of 256 px is written as 0. */
export function icoOf(sizes: readonly Size[]): Buffer {
  const directory = Buffer.alloc(directoryBytes + entryBytes * sizes.length);
  directory.writeUInt16LE(1, 2); // kind: icon
  directory.writeUInt16LE(sizes.length, 4);
  let offset = directory.length;
  sizes.forEach(({ px, png }, i) => {
    const at = directoryBytes + entryBytes * i;
    directory.writeUInt8(px % 256, at);
    directory.writeUInt8(px % 256, at + 1);
    directory.writeUInt16LE(1, at + 4); // planes
    directory.writeUInt16LE(32, at + 6); // bits per pixel
    directory.writeUInt32LE(png.length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([directory, ...sizes.map(({ png }) => png)]);
}

/** The four-letter types of an Apple icon that hold a PNG, by side in pixels; the @2x type of a side comes second. */
export const icnsTypes: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** An Apple icon: big-endian chunks of type, length (header included) and picture. */
export function icnsOf(sizes: readonly Size[]): Buffer {
  const chunks = sizes.flatMap(({ px, png }) => (icnsTypes[px] ?? []).map((type) => chunkOf(type, png)));
  return chunkOf('icns', Buffer.concat(chunks));
}

function chunkOf(type: string, content: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 0, 'latin1');
  header.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([header, content]);
}
