import type { ProjectionWay } from '../../../state/lab/projections.svelte.ts';

export const wayWords: Readonly<Record<ProjectionWay, string>> = {
  deconvnet: 'Deconvnet',
  guided: 'Guided',
  gradient: 'Gradient',
};

/** What may stand beside a patch. */
export const ways: readonly { readonly value: ProjectionWay | 'none'; readonly label: string }[] = [
  { value: 'none', label: 'Photos' },
  { value: 'deconvnet', label: wayWords.deconvnet },
  { value: 'guided', label: wayWords.guided },
  { value: 'gradient', label: wayWords.gradient },
];
