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

/** What happened and what to do next, as two sentences. */
export const sentences = ({ message, remedy }: { message: string; remedy: string }): string =>
  `${message}${/[.!?]$/.test(message) ? '' : '.'} ${remedy}`;

/** An error as a person reads it. */
export function inWords(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { message } = thrown;
  return 'remedy' in thrown && typeof thrown.remedy === 'string'
    ? sentences({ message, remedy: thrown.remedy })
    : message;
}
