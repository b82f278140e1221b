import type { DeviceChoice, Model } from '../../../electron/contract/index.ts';
import type { About } from '../../state/app.svelte.ts';
import { bytes } from '../../ui/index.ts';
import { t } from '../../words/index.ts';

/** What left the machine, in a sentence. */
export const networkWords = (downloadedBytes: number): string =>
  downloadedBytes === 0
    ? t('Offline: nothing was sent.')
    : t('{bytes} of models were downloaded in this session; nothing else was sent.', { bytes: bytes(downloadedBytes) });

/** Text for a bug report, in English for who reads it: versions, devices, the model; no path, no photo, no class. */
export function report(about: About, devices: DeviceChoice | null, model: Model | null): string {
  const verdicts = devices?.verdicts.map(
    ({ id, name, usable, perSecond, relativeError, reason }) =>
      `  ${id}: ${name}; ${usable ? 'usable' : 'not usable'}; ${perSecond?.toFixed(1) ?? '-'} photos/s; ` +
      `difference ${relativeError?.toExponential(1) ?? '-'}${reason === '' ? '' : `; ${reason}`}`,
  );
  return [
    `Fovea ${about.version}`,
    `Runtime: ${about.runtime}`,
    `Cores: ${String(about.cores)}`,
    `Downloaded: ${String(about.downloadedBytes)} bytes`,
    `Model: ${model ? `${model.card.name}, ${model.hash}` : 'none'}`,
    `Device: ${devices?.inUse ?? 'unknown'} (${devices?.chosen ? 'chosen' : 'chosen by Fovea'})`,
    ...(verdicts ?? []),
    '',
  ].join('\n');
}
