import type { DeviceVerdict } from '../../../electron/contract/index.ts';
import { numberWords, t } from '../../words/index.ts';

/** "84 test pictures/s, 3.1 × the CPU"; empty when it did not run. */
export function speedWords({ id, perSecond }: DeviceVerdict, cpuPerSecond: number | null): string {
  if (perSecond === null) return '';
  const number = numberWords(perSecond, { maximumFractionDigits: perSecond < 10 ? 1 : 0 });
  if (id === 'cpu' || cpuPerSecond === null || cpuPerSecond === 0) return t('{number} test pictures/s', { number });
  const factor = numberWords(perSecond / cpuPerSecond, { maximumSignificantDigits: 2 });
  return t('{number} test pictures/s, {factor} × the CPU', { number, factor });
}

/** How far its answers are from the CPU's, which is the measure; empty for the CPU itself and when it did not run. */
export function differenceWords({ id, relativeError }: DeviceVerdict): string {
  if (relativeError === null || id === 'cpu') return '';
  if (relativeError === 0) return t('the same answers');
  if (relativeError < 1e-6) return t('answers differ by less than a millionth');
  const share = numberWords(relativeError * 100, { maximumSignificantDigits: 1 });
  return t('answers differ by at most {share} %', { share });
}
