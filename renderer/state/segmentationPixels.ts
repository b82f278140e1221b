import { failure } from '../../electron/contract/index.ts';

/** What a look says of every pixel. */
export interface LookPixels {
  readonly width: number;
  readonly height: number;
  /** [height, width] class indices; `notJudged` where nobody has said. */
  readonly classOf: Uint16Array;
  /** [height, width] how probable that class is, 255 for 1. */
  readonly probability: Uint8Array;
}

/** Fetches the pixels of a look in the form that the contract describes at `LookId`. @throws segmentation/look-gone */
export async function fetchPixels(
  address: string,
  { width, height }: { readonly width: number; readonly height: number },
  signal: AbortSignal,
): Promise<LookPixels> {
  const { ok, body } = await fetch(address, { signal });
  if (!ok || !body) throw failure('segmentation/look-gone', {});
  const bytes = await new Response(body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
  const pixels = width * height;
  if (bytes.byteLength < 3 * pixels) throw failure('segmentation/look-gone', {});
  // Browsers run on little-endian machines only, and so the numbers are as they lie in the file.
  return {
    ...{ width, height },
    classOf: new Uint16Array(bytes, 0, pixels),
    probability: new Uint8Array(bytes, 2 * pixels, pixels),
  };
}
