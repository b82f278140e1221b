import { execFileSync } from 'node:child_process';

/** A process and what it runs. */
export interface Below {
  readonly pid: number;
  readonly command: string;
}

/** Every process below this one. */
export function below(parent: number): Below[] {
  const processes = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .map((match) => ({ pid: Number(match?.[1]), ppid: Number(match?.[2]), command: match?.[3] ?? '' }));
  const childrenOf = (pid: number): Below[] =>
    processes.filter(({ ppid }) => ppid === pid).flatMap((child) => [child, ...childrenOf(child.pid)]);
  return childrenOf(parent);
}
