/** A way of merging regions, as `groupRegions` of native/ tells it. */
export interface BoxHierarchy {
  /** First regions. */
  readonly count: number;
  /** [2 count − 1, 4] x0, y0, x1, y1: first regions, then what each merge made. */
  readonly boxes: Int32Array;
}

export interface ProposalWishes {
  /** At most so many, those first that are most likely of a whole thing. */
  readonly most: number;
  /** Boxes with a shorter side are left out, in pixels. */
  readonly leastSide: number;
  readonly rng: () => number;
}

/**
 * Boxes of all regions, each once, in an order that is no strategy's alone: a region's place counted from the last merge
 * of its hierarchy, times a number drawn from 0 to 1. Of equal boxes the earliest counts.
 *
 * @returns  [n, 4]
 * @see      Uijlings et al., "Selective search for object recognition", IJCV 2013, section 4
 */
export function proposalsOf(
  hierarchies: readonly BoxHierarchy[],
  { most, leastSide, rng }: ProposalWishes,
): Int32Array<ArrayBuffer> {
  const orders = new Map<string, { readonly box: Int32Array; order: number }>();
  for (const { boxes } of hierarchies) {
    const nodes = boxes.length / 4;
    for (let node = 0; node < nodes; node++) {
      const order = (nodes - node) * rng();
      const box = boxes.subarray(4 * node, 4 * node + 4);
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box;
      if (Math.min(x1 - x0, y1 - y0) < leastSide) continue;
      const known = orders.get(box.join());
      if (!known) orders.set(box.join(), { box, order });
      else if (order < known.order) known.order = order;
    }
  }
  const first = [...orders.values()].sort((a, b) => a.order - b.order).slice(0, most);
  const proposals = new Int32Array(4 * first.length);
  for (const [at, { box }] of first.entries()) proposals.set(box, 4 * at);
  return proposals;
}
