import { photos } from './0001_photos.ts';
import { suggestions } from './0002_suggestions.ts';
import { labels } from './0003_labels.ts';
import { jobs } from './0004_jobs.ts';
import { strokes } from './0005_strokes.ts';
import { boxes } from './0006_boxes.ts';
import { classes } from './0007_classes.ts';
import { keywords } from './0008_keywords.ts';

/** One step of the schema; a step that was released never changes. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** In order: the library's version is how many of them it has seen. */
export const migrations: readonly Migration[] = [photos, suggestions, labels, jobs, strokes, boxes, classes, keywords];
