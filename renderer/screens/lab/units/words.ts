import type { ProjectionWay } from '../../../state/lab/projections.svelte.ts';
import { phrase, t } from '../../../words/index.ts';

const projections: Readonly<Record<ProjectionWay, string>> = {
  deconvnet: phrase('Deconvnet'),
  guided: phrase('Guided'),
  gradient: phrase('Gradient'),
};

export const wayWords = (way: ProjectionWay): string => t(projections[way]);

/** What may stand beside a patch. */
export const ways = (): readonly { readonly value: ProjectionWay | 'none'; readonly label: string }[] => [
  { value: 'none', label: t('Photos') },
  ...(['deconvnet', 'guided', 'gradient'] as const).map((value) => ({ value, label: wayWords(value) })),
];
