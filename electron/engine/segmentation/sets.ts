import type { MaskFormat } from '../../contract/index.ts';

// Formats with one file for a whole set. Each photo is written by itself, so that no more than one map is in memory, and
// what was written is put together.

/** @returns the file for all photos; null where the format has one for each */
export function joined(
  format: MaskFormat,
  files: readonly string[],
): { name: string; extension: string; text: string } | null {
  if (format === 'csv') return { name: 'areas', extension: 'csv', text: joinedTables(files) };
  if (format === 'coco') return { name: 'coco', extension: 'json', text: joinedCoco(files) };
  return null;
}

export const isForSets = (format: MaskFormat): boolean => format === 'csv' || format === 'coco';

/** Tables of one header. */
const joinedTables = (files: readonly string[]): string =>
  files.map((file, at) => (at === 0 ? file : file.slice(file.indexOf('\n') + 1))).join('');

interface Coco {
  readonly images: readonly object[];
  readonly annotations: readonly { readonly category_id: number }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
}

/** Images and annotations are numbered through; categories are one by name. */
function joinedCoco(files: readonly string[]): string {
  const ids = new Map<string, number>();
  const images: object[] = [];
  const annotations: object[] = [];
  for (const file of files) {
    // Written a moment ago by writeCocoMasks.
    const one = JSON.parse(file) as Coco;
    const names = new Map(one.categories.map(({ id, name }) => [id, name] as const));
    for (const name of names.values()) if (!ids.has(name)) ids.set(name, ids.size + 1);
    const image_id = images.length + 1;
    images.push(...one.images.map((image) => ({ ...image, id: image_id })));
    for (const annotation of one.annotations) {
      const category_id = ids.get(names.get(annotation.category_id) ?? '');
      annotations.push({ ...annotation, id: annotations.length + 1, image_id, category_id });
    }
  }
  const categories = [...ids].map(([name, id]) => ({ id, name }));
  return `${JSON.stringify({ images, annotations, categories })}\n`;
}
