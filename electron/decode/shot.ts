import type { Tags } from 'exiftool-vendored';

/** Who took a photo, when and with what, as its file says. */
export interface Shot {
  /** Milliseconds since 1970, the camera's clock taken as UTC. */
  readonly takenAtMs: number | null;
  readonly make: string | null;
  readonly model: string | null;
  readonly artist: string | null;
}

export const shotIn = ({ DateTimeOriginal, CreateDate, Make, Model, Artist }: Tags): Shot => ({
  takenAtMs: timeOf(DateTimeOriginal ?? CreateDate),
  make: textOf(Make),
  model: textOf(Model),
  artist: textOf(Artist),
});

/** ExifTool's library leaves a date that it cannot read as text. */
function timeOf(taken: Tags['DateTimeOriginal' | 'CreateDate']): number | null {
  if (typeof taken !== 'object' || !('hour' in taken)) return null;
  const { year, month, day, hour, minute, second } = taken;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** ExifTool makes numbers of texts that look like one: Casio's camera "120" is one of them. */
function textOf(value: unknown): string | null {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? null : text;
}
