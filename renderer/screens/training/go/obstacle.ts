import type { Dataset, Model } from '../../../../electron/contract/index.ts';
import { engineWords, t } from '../../../words/index.ts';

/** Why a run cannot begin, in a sentence; null when it can. */
export function obstacleTo(dataset: Dataset | null, model: Model | null): string | null {
  if (!dataset) return t('Training begins with examples: drop a folder of classes.');
  if (!model) return t('Training begins from a network: get one in Models.');
  const error = dataset.findings.find(({ severity }) => severity === 'error');
  if (error) return `${engineWords(error.sentence)} ${engineWords(error.remedy)}`;
  return dataset.classes.length < 2 ? t('Two classes are needed: there is nothing to tell apart yet.') : null;
}
