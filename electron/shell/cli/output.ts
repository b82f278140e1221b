// Results go to standard output, everything else to standard error, so that `fovea … > file` holds results only.

/** Called when whoever reads the results has gone, as `head` does. */
let onReaderGone: () => void = () => undefined;
let readerGone = false;

/** Prepares standard output once; a reader that leaves early is no error. */
export function watchOutput(gone: () => void): void {
  onReaderGone = gone;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!readerGone) onReaderGone();
    readerGone = true;
  });
}

export function print(line: string): void {
  if (!readerGone) process.stdout.write(`${line}\n`);
}

export const printJson = (record: unknown): void => print(JSON.stringify(record));

export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** An error as a person reads it. */
export function inWords(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return 'remedy' in thrown && typeof thrown.remedy === 'string'
    ? `${thrown.message} ${thrown.remedy}`
    : thrown.message;
}
