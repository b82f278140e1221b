import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { failure } from '../../contract/index.ts';
import { writeWhole } from './files.ts';
import { keyOf } from './key.ts';
import { extensionOf } from './raw.ts';

/** The JPEG that a camera put into a file that cannot be decoded, kept as a file of its own. */
export interface Preview {
  readonly path: string;
  /** Pixels of the photo itself after orientation, not of the preview; null when the file does not say. */
  readonly fullWidth: number | null;
  readonly fullHeight: number | null;
}

export interface Previews {
  /** @throws photo/no-preview  none is there, or ExifTool cannot run on this machine */
  of(path: string): Promise<Preview>;
  close(): Promise<void>;
}

/** Largest first. */
const previewTags = ['JpgFromRaw', 'PreviewImage', 'OtherImage', 'ThumbnailImage'] as const;

/** Previews under a folder. ExifTool is started by the first photo that needs it. */
export function previewsIn(dir: string): Previews {
  let started: Promise<ExifTool> | null = null;
  const exifTool = (): Promise<ExifTool> =>
    (started ??= import('exiftool-vendored').then(
      ({ ExifTool }) => new ExifTool({ maxProcs: 1, taskTimeoutMillis: 20_000, useMWG: false }),
    ));
  const known = new Map<string, Promise<Preview>>();

  const extract = async (path: string, key: string): Promise<Preview> => {
    const exiftool = await exifTool();
    const tags = await exiftool.read(path);
    const tag = previewTags.find((name) => tags[name as keyof typeof tags] !== undefined);
    if (tag === undefined) throw new Error('no preview');
    const jpeg = await exiftool.extractBinaryTagToBuffer(tag, path);
    const orientation = typeof tags.Orientation === 'number' ? tags.Orientation : 1;
    const target = join(dir, `${key}.jpg`);
    await mkdir(dir, { recursive: true });
    const image = sharp(jpeg, { failOn: 'none' }).withMetadata({ orientation }).jpeg({ quality: 92 });
    await writeWhole(target, (partial) => image.toFile(partial));
    const [, width, height] = /^(\d+)x(\d+)$/.exec(String(tags.ImageSize)) ?? [];
    const sides = [width === undefined ? null : Number(width), height === undefined ? null : Number(height)] as const;
    const [fullWidth, fullHeight] = orientation >= 5 ? [sides[1], sides[0]] : sides;
    return { path: target, fullWidth, fullHeight };
  };

  return {
    async of(path) {
      const { size, mtimeMs } = await stat(path);
      const key = keyOf({ path, bytes: size, modifiedMs: mtimeMs });
      const making = known.get(key) ?? extract(path, key);
      known.set(key, making);
      return making.catch(() => {
        known.delete(key);
        throw failure('photo/no-preview', { format: extensionOf(path).toUpperCase() });
      });
    },
    async close() {
      await (await started)?.end();
    },
  };
}
