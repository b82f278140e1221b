/** What a camera's file says of itself. */
export interface RawOptions {
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  /** A JPEG to carry along; null for none. */
  readonly preview: Buffer | null;
}

export const rawShot = { make: 'NIKON', model: 'NIKON D1', takenAt: '2024:05:06 07:08:09' } as const;

type Entry = readonly [tag: number, type: number, count: number, value: number];

const [byte, ascii, short, long] = [1, 2, 3, 4];

/**
 * A small RAW file: a TIFF whose first directory is about a thumbnail, as in the files of cameras, and whose
 * subdirectory holds the sensor's own pixels.
 *
 * @see TIFF 6.0, section 2; Adobe, "Digital Negative Specification" 1.4, "Raw and preview directories"
 */
export function rawPhoto({ width, height, orientation, preview }: RawOptions): Buffer {
  const texts = [rawShot.make, rawShot.model, rawShot.takenAt].map((text) => Buffer.from(`${text}\0`, 'latin1'));
  const first = 8;
  const exif = first + directoryBytes(preview ? 11 : 9);
  const sensor = exif + directoryBytes(1);
  const parts = [...texts, Buffer.alloc(2 * width * height), preview ?? Buffer.alloc(0)];
  const at = parts.map((_, index) =>
    parts.slice(0, index).reduce((sum, part) => sum + even(part.length), sensor + directoryBytes(8)),
  );
  const [makeAt = 0, modelAt = 0, takenAt = 0, pixelsAt = 0, previewAt = 0] = at;
  const text = (index: number) => [ascii, texts[index]?.length ?? 0] as const;
  const previewEntries: Entry[] = [
    [0x0201, long, 1, previewAt],
    [0x0202, long, 1, preview?.length ?? 0],
  ];
  const entries: Entry[] = [
    [0x00fe, long, 1, 1], // a reduced picture
    [0x0100, long, 1, 160],
    [0x0101, long, 1, 120],
    [0x010f, ...text(0), makeAt],
    [0x0110, ...text(1), modelAt],
    [0x0112, short, 1, orientation],
    [0x014a, long, 1, sensor],
    ...(preview ? previewEntries : []),
    [0x8769, long, 1, exif],
    [0xc612, byte, 4, 0x0401], // DNG 1.4
  ];
  const sensorEntries: Entry[] = [
    [0x00fe, long, 1, 0], // the whole picture
    [0x0100, long, 1, width],
    [0x0101, long, 1, height],
    [0x0102, short, 1, 16],
    [0x0103, short, 1, 1],
    [0x0106, short, 1, 32803], // a color filter array
    [0x0111, long, 1, pixelsAt],
    [0x0117, long, 1, 2 * width * height],
  ];
  return Buffer.concat([
    Buffer.from([0x49, 0x49, 42, 0, first, 0, 0, 0]),
    directory(entries),
    directory([[0x9003, ...text(2), takenAt]]),
    directory(sensorEntries),
    ...parts.map((part) => Buffer.concat([part, Buffer.alloc(even(part.length) - part.length)])),
  ]);
}

const even = (bytes: number): number => bytes + (bytes % 2);

const directoryBytes = (entries: number): number => 2 + 12 * entries + 4;

/** Values shorter than four bytes lie at the low end, so in this byte order a long says the same. */
function directory(entries: readonly Entry[]): Buffer {
  const bytes = Buffer.alloc(directoryBytes(entries.length));
  bytes.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, count, value], index) => {
    bytes.writeUInt16LE(tag, 2 + 12 * index);
    bytes.writeUInt16LE(type, 4 + 12 * index);
    bytes.writeUInt32LE(count, 6 + 12 * index);
    bytes.writeUInt32LE(value, 10 + 12 * index);
  });
  return bytes;
}
