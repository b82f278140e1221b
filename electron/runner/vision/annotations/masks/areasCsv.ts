import { areasOf } from '../../segmentation/areas.ts';
import { csvText } from '../rfc4180.ts';
import type { MaskAnnotation, WrittenMasks } from './record.ts';

const columns = ['file', 'class', 'pixels', 'share', 'judged_pixels', 'not_judged_pixels'];

/**
 * A table of how much of each photo each class covers, one line per photo and class; `share` is of the judged pixels.
 *
 * @param forSpreadsheets  begin with a byte order mark, without which Excel takes UTF-8 for something else
 * @throws                 mask/class
 * @see                    RFC 4180
 */
export function writeAreasCsv(annotations: readonly MaskAnnotation[], forSpreadsheets = false): WrittenMasks {
  const rows = annotations.flatMap(({ photo: { file }, classes, map }) => {
    const { classes: areas, notJudged } = areasOf(map, classes);
    const judged = map.classOf.length - notJudged;
    return areas.map(({ className, pixels, share }) => [
      ...[file, className],
      ...[pixels, share, judged, notJudged].map(String),
    ]);
  });
  return {
    text: `${forSpreadsheets ? '\uFEFF' : ''}${csvText([columns, ...rows])}`,
    losses: ['Left out: where in the photos the pixels lie.'],
  };
}
