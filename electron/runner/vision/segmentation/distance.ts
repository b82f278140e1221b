/**
 * Squared distance in pixels from each pixel to the nearest marked one, [height, width] row by row; Infinity where none
 * is marked. Exact, and linear in the number of pixels.
 *
 * @param marked  [height, width] anything but 0 is marked
 * @see           Meijster, Roerdink and Hesselink, "A general algorithm for computing distance transforms in linear
 *                time", 2000; the rows as lower envelope of parabolas after Felzenszwalb and Huttenlocher, "Distance
 *                transforms of sampled functions", Theory of Computing 2012, algorithm 1
 */
export function squaredDistances(marked: Uint8Array, width: number, height: number): Float64Array {
  const distances = new Float64Array(marked.length);
  for (let at = 0; at < marked.length; at += 1) if (marked[at] === 0) distances[at] = Infinity;
  for (let x = 0; x < width; x += 1) alongColumn(distances, x, width);
  const envelope = { row: new Float64Array(width), vertices: new Int32Array(width), begins: new Float64Array(width) };
  for (let y = 0; y < height; y += 1) alongRow(distances.subarray(y * width, (y + 1) * width), envelope);
  return distances;
}

/** Squared distance to the nearest mark within a column: once downwards, once upwards. */
function alongColumn(distances: Float64Array, x: number, width: number): void {
  let steps = Infinity;
  const visit = (at: number): void => {
    steps = distances[at] === 0 ? 0 : steps + 1;
    distances[at] = Math.min(distances[at] ?? Infinity, steps * steps);
  };
  for (let at = x; at < distances.length; at += width) visit(at);
  steps = Infinity;
  for (let at = distances.length - width + x; at >= 0; at -= width) visit(at);
}

/** Room to work in: a copy of the row, and for each parabola that is lowest somewhere its vertex and where it begins. */
interface Envelope {
  readonly row: Float64Array;
  readonly vertices: Int32Array;
  readonly begins: Float64Array;
}

/** distances[x] becomes the smallest (x − q)² + distances[q]. */
function alongRow(distances: Float64Array, { row, vertices, begins }: Envelope): void {
  row.set(distances);
  const count = lowerEnvelope({ row, vertices, begins });
  let lowest = 0;
  for (let x = 0; count > 0 && x < row.length; x += 1) {
    while (lowest + 1 < count && (begins[lowest + 1] ?? 0) < x) lowest += 1;
    const q = vertices[lowest] ?? 0;
    distances[x] = (x - q) * (x - q) + (row[q] ?? 0);
  }
}

/** How many parabolas the envelope has. */
function lowerEnvelope({ row, vertices, begins }: Envelope): number {
  let count = 0;
  for (let q = 0; q < row.length; q += 1) {
    const height = row[q] ?? Infinity;
    if (height === Infinity) continue;
    let begin = -Infinity;
    for (; count > 0; count -= 1) {
      const last = vertices[count - 1] ?? 0;
      begin = (height + q * q - ((row[last] ?? 0) + last * last)) / (2 * (q - last));
      if (begin > (begins[count - 1] ?? 0)) break;
    }
    vertices[count] = q;
    begins[count] = count === 0 ? -Infinity : begin;
    count += 1;
  }
  return count;
}
