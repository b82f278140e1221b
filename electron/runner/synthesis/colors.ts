import type { Preprocessing } from '../../contract/index.ts';

type Matrix = readonly (readonly number[])[];

const plain: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

// How red, green and blue vary in photos: a root of their covariance over ImageNet, by its longest column. Light and dark
// first, which all three share; then blue against yellow; then green against purple.
// Source: tensorflow/lucid, lucid/optvis/param/color.py, after Olah et al., "Feature visualization", 2017.
const longest = Math.hypot(0.26, 0.27, 0.27);
const varied: Matrix = [
  [0.26, 0.09, 0.02],
  [0.27, 0, -0.05],
  [0.27, -0.09, 0.03],
].map((row) => row.map((value) => value / longest));

/** From the three parameters of a place to its color, in the order of the network's channels; null: as they are. */
export function colorsOf({ colorOrder }: Preprocessing, decorrelated: boolean): Matrix | null {
  if (!decorrelated && colorOrder === 'RGB') return null;
  const rgb = decorrelated ? varied : plain;
  return colorOrder === 'RGB' ? rgb : rgb.toReversed();
}

/** Of a 3 × 3 matrix, by its cofactors. */
export function inverted(matrix: Matrix): Matrix {
  const at = (row: number, column: number): number => matrix[row % 3]?.[column % 3] ?? 0;
  const cofactor = (row: number, column: number): number =>
    at(row + 1, column + 1) * at(row + 2, column + 2) - at(row + 1, column + 2) * at(row + 2, column + 1);
  const determinant = at(0, 0) * cofactor(0, 0) + at(0, 1) * cofactor(0, 1) + at(0, 2) * cofactor(0, 2);
  return plain.map((row, i) => row.map((_, j) => cofactor(j, i) / determinant));
}
