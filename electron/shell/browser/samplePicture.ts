import { crc32, deflateSync } from 'node:zlib';

/** A PNG of an orange disc on green, 256 by 256: something to try a network on where no photo is at hand. */
export function samplePicture(): Buffer {
  const width = 256;
  const rows = Buffer.alloc(width * (1 + 3 * width)); // each row: its filter (0, none), then RGB
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x - 128, y - 128) < 90;
      rows.set(inside ? [240, 140 - Math.floor(y / 8), 20] : [60, 120, 70], y * (1 + 3 * width) + 1 + 3 * x);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  header.set([8, 2], 8); // 8 bits, RGB
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** PNG specification, section 5.3: length, name, bytes, and the CRC of the last two. */
function chunk(name: string, bytes: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), bytes]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(bytes.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
