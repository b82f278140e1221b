import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Stop } from '../../contract/index.ts';

const chunkBytes = 1 << 20;

export interface Watched {
  readonly stop?: Stop;
  /** Called with the bytes of each chunk as it is read. */
  readonly onChunk?: (chunk: Uint8Array) => Promise<void> | void;
}

/** SHA-256 of a file in lower-case hexadecimal, one mebibyte at a time. */
export async function hashFile(path: string, { stop, onChunk }: Watched = {}): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      stop?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, chunkBytes);
      if (bytesRead === 0) return hash.digest('hex');
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      await onChunk?.(chunk);
    }
  } finally {
    await file.close();
  }
}

/** Copies a file and returns the SHA-256 of what was copied: the bytes are read once. */
export async function copyHashing(
  from: string,
  to: string,
  { stop, onBytes }: { stop: Stop; onBytes: (bytes: number) => void },
): Promise<string> {
  const target = await open(to, 'wx');
  try {
    const hash = await hashFile(from, {
      stop,
      onChunk: async (chunk) => {
        await target.writeFile(chunk);
        onBytes(chunk.length);
      },
    });
    await target.sync();
    return hash;
  } finally {
    await target.close();
  }
}
