import { derived, shuffled } from '../random.ts';

// Marks that stand on many photos of one photographer at the same place: a logo, a signature, a stamp, the frame of a
// scanner. Of what a photo shows, no edge is at the same pixel in most photos; of a mark every edge is.
//
// After Dekel, Rubinstein, Liu and Freeman, "On the effectiveness of visible watermarks", CVPR 2017, section 3.1, who take
// the median of gradients; ours counts signs of the Laplacian, which a studio's soft light at the same place does not move.

export const corners = ['top left', 'top right', 'bottom left', 'bottom right'] as const;
export type Corner = (typeof corners)[number];

/** Pixels of a corner's side, in a photo whose longer side has 512. */
export const cornerSide = 128;

export interface Mark {
  readonly classIndex: number;
  readonly corner: Corner;
  /** Pixels within the corner. */
  readonly box: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
  /** Photos of the photographer that carry it. */
  readonly photos: readonly number[];
  /** Of how many. */
  readonly of: number;
}

/** A photographer with fewer photos is not judged: by chance three photos agree anywhere. */
const leastPhotos = 6;
/** A smaller change is grain. */
const leastChange = 3;
/** Side of the windows in which signs are counted together. */
const window = 16;
/** Draws of as many photos of others, to learn how much they agree by chance. */
const draws = 30;
/** Share of other photos with one sign from which a pixel belongs to a mark, and of those pixels that a carrier shares. */
const [nearlyAll, mostOf] = [0.75, 0.6];
/** Agreement beyond the most of all draws by as much is no chance any more. */
const beyond = 1.6;

/**
 * The clearest mark of one photographer; null where there is none.
 *
 * @param signs    [N] as `markSigns` gives them
 * @param classOf  [N]
 */
export function markOf(
  signs: readonly Int8Array[],
  classOf: Int32Array,
  classIndex: number,
  seed: number,
): Mark | null {
  const own = indicesWhere(classOf, (of) => of === classIndex);
  const others = indicesWhere(classOf, (of) => of !== classIndex);
  if (own.length < leastPhotos || others.length < leastPhotos) return null;
  const usual = usualAgreement(signs, others, Math.min(own.length, others.length), derived(seed, 'marks', classIndex));
  const agreed = agreementOf(signs, own);
  const [clearest] = corners
    .map((corner, at) => ({ corner, at, found: strongest(agreed, at) }))
    .sort((a, b) => b.found.strength - a.found.strength);
  if (!clearest || clearest.found.strength <= beyond * usual) return null;
  const { corner, at, found } = clearest;
  const box = extentOf(agreed, at, found);
  const photos = own.filter((photo) => carries(signs[photo], agreed, own.length, at, box));
  return { classIndex, corner, box, photos, of: own.length };
}

const area = cornerSide * cornerSide;

/**
 * Sign of the Laplacian of the smoothed light: 1, −1, or 0 where it hardly changes.
 *
 * @param light  [4, side, side] the corners in the order of `corners`, 0 to 255, NaN where the photo does not reach
 * @returns      [4, side, side]
 */
export function markSigns(light: Float32Array): Int8Array {
  const signs = new Int8Array(4 * area);
  for (let corner = 0; corner < 4; corner += 1) {
    const smooth = smoothed(light.subarray(corner * area, (corner + 1) * area));
    for (let y = 2; y < cornerSide - 2; y += 1) {
      for (let x = 2; x < cornerSide - 2; x += 1) {
        const at = y * cornerSide + x;
        const around =
          (smooth[at - 2] ?? 0) +
          (smooth[at + 2] ?? 0) +
          (smooth[at - 2 * cornerSide] ?? 0) +
          (smooth[at + 2 * cornerSide] ?? 0);
        const change = around - 4 * (smooth[at] ?? 0);
        signs[corner * area + at] = Math.abs(change) < leastChange || Number.isNaN(change) ? 0 : Math.sign(change);
      }
    }
  }
  return signs;
}

/** Mean over 3 × 3: a mark may lie a pixel beside itself after a photo was made smaller. */
function smoothed(light: Float32Array): Float32Array {
  const smooth = light.slice();
  for (let y = 1; y < cornerSide - 1; y += 1) {
    for (let x = 1; x < cornerSide - 1; x += 1) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy += 1)
        for (let dx = -1; dx <= 1; dx += 1) sum += light[(y + dy) * cornerSide + x + dx] ?? 0;
      smooth[y * cornerSide + x] = sum / 9;
    }
  }
  return smooth;
}

/** [4, side, side] Σ signs / √(photos): a standard normal number for each pixel where signs are drawn. */
function agreementOf(signs: readonly Int8Array[], photos: readonly number[]): Float32Array {
  const sums = new Int32Array(4 * area);
  for (const photo of photos) {
    const own = signs[photo];
    if (own) for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (own[at] ?? 0);
  }
  const scale = 1 / Math.sqrt(Math.max(1, photos.length));
  return Float32Array.from(sums, (sum) => sum * scale);
}

