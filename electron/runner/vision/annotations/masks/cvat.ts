import type { Outline } from '../../segmentation/outlines.ts';
import { rowRuns } from '../../segmentation/ringRuns.ts';
import { escapeXml, heldByXml } from '../xml.ts';
import type { MaskAnnotation, OutlineOptions, WrittenMasks } from './record.ts';
import { allClasses, checkedOutlines, filledHoles, nested, ringsOf, shapeLosses } from './writing.ts';

// CVAT XML 1.1 for images, one file for a whole set. A <polygon> has points "x,y;x,y" in pixels counted from 0 and no
// holes; a <mask> has the run lengths of a rectangle row by row, zeros first. What has the higher z_order lies on top.
//
// Source: CVAT documentation, "XML annotation format", version 1.1; readCvatMasks is in readCvat.ts

/** How CVAT is to hold each region. */
export interface CvatMaskOptions extends OutlineOptions {
  readonly as: 'masks' | 'polygons';
}

/** @throws mask/size, mask/class */
export function writeCvatMasks(annotations: readonly MaskAnnotation[], options: CvatMaskOptions): WrittenMasks {
  const tolerancePx = options.as === 'polygons' ? (options.tolerancePx ?? 0) : 0;
  const photos = annotations.map((annotation) => {
    const outlines = nested(checkedOutlines(annotation, tolerancePx));
    return { annotation, outlines, holes: options.as === 'polygons' ? filledHoles(annotation, outlines) : [] };
  });
  const classes = allClasses(annotations);
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<annotations>',
    '  <version>1.1</version>',
    '  <meta><task><labels>',
    ...classes.map((name) => `    <label><name>${escapeXml(name)}</name></label>`),
    '  </labels></task></meta>',
    ...photos.flatMap(({ annotation, outlines }, id) => imageOf(annotation, outlines, { ...options, id })),
    '</annotations>',
  ];
  const texts = [...classes, ...annotations.map(({ photo }) => photo.file)];
  return {
    text: `${lines.join('\n')}\n`,
    losses: [
      ...shapeLosses(annotations, { tolerancePx }),
      ...photos.flatMap(({ holes }) => holes),
      ...(texts.every(heldByXml) ? [] : ['Left out: characters of names that XML cannot hold.']),
    ],
  };
}

function imageOf(
  { photo: { file, width, height }, classes }: MaskAnnotation,
  outlines: readonly Outline[],
  { as, id }: { readonly as: CvatMaskOptions['as']; readonly id: number },
): string[] {
  return [
    `  <image id="${id}" name="${escapeXml(file)}" width="${width}" height="${height}">`,
    ...outlines.map((outline, order) => {
      const label = escapeXml(classes[outline.classIndex] ?? '');
      const [element, surface] = as === 'masks' ? ['mask', maskOf(outline)] : ['polygon', pointsOf(outline)];
      return `    <${element} label="${label}" source="manual" occluded="0" ${surface} z_order="${order}"></${element}>`;
    }),
    '  </image>',
  ];
}

const pointsOf = ({ polygon: { outer } }: Outline): string =>
  `points="${outer.map(([x, y]) => `${x},${y}`).join(';')}"`;

/** The region within the smallest rectangle around it. */
function maskOf(outline: Outline): string {
  const { outer } = outline.polygon;
  const along = (axis: 0 | 1): { first: number; count: number } => {
    let [least, most] = [Infinity, -Infinity];
    for (const corner of outer) [least, most] = [Math.min(least, corner[axis]), Math.max(most, corner[axis])];
    return { first: least, count: most - least };
  };
  const [x, y] = [along(0), along(1)];
  const moved = ringsOf(outline).map((ring) => ring.map((at) => [at[0] - x.first, at[1] - y.first] as const));
  const runs = rowRuns(moved, x.count, y.count).join(', ');
  return `rle="${runs}" left="${x.first}" top="${y.first}" width="${x.count}" height="${y.count}"`;
}
