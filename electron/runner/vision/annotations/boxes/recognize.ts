import { isLabelStudio } from '../labelStudio.ts';

// Which format a file of boxes has: its extension says in which language it is written, its beginning what it holds.

export type BoxFileKind =
  | 'voc'
  | 'cvat'
  | 'coco'
  | 'labelme'
  | 'createml'
  | 'labelstudio'
  | 'csv'
  | 'yolo'
  | 'yolo-classes'
  | 'class-list'
  | 'xmp';

/** Extensions that boxes come in. */
export const boxFileNames = /\.(xml|json|csv|txt|ya?ml|xmp)$/i;

/**
 * The format of a file; null where it holds nothing that is known to be boxes. A file that is cut off has the format that
 * it began in, so that reading it says where it ends.
 *
 * @param name  of the file, with its extension
 */
export function boxFileKind(name: string, text: string): BoxFileKind | null {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (/^classes\.txt$/i.test(name)) return 'class-list';
  return kindsBy[extension]?.(text) ?? null;
}

const kindsBy: Readonly<Record<string, (text: string) => BoxFileKind | null>> = {
  xmp: (text) => (/<(x:xmpmeta|rdf:RDF)\b/.test(text) ? 'xmp' : null),
  xml: xmlKind,
  json: jsonKind,
  csv: () => 'csv',
  yaml: yamlKind,
  yml: yamlKind,
  // A number of a class and more on its line; a list of photos has one word or two.
  txt: (text) => (/^\s*(\d+[ \t]+\S+[ \t]+\S|$)/.test(text) ? 'yolo' : null),
};

function yamlKind(text: string): BoxFileKind | null {
  return /^names\s*:/m.test(text) ? 'yolo-classes' : null;
}

function xmlKind(text: string): BoxFileKind | null {
  const root = /<([A-Za-z][\w:.-]*)/.exec(text.replace(/<!--.*?-->/gs, ''))?.[1];
  if (root === 'annotation') return 'voc';
  if (root === 'annotations') return 'cvat';
  return null;
}

/** By names of fields, of which no two formats share one: a whole set may be too long to be read twice. */
function jsonKind(text: string): BoxFileKind | null {
  if (/^\s*\uFEFF?\s*\[/.test(text)) return isLabelStudio(text) ? 'labelstudio' : 'createml';
  if (/"shapes"\s*:/.test(text)) return 'labelme';
  return /"(images|annotations|categories)"\s*:/.test(text) ? 'coco' : null;
}
