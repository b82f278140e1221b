// How long frames took, read from a trace of Chromium.

export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  /** microseconds */
  readonly ts: number;
  readonly pid: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly type?: string } };
}

/** Milliseconds from each frame to the next, between the first and the last input of some kinds. */
export function frameTimes(events: readonly TraceEvent[], kinds: readonly string[]): number[] {
  const main = events.find((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain');
  const ofPage = events.filter((event) => event.pid === main?.pid).toSorted((a, b) => a.ts - b.ts);
  const inputs = ofPage.filter(({ name, args }) => name === 'EventDispatch' && kinds.includes(args?.data?.type ?? ''));
  const [from, to] = [inputs[0]?.ts ?? Infinity, inputs.at(-1)?.ts ?? -Infinity];
  const drawn = ofPage.filter(({ name, ts }) => name === 'DrawFrame' && ts >= from && ts <= to);
  const momentsMs = drawn.map(({ ts }) => ts / 1000);
  return momentsMs.slice(1).map((ms, i) => ms - (momentsMs[i] ?? ms));
}

export function framesInWords(valuesMs: readonly number[]): string {
  const sorted = valuesMs.toSorted((a, b) => a - b);
  const at = (fraction: number): string => (sorted[Math.floor((sorted.length - 1) * fraction)] ?? NaN).toFixed(1);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`;
}
