import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// Which addresses a program and everything it starts connects or sends to, seen by strace (Linux only).

/** Why this machine cannot watch; null when it can. */
export function whyNotWatched(): string | null {
  if (process.platform !== 'linux') return 'skipped: strace is a Linux program';
  const tried = spawnSync('strace', ['-f', '-e', 'trace=connect', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
  if (tried.error) return 'skipped: strace is not here (apt-get install strace)';
  return tried.status === 0 ? null : 'skipped: strace may not watch processes on this machine';
}

/** The words to put before a command, so that its connections are written to `log`. The command stays a direct child. */
export const watchedBy = (log: string): readonly [string, ...string[]] => [
  'strace',
  ...['-D', '-f', '--seccomp-bpf', '-s', '0', '-e', 'trace=connect,sendto,sendmsg', '-o', log],
];

/** The internet addresses in a log; the watcher is waited for until it has seen `pid` end. */
export async function addressesIn(log: string, pid: number): Promise<readonly string[]> {
  const ended = new RegExp(`^${pid} +\\+\\+\\+ (exited|killed)`, 'm');
  let text = '';
  for (let waited = 0; waited < 10_000 && !ended.test(text); waited += 100) {
    await sleep(100);
    text = readFileSync(log, 'utf8');
  }
  if (!ended.test(text)) throw new Error(`strace did not see the end of process ${pid}`);
  return addresses(text);
}

/** AF_INET and AF_INET6 addresses as strace prints them. */
export const addresses = (text: string): readonly string[] =>
  [...text.matchAll(/inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/g)].map(([, v4, v6]) => v4 ?? v6 ?? '');

export const isLoopback = (address: string): boolean =>
  /^127\.\d+\.\d+\.\d+$/.test(address) || address === '::1' || address.startsWith('::ffff:127.');

/** One line per file below a folder: its SHA-256 and its path. */
export const checksums = (folder: string): string =>
  execFileSync('find', [folder, '-type', 'f', '-exec', 'sha256sum', '{}', '+'], { encoding: 'utf8' })
    .split('\n')
    .sort()
    .join('\n');
