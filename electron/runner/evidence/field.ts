import type { LabLayer } from '../../contract/index.ts';
import { fieldsIn } from './layers.ts';
import { boundFor, type OpenNetwork } from './open.ts';
import type { Place } from './picture.ts';

/** The part of the picture that one position of a layer sees, in whole pixels; all of it where that is not known. */
export function seenBy(network: OpenNetwork, layer: Pick<LabLayer, 'name' | 'columns'>, position: number): Place {
  const { card } = network;
  const { width, height, layout } = card.preprocessing;
  const field = fieldsIn(boundFor(network, 1), card.inputName, layout).get(layer.name);
  if (!field) return { x0: 0, y0: 0, x1: width, y1: height };
  const along = (axis: typeof field.rows, at: number, length: number): readonly [number, number] => {
    const from = axis.startPx + at * axis.stepPx;
    const to = Math.min(length, Math.ceil(from + axis.extentPx));
    // At least one pixel: a window may lie in the padding as a whole.
    return [Math.min(length - 1, Math.max(0, Math.floor(from))), Math.max(1, to)];
  };
  const [x0, x1] = along(field.columns, position % layer.columns, width);
  const [y0, y1] = along(field.rows, Math.floor(position / layer.columns), height);
  return { x0, y0, x1: Math.max(x0 + 1, x1), y1: Math.max(y0 + 1, y1) };
}
