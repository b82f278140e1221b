import type { Strokes } from '../../../state/strokes.svelte.ts';

/** What to do next, where that is not plain; null: nothing is missing. */
export function hintOf({ segmenters, answer, regions, live, stale, tools }: Strokes): string | null {
  const { current, classes } = segmenters;
  if (!current) return segmenters.loaded ? 'Begin a segmenter beside the photo, then paint.' : null;
  if (classes.length < 2) return 'Add a second class beside the photo.';
  if (tools.tool === 'fill' && !regions.seen && !regions.problem && !regions.stopped) return 'Finding regions …';
  if (current.photos.length === 0) return `Paint a stroke on ${classes[0]?.name ?? 'something'}.`;
  if (answer.problem?.code === 'strokes/too-few-classes') return 'Paint a second class.';
  if (!live && (stale || !answer.seen)) return 'U updates the areas.';
  return null;
}
