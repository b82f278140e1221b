import { rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure, type Stop } from '../../contract/index.ts';
import { bytesOf, writeProblem } from './files.ts';
import { hashFile } from './hash.ts';
import { appendTo, type Attempt, fetchFrom, type OpenSink } from './mirror.ts';

/** How often a mirror is asked again after its connection was cut, and how often in a row for nothing new. */
const mostAttempts = 8;
const mostFruitless = 2;
const stopCheckMs = 50;

/** What a test may set; the defaults are for people. */
export interface DownloadTuning {
  /** A mirror that sends nothing for this long is given up. */
  readonly stallMs?: number;
  readonly openSink?: OpenSink;
}

export interface Wanted {
  readonly hash: string;
  /** Published length; a mirror that serves another length is not believed. */
  readonly bytes: number;
  readonly name: string;
  readonly mirrors: readonly string[];
  /** Where it is collected; what is there already is gone on with. */
  readonly path: string;
}

export interface Watch {
  readonly stop: Stop;
  progress(step: { done: number; total: number }): void;
}

/**
 * Collects a published file at `wanted.path` and returns when its SHA-256 is right. Stopped, cut off or out of disk,
 * it keeps what has arrived, and the next call goes on there.
 *
 * @throws download/unreachable  no mirror gave the whole file
 * @throws download/wrong-bytes  every mirror that answered served something else; nothing of it is kept
 * @throws disk/full
 */
export async function download(wanted: Wanted, watch: Watch, tuning: DownloadTuning = {}): Promise<void> {
  const abort = new AbortController();
  // `Stop` can only be asked, so it is asked often enough for a person to feel an answer at once.
  const asking = setInterval(() => {
    if (watch.stop.aborted) abort.abort();
  }, stopCheckMs);
  try {
    await checkSpace(wanted);
    await tryMirrors(wanted, watch, { stallMs: 30_000, openSink: appendTo, ...tuning, signal: abort.signal });
  } catch (thrown) {
    watch.stop.throwIfAborted();
    throw writeProblem(thrown, wanted.path);
  } finally {
    clearInterval(asking);
  }
}

type Settings = Required<DownloadTuning> & { readonly signal: AbortSignal };

async function tryMirrors(wanted: Wanted, watch: Watch, settings: Settings): Promise<void> {
  const reasons: string[] = [];
  let isWrong = false;
  if ((await isAllThere(wanted)) && (await verified(wanted, watch))) return;
  watch.progress({ done: (await bytesOf(wanted.path)) ?? 0, total: wanted.bytes });
  for (const mirror of wanted.mirrors) {
    const end = await tryMirror(mirror, wanted, watch, settings);
    if (end === 'right') return;
    isWrong ||= end === 'wrong';
    if (end !== 'wrong') reasons.push(`${hostOf(mirror)}: ${end}`);
  }
  if (isWrong) throw failure('download/wrong-bytes', { model: wanted.name });
  const reason = reasons.length === 0 ? 'none is known.' : `${reasons.join('; ')}.`;
  throw failure('download/unreachable', { model: wanted.name, reason });
}

/** Asks one mirror until it gave everything or has nothing more to give. Returns 'right', 'wrong', or a reason in words. */
async function tryMirror(mirror: string, wanted: Wanted, watch: Watch, settings: Settings): Promise<string> {
  let last: Attempt = { end: 'cut', have: (await bytesOf(wanted.path)) ?? 0, reason: '' };
  let fruitless = 0;
  for (let i = 0; i < mostAttempts && fruitless < mostFruitless; i += 1) {
    watch.stop.throwIfAborted();
    const before = last.have;
    last = await fetchFrom(mirror, {
      ...settings,
      path: wanted.path,
      have: before,
      bytes: wanted.bytes,
      onBytes: (done) => watch.progress({ done, total: wanted.bytes }),
    });
    watch.stop.throwIfAborted();
    if (last.end === 'other') {
      if (last.have !== before) await rm(wanted.path, { force: true });
      return 'wrong';
    }
    if (last.end === 'complete') {
      if (await verified(wanted, watch)) return 'right';
      // The wrong bytes may be those that an earlier attempt left: this mirror gets one chance with a clean file.
      if (before === 0) return 'wrong';
      last = { ...last, have: 0 };
      fruitless = 0;
    } else if (last.end === 'cut') fruitless = last.have > before ? 0 : fruitless + 1;
    else return last.reason;
  }
  return last.reason;
}

/** Whether the file has the published hash; one that has not is deleted. */
async function verified({ path, hash }: Wanted, { stop }: Watch): Promise<boolean> {
  const isRight = (await hashFile(path, { stop })) === hash;
  if (!isRight) await rm(path, { force: true });
  return isRight;
}

/** Whether an earlier attempt collected every byte; one that is longer than published is deleted. */
async function isAllThere({ path, bytes }: Wanted): Promise<boolean> {
  const have = (await bytesOf(path)) ?? 0;
  if (have > bytes) await rm(path, { force: true });
  return have === bytes;
}

/** Refuses before the first byte what cannot fit, where the system says how much there is. */
async function checkSpace({ path, bytes }: Wanted): Promise<void> {
  const disk = await statfs(dirname(path)).catch(() => null);
  const missing = bytes - ((await bytesOf(path)) ?? 0);
  if (disk !== null && disk.bavail * disk.bsize < missing) throw failure('disk/full', { path });
}

const hostOf = (mirror: string): string => (URL.canParse(mirror) ? new URL(mirror).host : mirror);
