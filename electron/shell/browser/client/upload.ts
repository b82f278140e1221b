import { FoveaError, Problem, failure } from '../../../contract/index.ts';
import type { Sent } from './dropped.ts';

/** Uploads at a time: enough to hide the latency of small files, few enough to leave connections for the pictures. */
const atOnce = 3;

/**
 * Sends files into a drop, a few at a time, and tells after each how many have arrived.
 *
 * @throws disk/full, disk/denied, engine/unexpected  of the first file that could not be sent; the rest is given up
 */
export async function upload(
  drop: string,
  files: readonly Sent[],
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  let next = 0;
  let done = 0;
  onProgress(0, files.length);
  const lane = async (): Promise<void> => {
    for (let sent = files[next++]; sent; sent = files[next++]) {
      try {
        await put(drop, sent);
      } catch (error) {
        next = files.length; // the other lanes end after the file they are at
        throw error;
      }
      onProgress(++done, files.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function put(drop: string, { path, file }: Sent): Promise<void> {
  const reply = await fetch(`/drop/${drop}`, {
    method: 'PUT',
    headers: { 'x-fovea-path': encodeURIComponent(path) },
    body: file,
  }).catch((error: unknown) => {
    throw failure('engine/unexpected', { reason: `${path} could not be sent (${String(error)})` });
  });
  if (reply.ok) return;
  const text = await reply.text();
  throw problemIn(text) ?? failure('engine/unexpected', { reason: `${path}: ${text.trim()}` });
}

function problemIn(text: string): FoveaError | null {
  if (!text.startsWith('{')) return null;
  const { problem } = JSON.parse(text) as { problem: unknown };
  const { code, message, remedy } = Problem.parse(problem);
  return new FoveaError(code, message, remedy);
}
