import exifReader from 'exif-reader';
import type { Metadata } from 'sharp';
import { extensionOf, isRaw } from './formats.ts';
import type { Decoded } from './photo.ts';
import type { Shot } from './shot.ts';

/** What a file says about how it was taken. */
export interface CaptureFacts {
  /** Milliseconds since 1970, the camera's clock taken as UTC. */
  readonly takenAtMs: number | null;
  readonly camera: string | null;
  readonly artist: string | null;
  readonly format: string | null;
  /** 1 to 8 */
  readonly orientation: number | null;
}

export function captureFactsOf(path: string, { metadata, shot }: Decoded<unknown>): CaptureFacts {
  const { takenAtMs, make, model, artist } = shot ?? shotIn(metadata);
  const orientation = metadata.orientation ?? null;
  return {
    takenAtMs,
    camera: cameraOf(make, model),
    artist,
    format: formatOf(path, metadata),
    orientation: orientation !== null && orientation >= 1 && orientation <= 8 ? orientation : null,
  };
}

function shotIn(metadata: Metadata): Shot {
  const exif = readExif(metadata.exif);
  return {
    takenAtMs: timeOf(exif?.Photo?.DateTimeOriginal ?? exif?.Photo?.DateTimeDigitized ?? exif?.Image?.DateTime),
    make: text(exif?.Image?.Make),
    model: text(exif?.Image?.Model),
    artist: text(exif?.Image?.Artist),
  };
}

/** A broken EXIF block costs its facts, not the photo. */
function readExif(block: Buffer | undefined): ReturnType<typeof exifReader> | null {
  try {
    return block ? exifReader(block) : null;
  } catch {
    return null;
  }
}

const formatOf = (path: string, { format, compression }: Metadata): string => {
  if (isRaw(path)) return extensionOf(path);
  if (format === 'heif') return compression === 'av1' ? 'avif' : 'heic';
  return format;
};

/** "Canon" and "Canon EOS R5" make "Canon EOS R5", "FUJIFILM" and "X-T4" make "FUJIFILM X-T4". */
const cameraOf = (make: string | null, model: string | null): string | null => {
  if (make === null || model === null) return model ?? make;
  const brand = make.split(' ')[0] ?? make;
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`;
};

const text = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  // Cameras pad their texts with zeros and blanks.
  const trimmed = value.split('\0')[0]?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
};

const timeOf = (value: unknown): number | null => {
  const ms = value instanceof Date ? value.getTime() : Number.NaN;
  return Number.isFinite(ms) ? ms : null;
};
