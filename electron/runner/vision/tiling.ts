/** Part of a row (or column) of positions that one tile answers for. */
export interface TileSpan {
  /** Where the tile begins. */
  readonly start: number;
  /** The positions it answers for, counted from the start of the row; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

/**
 * Tiles of one length over a longer row, so that every position is answered for once, by a tile in which it does not see
 * the tile's own ends. The ends of the row are ends of the first and the last tile.
 *
 *     |-------- tile --------|
 *     |=== kept ===|  after  |
 *            |  before  |=== kept ===|  after  |
 *
 * @param length  positions of the row
 * @param tile    positions of a tile
 * @param halo    positions at either end of a tile that see what lies beyond it
 * @throws Error  a tile is all halo
 */
export function tilesAlong(
  length: number,
  tile: number,
  halo: { readonly before: number; readonly after: number },
): readonly TileSpan[] {
  if (tile >= length) return [{ start: 0, from: 0, to: length }];
  if (tile <= halo.before + halo.after) throw new Error('A tile must be longer than its halo.');
  const spans: TileSpan[] = [];
  for (let from = 0; from < length;) {
    const wished = Math.max(0, from - halo.before);
    const start = Math.min(wished, length - tile);
    const to = start + tile >= length ? length : start + tile - halo.after;
    spans.push({ start, from, to });
    from = to;
  }
  return spans;
}
