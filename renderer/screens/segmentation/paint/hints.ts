import type { Strokes } from '../../../state/strokes.svelte.ts';
import { t } from '../../../words/index.ts';

/** What to do next, where that is not plain; null: nothing is missing. */
export function hintOf({ segmenters, answer, regions, live, stale, tools }: Strokes): string | null {
  const { current, classes } = segmenters;
  if (!current) return segmenters.loaded ? t('Begin a segmenter beside the photo, then paint.') : null;
  if (classes.length < 2) return t('Add a second class beside the photo.');
  if (tools.tool === 'fill' && !regions.seen && !regions.problem && !regions.stopped) return t('Finding regions …');
  if (current.photos.length === 0) return t('Paint a stroke on {name}.', { name: classes[0]?.name ?? '' });
  if (answer.problem?.code === 'strokes/too-few-classes') return t('Paint a second class.');
  if (!live && (stale || !answer.seen)) return t('U updates the areas.');
  return null;
}
