/**
 * Lengths of the result of an elementwise operator; null where they do not go together.
 *
 * @see ONNX, "Multidirectional Broadcasting": axes are aligned at the end, a length of 1 is repeated
 */
export const broadcast = (...shapes: readonly (readonly number[])[]): readonly number[] | null => broadcastAll(shapes);

/** The same for shapes in a list: a node may have more inputs than a call can have arguments. */
export function broadcastAll(shapes: readonly (readonly number[])[]): readonly number[] | null {
  const rank = shapes.reduce((most, { length }) => Math.max(most, length), 0);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const lengths = shapes.map((dims) => dims[axis - rank + dims.length] ?? 1).filter((length) => length !== 1);
    if (lengths.some((length) => length !== lengths[0])) return null;
    result.push(lengths[0] ?? 1);
  }
  return result;
}

/** Axes along which `from` was repeated to become `to`, counted in `to`; those that `from` lacks come first. */
export function repeatedAxes(from: readonly number[], to: readonly number[]): readonly number[] {
  const missing = to.length - from.length;
  return to.flatMap((length, axis) => (axis < missing || (from[axis - missing] === 1 && length !== 1) ? [axis] : []));
}
