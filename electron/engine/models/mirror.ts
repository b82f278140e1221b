import { type FileHandle, open } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';

const mostRedirects = 5;

/** A connection that is open and silent. */
class Stalled extends Error {}

/** Where a file being downloaded is written; `truncate(0)` starts it again. */
export type Sink = Pick<FileHandle, 'writeFile' | 'truncate' | 'sync' | 'close'>;
export type OpenSink = (path: string) => Promise<Sink>;

/** The file is opened for appending, so that what an earlier attempt left is gone on with. */
export const appendTo: OpenSink = (path) => open(path, 'a');

/**
 * How one attempt at one mirror ended.
 * - complete: as many bytes as published are in the file
 * - cut: the connection ended early; what arrived is kept
 * - stalled: nothing came for too long; what arrived is kept
 * - refused: the mirror has nothing for us (404, 5xx, a redirect that may not be followed)
 * - other: the mirror serves a file of another length
 */
export interface Attempt {
  readonly end: 'complete' | 'cut' | 'stalled' | 'refused' | 'other';
  /** Bytes in the file now. */
  readonly have: number;
  readonly reason: string;
}

export interface AttemptOptions {
  readonly path: string;
  /** Bytes in the file already. */
  readonly have: number;
  /** Bytes of the published file. */
  readonly bytes: number;
  readonly stallMs: number;
  readonly signal: AbortSignal;
  readonly openSink: OpenSink;
  readonly onBytes: (have: number) => void;
}

/** Asks one mirror for what is missing and appends it to the file. Only failures to write are thrown. */
export async function fetchFrom(mirror: string, options: AttemptOptions): Promise<Attempt> {
  const { have, bytes, signal, stallMs } = options;
  let response: IncomingMessage;
  try {
    response = await ask(new URL(mirror), { have, signal, stallMs });
  } catch (thrown) {
    return { end: 'refused', have, reason: reasonOf(thrown) };
  }
  const answer = verdictOn(response, have, bytes);
  if (typeof answer === 'number') return receive(response, answer, options);
  response.destroy();
  return { have, ...answer };
}

/** Where in the file the body belongs, or why it does not. */
function verdictOn(response: IncomingMessage, have: number, bytes: number): number | Pick<Attempt, 'end' | 'reason'> {
  const { statusCode: status = 0, headers } = response;
  if (status !== 200 && status !== 206) return { end: 'refused', reason: `it answered with status ${status}` };
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
  // A server that ignores Range sends the whole file with status 200.
  const start = status === 206 ? Number(range?.[1] ?? -1) : 0;
  if (start !== 0 && start !== have) return { end: 'refused', reason: 'it answered with another part than was asked' };
  const stated = status === 206 ? range?.[2] : headers['content-length'];
  const isOther = stated !== undefined && Number(stated) !== bytes;
  return isOther ? { end: 'other', reason: `it serves a file of ${stated} bytes instead of ${bytes}` } : start;
}

async function receive(response: IncomingMessage, start: number, options: AttemptOptions): Promise<Attempt> {
  const { path, bytes, openSink, onBytes } = options;
  let have = start;
  const sink = await openSink(path);
  try {
    if (start === 0) await sink.truncate(0);
    const cut = await drain(response, async (chunk) => {
      if (have + chunk.length > bytes) return false;
      await sink.writeFile(chunk);
      have += chunk.length;
      onBytes(have);
      return true;
    });
    await sink.sync();
    if (cut === 'refused') return { end: 'other', have, reason: `it serves more than ${bytes} bytes` };
    if (have === bytes) return { end: 'complete', have, reason: '' };
    const reason = cut === null ? 'it ended early' : reasonOf(cut);
    return { end: cut instanceof Stalled ? 'stalled' : 'cut', have, reason };
  } finally {
    response.destroy();
    await sink.close();
  }
}

/**
 * Gives every chunk to `take` until it refuses one. What ends the connection early is returned, so that
 * failures of the disk, which `take` throws, cannot be mistaken for it.
 */
async function drain(response: IncomingMessage, take: (chunk: Buffer) => Promise<boolean>): Promise<unknown> {
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Buffer, unknown>;
  for (;;) {
    let next: IteratorResult<Buffer, unknown>;
    try {
      next = await chunks.next();
    } catch (thrown) {
      return thrown;
    }
    if (next.done === true) return null;
    if (!(await take(next.value))) return 'refused';
  }
}

interface Asking {
  readonly have: number;
  readonly signal: AbortSignal;
  readonly stallMs: number;
}

/** The first answer that is no redirect. */
async function ask(first: URL, asking: Asking): Promise<IncomingMessage> {
  let url = first;
  for (let i = 0; i <= mostRedirects; i += 1) {
    if (!mayAsk(url, first)) throw new Error(`its address is not secure (${url.protocol}//${url.host})`);
    const response = await askOnce(url, asking);
    const { statusCode: status = 0, headers } = response;
    if (status < 300 || status > 399 || headers.location === undefined) return response;
    response.destroy();
    url = new URL(headers.location, url);
  }
  throw new Error('it redirects in circles');
}

/** Only https, except on this machine; and nothing outside may send us to a server on this machine. */
function mayAsk(url: URL, first: URL): boolean {
  if (isLoopback(url) !== isLoopback(first)) return url.protocol === 'https:' && !isLoopback(url);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

const isLoopback = ({ hostname }: URL): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

function askOnce(url: URL, { have, signal, stallMs }: Asking): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  // Compression would make the ranges those of another file.
  const headers = {
    'accept-encoding': 'identity',
    'user-agent': 'Fovea',
    ...(have > 0 && { range: `bytes=${have}-` }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, signal, timeout: stallMs, agent: false });
    let response: IncomingMessage | undefined;
    asked.on('timeout', () => {
      const stalled = new Stalled(`nothing arrived for ${Math.ceil(stallMs / 1000)} s`);
      response?.destroy(stalled);
      asked.destroy(stalled);
    });
    asked.on('error', reject);
    asked.on('response', (arrived) => {
      response = arrived;
      resolve(arrived);
    });
    asked.end();
  });
}

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
