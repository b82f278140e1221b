import type { ExifTool } from 'exiftool-vendored';

let tool: Promise<ExifTool> | null = null;

/**
 * One ExifTool process, started by the first photo that needs it. In the packaged app the library looks for the program
 * beside the archive, in `app.asar.unpacked`, because perl cannot read inside it.
 */
export const exifTool = (): Promise<ExifTool> =>
  (tool ??= import('exiftool-vendored').then(
    ({ ExifTool }) => new ExifTool({ maxProcs: 1, taskTimeoutMillis: 20_000, useMWG: false }),
  ));

/** Ends that process, if it was ever started. */
export async function closeExifTool(): Promise<void> {
  const started = tool;
  tool = null;
  await (await started)?.end();
}
