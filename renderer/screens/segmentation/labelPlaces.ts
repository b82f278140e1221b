import { squaredDistances } from '../../../electron/runner/vision/index.ts';
import type { LookPixels } from '../../state/segmentationPixels.ts';

/** Where the name of a class stands, as fractions of the photo. */
export interface LabelPlace {
  readonly classIndex: number;
  readonly x: number;
  readonly y: number;
}

/** Longest side of the grid that is searched: names need no more. */
const gridPx = 96;

/**
 * The middle of the thickest part of each class: the place that is farthest from any other class and from the edge.
 *
 * @param classIndices  the classes that have a name to show
 */
export function labelPlaces(pixels: LookPixels, classIndices: readonly number[]): readonly LabelPlace[] {
  const factor = Math.min(1, gridPx / Math.max(pixels.width, pixels.height));
  const [columns, rows] = [Math.ceil(pixels.width * factor), Math.ceil(pixels.height * factor)];
  const classAt = (column: number, row: number): number => {
    const [x, y] = [
      Math.floor(((column + 0.5) * pixels.width) / columns),
      Math.floor(((row + 0.5) * pixels.height) / rows),
    ];
    return pixels.classOf[y * pixels.width + x] ?? -1;
  };
  // A margin of one stands for the edge of the photo.
  const width = columns + 2;
  const marked = new Uint8Array(width * (rows + 2));
  return classIndices.flatMap((classIndex) => {
    marked.fill(1);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        if (classAt(column, row) === classIndex) marked[(row + 1) * width + column + 1] = 0;
    const distances = squaredDistances(marked, width, rows + 2);
    const farthest = distances.reduce((best, distance, at) => (distance > (distances[best] ?? 0) ? at : best), 0);
    if ((distances[farthest] ?? 0) === 0) return [];
    const [column, row] = [(farthest % width) - 1, Math.floor(farthest / width) - 1];
    return [{ classIndex, x: (column + 0.5) / columns, y: (row + 0.5) / rows }];
  });
}
