import { readFileSync } from 'node:fs';

// A file system that forgets what was not synced: from the trace of a process (strace) the files are made as a disk may
// have them when the power is cut. Whatever was synced is there; of what was written later each sector is there or not.

/** Bytes that a disk writes whole or not at all. */
const sector = 512;

type Call =
  | { readonly kind: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly length: number }
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'unlink'; readonly file: string }
  /** A line that the process printed. */
  | { readonly kind: 'said'; readonly text: string };

/** Arguments of strace with which its output can be read here. */
export const straceArguments = (trace: string): string[] => [
  ...['-f', '-q', '-o', trace, '-xx', '-s', '10000000'],
  ...['-e', 'trace=openat,close,write,pwrite64,ftruncate,fsync,fdatasync,unlink'],
];

/** The calls that change files below a folder, in their order, and what was printed between them. */
export function readTrace(trace: string, folder: string): Call[] {
  const open = new Map<number, string>();
  return wholeLines(readFileSync(trace, 'latin1')).flatMap((line): Call[] => {
    const match = /^\d+\s+(\w+)\((.*)\)\s+=\s+(-?\d+)/.exec(line);
    if (!match) return [];
    const [, name, text = '', result] = match;
    const [answer, args] = [Number(result), text.split(', ')];
    if (answer < 0) return [];
    const fd = Number(args[0]);
    const file = open.get(fd);
    const bytes = (): Buffer => unescaped(args[1] ?? '').subarray(0, answer);
    switch (name ?? '') {
      case 'openat': {
        const path = unescaped(args[1] ?? '').toString();
        open.set(answer, path.startsWith(folder) ? path : '');
        return [];
      }
      case 'close':
        open.delete(fd);
        return [];
      case 'write':
        return fd === 1 ? [{ kind: 'said', text: bytes().toString() }] : [];
      case 'unlink':
        return [{ kind: 'unlink', file: unescaped(args[0] ?? '').toString() }];
      case 'pwrite64':
        return file ? [{ kind: 'write', file, at: Number(args[3]), bytes: bytes() }] : [];
      case 'ftruncate':
        return file ? [{ kind: 'truncate', file, length: Number(args[1]) }] : [];
      default:
        return file ? [{ kind: 'sync', file }] : [];
    }
  });
}

/** Calls that another thread's came into are put together again. */
function wholeLines(text: string): string[] {
  const begun = new Map<string, string>();
  return text.split('\n').flatMap((line) => {
    const pid = /^\d+/.exec(line)?.[0] ?? '';
    const start = /^(.*) <unfinished \.\.\.>$/.exec(line)?.[1];
    if (start !== undefined) {
      begun.set(pid, start);
      return [];
    }
    const rest = /^\d+\s+<\.\.\. \w+ resumed>(.*)$/.exec(line)?.[1];
    return rest === undefined ? [line] : [`${begun.get(pid) ?? ''}${rest}`];
  });
}

/** "\x61\x62" as bytes, without its quotes. */
const unescaped = (text: string): Buffer => Buffer.from(text.replaceAll(/[^0-9a-f]|x/g, ''), 'hex');

/**
 * The files as they may be when the power is cut after some calls.
 *
 * @param before  the files before the first call
 * @param calls   all that was called until then
 */
export function filesAfterCut(
  before: ReadonlyMap<string, Buffer>,
  calls: readonly Call[],
  random: () => number,
): Map<string, Buffer> {
  const files = new Map(before);
  const waiting = new Map<string, Call[]>();
  for (const call of calls) {
    if (call.kind === 'said') continue;
    // Names are in the journal of the file system, which keeps their order.
    if (call.kind === 'unlink') {
      files.delete(call.file);
      waiting.delete(call.file);
    } else if (call.kind === 'sync') {
      for (const late of waiting.get(call.file) ?? []) files.set(call.file, applied(files.get(call.file), late));
      waiting.delete(call.file);
    } else waiting.set(call.file, [...(waiting.get(call.file) ?? []), call]);
  }
  for (const [file, late] of waiting) for (const call of late) files.set(file, applied(files.get(file), call, random));
  return files;
}

/** @param random  absent: the call reached the disk; else each of its sectors did or did not */
function applied(file: Buffer | undefined, call: Call, random?: () => number): Buffer {
  const was = file ?? Buffer.alloc(0);
  if (call.kind === 'truncate') {
    if (random && random() < 0.5) return was;
    return Buffer.concat([was.subarray(0, call.length), Buffer.alloc(Math.max(0, call.length - was.length))]);
  }
  if (call.kind !== 'write') return was;
  const now = Buffer.alloc(Math.max(was.length, call.at + call.bytes.length));
  was.copy(now);
  for (let from = 0; from < call.bytes.length; from += sector)
    if (!random || random() < 0.5) call.bytes.copy(now, call.at + from, from, from + sector);
  return now;
}
