import type { Dataset } from '../../../../electron/contract/index.ts';

/** Why learning cannot begin, in a sentence; null when it can. */
export function obstacleTo(dataset: Dataset | null, name: string): string | null {
  if (!dataset) return 'It begins with photos of at least two photographers.';
  if (!dataset.surveyed) return 'The photos are being looked at first.';
  const error = dataset.findings.find(({ severity }) => severity === 'error');
  if (error) return `${error.sentence} ${error.remedy}`;
  if (dataset.classes.length < 2) return 'Two photographers are needed: there is nobody to tell apart yet.';
  return name.trim() === '' ? 'It needs a name.' : null;
}
