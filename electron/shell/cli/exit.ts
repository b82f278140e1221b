/** How a command ends, for scripts. */
export const exit = {
  /** Everything was done. */
  done: 0,
  /** Some photos ended with a reason instead of a result, a gradient is wrong, or a run made again came out differently. */
  someFailed: 1,
  /** The command was not understood. */
  usage: 2,
  /** Nothing could run. */
  nothing: 3,
  /** Stopped by Ctrl+C; what was done until then was printed. */
  stopped: 130,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];

/** The command was not understood; its help is shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
