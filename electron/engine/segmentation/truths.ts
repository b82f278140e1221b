import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { failure, type Stop } from '../../contract/index.ts';
import { readMaskPng } from '../../decode/index.ts';
import { notJudged, type LabelMap } from '../../runner/vision/index.ts';
import { walk } from '../jobs/index.ts';

// What people say that every pixel of a photo shows.

/** Where the masks at or under paths lie, by the names of their photos, without extension. */
export async function masksAt(paths: readonly string[], stop: Stop): Promise<ReadonlyMap<string, string>> {
  const masks = new Map<string, string>();
  for await (const { path, fileName } of walk(paths, stop)) if (/\.png$/i.test(fileName)) masks.set(nameOf(path), path);
  return masks;
}

/**
 * @param voidClass  a class that means "not judged"
 * @throws           mask/*
 */
export async function truthOf(
  path: string,
  masks: ReadonlyMap<string, string>,
  voidClass: number | null,
): Promise<LabelMap> {
  const mask = masks.get(nameOf(path));
  if (mask === undefined) throw failure('mask/missing', { photo: basename(path) });
  const { map } = await readMaskPng(await readFile(mask));
  const classOf = map.classOf.map((index) => (index === voidClass ? notJudged : index));
  return { ...map, classOf };
}

const nameOf = (path: string): string => basename(path, extname(path));
