// What the parameters of a picture mean. A picture is R · (scale ∘ P) · Cᵀ of its parameters P, channel by channel, with two
// small matrices that also say where the network looks: shifting and zooming cost nothing, and nothing is resampled.
//
//   pixels   P is the picture itself; R and C interpolate between its rows and columns
//   fourier  P is the spectrum of the picture by the Hartley transform, the discrete Fourier transform in real numbers:
//            row u of it is cas(2πuy/n)/√n with cas t = cos t + sin t, which is its own inverse
//
// Source: Olah, Mordvintsev and Schubert, "Feature visualization", Distill, 2017, "Preconditioning and parameterization";
// Bracewell, "Discrete Hartley transform", J. Opt. Soc. Am. 73, 1983.

export type BasisName = 'pixels' | 'fourier';

/** A picture that is made: what is looked at lies in the middle of a margin, into which the view may move. Pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

/** Where the network looks: pixels to the right and down, and pixels of the canvas for one of the view. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const straight: View = { x: 0, y: 0, zoom: 1 };

/** Parameters along a side of so many pixels. */
export const periodOf = (length: number, { margin }: Pick<Canvas, 'margin'>): number => length + 2 * margin;

/** [height, rows of parameters] and [columns of parameters, width] of a view. */
export function viewOf(
  basis: BasisName,
  canvas: Canvas,
  view: View,
): { readonly rows: Float32Array; readonly columns: Float32Array } {
  const along = basis === 'fourier' ? wavesAt : weightsAt;
  const rows = along(placesOf(canvas.height, canvas.margin, view.y, view.zoom), periodOf(canvas.height, canvas));
  const across = along(placesOf(canvas.width, canvas.margin, view.x, view.zoom), periodOf(canvas.width, canvas));
  return { rows, columns: transposed(across, canvas.width, periodOf(canvas.width, canvas)) };
}

/** Of each pixel of the view, where it lies on the canvas. */
function placesOf(length: number, margin: number, shift: number, zoom: number): Float64Array {
  const middle = (length - 1) / 2;
  return Float64Array.from({ length }, (_, at) => margin + middle + shift + (at - middle) * zoom);
}

/** [places, period] cas(2πfx/n)/√n, frequencies f from −n/2 on so that it is smooth between pixels too. */
function wavesAt(places: Float64Array, period: number): Float32Array {
  const waves = new Float32Array(places.length * period);
  const scale = 1 / Math.sqrt(period);
  for (const [row, place] of places.entries())
    for (let index = 0; index < period; index += 1) {
      const angle = (2 * Math.PI * frequencyAt(index, period) * place) / period;
      waves[row * period + index] = scale * (Math.cos(angle) + Math.sin(angle));
    }
  return waves;
}

/** Periods along the whole side: 0, 1, 2 … and the negative ones after the middle. */
export const frequencyAt = (index: number, period: number): number => (2 * index > period ? index - period : index);

/** [places, period] of linear interpolation; the edge pixel goes on beyond the edge. */
function weightsAt(places: Float64Array, period: number): Float32Array {
  const weights = new Float32Array(places.length * period);
  for (const [row, place] of places.entries()) {
    const inside = Math.min(period - 1, Math.max(0, place));
    const before = Math.min(Math.floor(inside), period - 1);
    const share = inside - before;
    weights[row * period + before] = 1 - share;
    if (share > 0) weights[row * period + before + 1] = share;
  }
  return weights;
}

function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      turned[column * rows + row] = matrix[row * columns + column] ?? 0;
  return turned;
}

/** So that a step of the same length changes a picture by contrasts that a photo has; as in the authors' program. */
const contrast = 0.25;

/**
 * [rows, columns] what each parameter counts: 1 for pixels; for a spectrum 1 / frequency, as in photos. The frequency is in
 * periods a pixel, 1 / side at the least.
 */
export function scaleOf(basis: BasisName, canvas: Canvas): Float32Array {
  const [rows, columns] = [periodOf(canvas.height, canvas), periodOf(canvas.width, canvas)];
  const scale = new Float32Array(rows * columns).fill(1);
  if (basis === 'pixels') return scale;
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const frequency = Math.hypot(frequencyAt(row, rows) / rows, frequencyAt(column, columns) / columns);
      scale[row * columns + column] = contrast / Math.max(frequency, 1 / Math.max(rows, columns));
    }
  return scale;
}
