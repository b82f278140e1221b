/** Answers that are looked at: the pace is that of now, not of this morning. */
const most = 30;
/** A longer pause was a pause, not slow work. */
const longestMs = 30_000;
const fewest = 4;

/**
 * How many photos are answered in a minute.
 *
 * @param times  of the answers in milliseconds, rising
 * @returns      null: too few answers to say
 */
export function paceOf(times: readonly number[]): number | null {
  const last = times.slice(-most);
  const gaps = last
    .slice(1)
    .map((time, i) => time - (last[i] ?? time))
    .filter((ms) => ms <= longestMs);
  const sum = gaps.reduce((total, ms) => total + ms, 0);
  return gaps.length + 1 < fewest || sum === 0 ? null : (gaps.length / sum) * 60_000;
}
