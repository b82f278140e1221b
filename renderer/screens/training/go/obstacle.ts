import type { Dataset, Model } from '../../../../electron/contract/index.ts';

/** Why a run cannot begin, in a sentence; null when it can. */
export function obstacleTo(dataset: Dataset | null, model: Model | null): string | null {
  if (!dataset) return 'Training begins with examples: drop a folder of classes.';
  if (!model) return 'Training begins from a network: get one in Models.';
  const error = dataset.findings.find(({ severity }) => severity === 'error');
  if (error) return `${error.sentence} ${error.remedy}`;
  return dataset.classes.length < 2 ? 'Two classes are needed: there is nothing to tell apart yet.' : null;
}
