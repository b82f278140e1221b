import type { Dataset } from '../../../../electron/contract/index.ts';
import { engineWords, t } from '../../../words/index.ts';

/** Why learning cannot begin, in a sentence; null when it can. */
export function obstacleTo(dataset: Dataset | null, name: string): string | null {
  if (!dataset) return t('It begins with photos of at least two photographers.');
  if (!dataset.surveyed) return t('The photos are being looked at first.');
  const error = dataset.findings.find(({ severity }) => severity === 'error');
  if (error) return `${engineWords(error.sentence)} ${engineWords(error.remedy)}`;
  if (dataset.classes.length < 2) return t('Two photographers are needed: there is nobody to tell apart yet.');
  return name.trim() === '' ? t('It needs a name.') : null;
}
