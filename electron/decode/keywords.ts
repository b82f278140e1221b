import { access } from 'node:fs/promises';
import { extname } from 'node:path';
import { exifTool } from './exifTool.ts';

/** What a photo is tagged with. */
export interface Keywords {
  /** XMP dc:subject and IPTC Keywords, each once. */
  readonly flat: readonly string[];
  /** XMP lr:hierarchicalSubject: levels from the root, with | between them. */
  readonly hierarchical: readonly string[];
}

const asked = ['-XMP-dc:Subject', '-XMP-lr:HierarchicalSubject', '-IPTC:Keywords'];

/**
 * Keywords of a photo: those of its sidecar where one has any, else its own. A file that cannot be read has none.
 *
 * @see sidecars are called IMG.jpg.xmp (darktable, digiKam) or IMG.xmp (Adobe); the first wins where both are there
 */
export async function keywordsOf(path: string): Promise<Keywords> {
  for (const sidecar of [`${path}.xmp`, `${path.slice(0, path.length - extname(path).length)}.xmp`]) {
    if (!(await isThere(sidecar))) continue;
    const keywords = await read(sidecar);
    if (keywords.flat.length + keywords.hierarchical.length > 0) return keywords;
  }
  return read(path);
}

async function read(path: string): Promise<Keywords> {
  const exiftool = await exifTool();
  const tags: Readonly<Record<string, unknown>> = { ...(await exiftool.readRaw(path, { readArgs: asked })) };
  return {
    flat: [...new Set([...textsOf(tags['Subject']), ...textsOf(tags['Keywords'])])],
    hierarchical: textsOf(tags['HierarchicalSubject']),
  };
}

/** ExifTool writes a list of one as its only element, and makes numbers of texts that look like one. */
function textsOf(value: unknown): string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all
    .filter((one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean')
    .map((one) => String(one).trim().normalize('NFC'))
    .filter((text) => text !== '');
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
