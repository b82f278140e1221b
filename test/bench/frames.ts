// How long frames took, read from a trace of Chromium.

export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  /** microseconds */
  readonly ts: number;
  readonly pid: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly type?: string } };
}

/** Milliseconds from each frame to the next, between the page's own marks. */
export function frameTimes(events: readonly TraceEvent[]): number[] {
  const main = events.find((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain');
  const ofPage = events.filter((event) => event.pid === main?.pid).toSorted((a, b) => a.ts - b.ts);
  const at = (mark: string): number => ofPage.find(({ name }) => name === mark)?.ts ?? Number.NaN;
  const [from, to] = [at('gesture begins'), at('gesture ends')];
  const momentsMs = ofPage
    .filter(({ name, ts }) => name === 'DrawFrame' && ts >= from && ts <= to)
    .map(({ ts }) => ts / 1000);
  return momentsMs.slice(1).map((ms, i) => ms - (momentsMs[i] ?? ms));
}

export function framesInWords(valuesMs: readonly number[]): string {
  const sorted = valuesMs.toSorted((a, b) => a - b);
  const at = (fraction: number): string => (sorted[Math.floor((sorted.length - 1) * fraction)] ?? NaN).toFixed(1);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`;
}
