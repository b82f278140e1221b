import type { NewBox, PhotoBox } from '../../../contract/index.ts';
import { clipBox } from '../../../runner/vision/index.ts';
import type { ExchangeRow } from '../../library/index.ts';
import type { ProjectPhoto } from './format.ts';

/** Edges that are nearer than this to those of a drawn box of the class are that box, in pixels. */
const samePx = 0.5;

/** Boxes of a project that are not drawn yet, as far as they lie on the photo. */
export function boxesToDraw({ boxes }: Pick<ProjectPhoto, 'boxes'>, row: ExchangeRow): NewBox[] {
  return boxes.flatMap(({ class: className, box, difficult }) => {
    const inside = row.width === null || row.height === null ? box : clipBox(box, row.width, row.height);
    const isThere = row.boxes.some((known) => known.className === className && isSame(known.box, box));
    const hasArea = inside.x1 > inside.x0 && inside.y1 > inside.y0;
    return isThere || !hasArea ? [] : [{ className, box: inside, difficult }];
  });
}

const isSame = (a: PhotoBox, b: PhotoBox): boolean =>
  (['x0', 'y0', 'x1', 'y1'] as const).every((edge) => Math.abs(a[edge] - b[edge]) < samePx);
