import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Part } from '../../../contract/index.ts';

/** Where the classes of a set come from, with absolute paths: what `ExampleSource` becomes once its grants are known. */
export const DatasetSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folders'), paths: z.array(z.string()).min(1).readonly() }),
  z.object({ kind: z.literal('labels') }),
  z.object({ kind: z.literal('csv'), path: z.string() }),
  z.object({
    kind: z.literal('keywords'),
    paths: z.array(z.string()).min(1).readonly(),
    branch: z.string().nullable(),
  }),
  z.object({ kind: z.literal('artists'), paths: z.array(z.string()).min(1).readonly() }),
  z.object({ kind: z.literal('cameras'), paths: z.array(z.string()).min(1).readonly() }),
]);
export type DatasetSource = z.infer<typeof DatasetSource>;

/** A photo as its source describes it, before anybody looked inside. */
export interface ListedPhoto {
  readonly path: string;
  readonly classNames: readonly string[];
  /** null: the source does not say. */
  readonly part: Part | null;
}

/** What a source says; photos are in the order of their paths. */
export interface Listing {
  readonly photos: readonly ListedPhoto[];
  /** Classes that are named but have no photo. */
  readonly emptyClasses: readonly string[];
  /** Photos that have no class. */
  readonly unlabelled: readonly string[];
  /** Photos may have several classes. */
  readonly multiLabel: boolean;
}

/** The same source is the same dataset, in whatever order its paths were dropped. */
export function datasetIdOf(source: DatasetSource): string {
  const { kind } = source;
  const parts: string[] = [kind];
  if (source.kind === 'csv') parts.push(source.path);
  else if (source.kind !== 'labels') parts.push(...inOrder(source.paths));
  if (source.kind === 'keywords') parts.push(`branch ${source.branch ?? ''}`);
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}

/** What a person calls it. */
export function nameOf(source: DatasetSource): string {
  if (source.kind === 'labels') return 'Labels in the library';
  if (source.kind === 'csv') return basename(source.path);
  if (source.kind === 'keywords' && source.branch !== null) return source.branch.split('|').at(-1)?.trim() ?? '';
  const names = inOrder(source.paths).map((path) => basename(path) || path);
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

/** What a person recognises it by. */
export function fromOf(source: DatasetSource): string {
  if (source.kind === 'labels') return 'the library';
  if (source.kind === 'csv') return source.path;
  const paths = inOrder(source.paths).join(', ');
  return source.kind === 'keywords' && source.branch !== null ? `${source.branch} in ${paths}` : paths;
}

/** Sorted by code unit, each once: the order does not depend on the language of the machine. */
export const inOrder = (texts: Iterable<string>): string[] =>
  [...new Set(texts)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** Whether classes are read out of the photos, so that nobody chose them one by one. */
export const isRead = ({ kind }: DatasetSource): boolean => ['keywords', 'artists', 'cameras'].includes(kind);
