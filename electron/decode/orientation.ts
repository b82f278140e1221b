/** EXIF orientation, 1 to 8: how the stored pixels must be turned to stand upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export const isOrientation = (value: unknown): value is Orientation =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 8;

/** Orientations 5 to 8 lie on their side. */
export const swapsSides = (orientation: Orientation): boolean => orientation >= 5;

const exifMarker = 0xe1;

/**
 * The JPEG with `orientation` as the only thing its EXIF says. The preview inside a RAW file often says nothing about
 * orientation, or something else than the file around it; rewritten, it takes the same road as every other JPEG.
 *
 * @see CIPA DC-008, "Exif 2.32", section 4.5.4, for the segment; TIFF 6.0, section 2, for what is in it.
 */
export function withOrientation(jpeg: Buffer, orientation: Orientation): Buffer {
  const start = jpeg.subarray(0, 2);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), oneTagTiff(orientation)]);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xff00 | exifMarker, 0);
  segment.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([start, segment, exif, withoutExif(jpeg)]);
}

/** A little-endian TIFF of one directory with one entry: Orientation (0x0112), SHORT, count 1. */
function oneTagTiff(orientation: Orientation): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('II', 0, 'latin1');
  tiff.writeUInt16LE(42, 2);
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(orientation, 18);
  return tiff;
}

/** Everything after the start-of-image marker, without the leading EXIF segments. */
function withoutExif(jpeg: Buffer): Buffer {
  const kept: Buffer[] = [];
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && isApplicationSegment(jpeg[at + 1] ?? 0)) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    if (jpeg[at + 1] !== exifMarker) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...kept, jpeg.subarray(at)]);
}

const isApplicationSegment = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef;
