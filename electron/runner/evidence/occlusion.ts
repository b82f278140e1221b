import type { Asked } from './ask.ts';
import type { EvidenceHooks } from './hooks.ts';
import { cellBox, covered, widened, type Grid } from './picture.ts';

export interface OcclusionOptions {
  readonly grid: Grid;
  /** How much larger than a cell the square is that hides it. */
  readonly squareInCells: number;
  /** The picture that shows through the square. */
  readonly fill: Float32Array;
  /** Told after each run: cells that are not known yet have the value of the nearest that is. */
  readonly onMap?: (map: Float64Array) => void;
}

/** Cells along each side that are hidden first, so that a coarse map is there at once. */
const coarseSide = 5;

/**
 * How much of a score is lost when a square hides each place in turn; above 0 where what is there speaks for it. Every
 * third cell or so comes first, with the square of the whole grid: the coarse map costs nothing that is not needed anyway.
 *
 * @param picture  as the network's numbers
 * @returns        [rows × columns] score − score without the place
 * @see Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 4.2
 */
export async function occlusion(
  asked: Asked,
  picture: Float32Array,
  { grid, squareInCells, fill, onMap }: OcclusionOptions,
  { turn, stop, onProgress }: EvidenceHooks,
): Promise<Float64Array> {
  const { batch, card } = asked;
  const total = grid.rows * grid.columns;
  const { order, nearest } = coarseToFine(grid);
  const room = new Float32Array(batch * picture.length);
  const left = new Float64Array(total).fill(NaN);
  let whole = 0;
  const known = (): Float64Array =>
    left.map((score, cell) => whole - (Number.isNaN(score) ? (left[nearest[cell] ?? 0] ?? 0) : score));
  // The picture itself, then the picture without each place.
  for (let from = -1; from < total; from += batch) {
    stop.throwIfAborted();
    const cells = Array.from({ length: Math.min(batch, total - from) }, (_, slot) => order[from + slot] ?? null);
    for (const [slot, cell] of cells.entries()) {
      const own = room.subarray(slot * picture.length, (slot + 1) * picture.length);
      own.set(picture);
      if (cell !== null)
        covered(own, fill, card.preprocessing, widened(cellBox(card.preprocessing, grid, cell), squareInCells));
    }
    const scores = await turn(() => asked.scores(room, cells.length));
    for (const [slot, cell] of cells.entries())
      if (cell === null) whole = scores[slot] ?? 0;
      else left[cell] = scores[slot] ?? 0;
    const done = from + cells.length;
    onProgress?.(done, total);
    if (onMap && done >= Math.min(total, coarseSide ** 2)) onMap(known());
  }
  return known();
}

/** The cells in the order in which they are hidden, and for each the one of the coarse grid that lies nearest. */
function coarseToFine({ rows, columns }: Grid): { readonly order: readonly number[]; readonly nearest: Int32Array } {
  const along = (length: number): { readonly cells: readonly number[]; readonly of: (at: number) => number } => {
    const side = Math.min(coarseSide, length);
    const cells = Array.from({ length: side }, (_, at) => Math.floor(((at + 0.5) * length) / side));
    return { cells, of: (at) => cells[Math.floor((at * side) / length)] ?? 0 };
  };
  const [down, across] = [along(rows), along(columns)];
  const nearest = Int32Array.from({ length: rows * columns }, (_, cell) => {
    return down.of(Math.floor(cell / columns)) * columns + across.of(cell % columns);
  });
  const first = down.cells.flatMap((row) => across.cells.map((column) => row * columns + column));
  const isFirst = new Set(first);
  const others = Array.from(nearest.keys()).filter((cell) => !isFirst.has(cell));
  return { order: [...first, ...others], nearest };
}
