import type { DeviceVerdict } from '../../../electron/contract/index.ts';
import { count } from '../../ui/index.ts';

const oneDecimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });

/** "84 test pictures/s, 3.1 × the CPU"; empty when it did not run. */
export function speedWords({ id, perSecond }: DeviceVerdict, cpuPerSecond: number | null): string {
  if (perSecond === null) return '';
  const speed = `${perSecond < 10 ? oneDecimal.format(perSecond) : count(perSecond)} test pictures/s`;
  if (id === 'cpu' || cpuPerSecond === null || cpuPerSecond === 0) return speed;
  return `${speed}, ${twoDigits.format(perSecond / cpuPerSecond)} × the CPU`;
}

/** How far its answers are from the CPU's, which is the measure; empty for the CPU itself and when it did not run. */
export function differenceWords({ id, relativeError }: DeviceVerdict): string {
  if (relativeError === null || id === 'cpu') return '';
  if (relativeError === 0) return 'the same answers';
  if (relativeError < 1e-6) return 'answers differ by less than a millionth';
  return `answers differ by at most ${(relativeError * 100).toPrecision(1)} %`;
}