/** The most that as many photos of others agreed in any window of any draw. */
function usualAgreement(
  signs: readonly Int8Array[],
  others: readonly number[],
  count: number,
  rng: () => number,
): number {
  let most = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const photos = Array.from(shuffled(others.length, rng).subarray(0, count), (at) => others[at] ?? 0);
    const agreed = agreementOf(signs, photos);
    for (let corner = 0; corner < 4; corner += 1) most = Math.max(most, strongest(agreed, corner).strength);
  }
  return most;
}

/** The window of a corner in which the mean square of the agreement is largest. */
function strongest(agreed: Float32Array, corner: number) {
  const sums = new Float64Array((cornerSide + 1) ** 2);
  for (let y = 0; y < cornerSide; y += 1) {
    let row = 0;
    for (let x = 0; x < cornerSide; x += 1) {
      row += (agreed[corner * area + y * cornerSide + x] ?? 0) ** 2;
      sums[(y + 1) * (cornerSide + 1) + x + 1] = (sums[y * (cornerSide + 1) + x + 1] ?? 0) + row;
    }
  }
  const sumAt = (y: number, x: number): number => sums[y * (cornerSide + 1) + x] ?? 0;
  let best = { strength: 0, x: 0, y: 0 };
  for (let y = 0; y + window <= cornerSide; y += 4) {
    for (let x = 0; x + window <= cornerSide; x += 4) {
      const sum = sumAt(y + window, x + window) - sumAt(y, x + window) - sumAt(y + window, x) + sumAt(y, x);
      if (sum / window ** 2 > best.strength) best = { strength: sum / window ** 2, x, y };
    }
  }
  return best;
}

/** Side of the cells that a mark is made of, and how much of the strongest window's agreement one has at least. */
const [cellSide, leastOfMark] = [8, 0.35];
const cellsPerSide = cornerSide / cellSide;

/** The cells that hang together with the strongest window and agree much as it does. */
function extentOf(agreed: Float32Array, corner: number, { strength, x, y }: ReturnType<typeof strongest>): Mark['box'] {
  const middle = Math.floor((y + window / 2) / cellSide) * cellsPerSide + Math.floor((x + window / 2) / cellSide);
  const [open, seen] = [[middle], new Set([middle])];
  const box = { x0: x, y0: y, x1: x + window, y1: y + window };
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    const [row, column] = [Math.floor(cell / cellsPerSide), cell % cellsPerSide];
    [box.x0, box.y0] = [Math.min(box.x0, column * cellSide), Math.min(box.y0, row * cellSide)];
    [box.x1, box.y1] = [Math.max(box.x1, (column + 1) * cellSide), Math.max(box.y1, (row + 1) * cellSide)];
    for (const next of neighbors(row, column)) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (cellStrength(agreed, corner, next) >= leastOfMark * strength) open.push(next);
    }
  }
  return box;
}

/** The cells beside one, and those beyond them: letters have gaps. */
function neighbors(row: number, column: number): number[] {
  const cells: number[] = [];
  for (let y = Math.max(0, row - 2); y <= Math.min(cellsPerSide - 1, row + 2); y += 1)
    for (let x = Math.max(0, column - 2); x <= Math.min(cellsPerSide - 1, column + 2); x += 1)
      cells.push(y * cellsPerSide + x);
  return cells;
}

/** Mean square of the agreement. */
function cellStrength(agreed: Float32Array, corner: number, cell: number): number {
  const [top, left] = [Math.floor(cell / cellsPerSide) * cellSide, (cell % cellsPerSide) * cellSide];
  let sum = 0;
  for (let y = top; y < top + cellSide; y += 1)
    for (let x = left; x < left + cellSide; x += 1) sum += (agreed[corner * area + y * cornerSide + x] ?? 0) ** 2;
  return sum / cellSide ** 2;
}

/** Whether most of a photo's edges in the box have the sign that nearly all of the other photos have there. */
function carries(
  signs: Int8Array | undefined,
  agreed: Float32Array,
  count: number,
  corner: number,
  box: Mark['box'],
): boolean {
  let [same, all] = [0, 0];
  for (let y = box.y0; y < box.y1; y += 1) {
    for (let x = box.x0; x < box.x1; x += 1) {
      const at = corner * area + y * cornerSide + x;
      const own = signs?.[at] ?? 0;
      const others = (agreed[at] ?? 0) * Math.sqrt(count) - own;
      if (Math.abs(others) < nearlyAll * (count - 1)) continue;
      all += 1;
      same += Number(own === Math.sign(others));
    }
  }
  return all > 0 && same / all > mostOf;
}

const indicesWhere = (values: Int32Array, isIt: (value: number) => boolean): number[] =>
  Array.from(values.keys()).filter((at) => isIt(values[at] ?? -1));
