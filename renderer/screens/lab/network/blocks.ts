import type { Field, LayerRecord } from '../../../../electron/contract/index.ts';
import { count } from '../../../ui/index.ts';

/** Layers one after the other whose maps are of one size. */
export interface LayerBlock {
  /** "56 × 56"; null for numbers without a place. */
  readonly size: string | null;
  readonly layers: readonly LayerRecord[];
  /** The most of a layer. */
  readonly channels: number;
  readonly parameters: number;
  /** Of the layers of which it is known. */
  readonly multiplyAdds: number;
  /** What a position of the last layer sees; null where not known. */
  readonly field: Field | null;
}

/** The layers of a network in blocks, as a person would draw it. What only computes shapes is left out. */
export function blocksOf(layers: readonly LayerRecord[]): LayerBlock[] {
  const groups: { readonly size: string | null; readonly layers: LayerRecord[] }[] = [];
  for (const layer of layers.filter(isSeen)) {
    const size = mapSize(layer);
    const last = groups.at(-1);
    if (last?.size === size) last.layers.push(layer);
    else groups.push({ size, layers: [layer] });
  }
  return groups.map(({ size, layers: own }) => ({
    ...{ size, layers: own },
    channels: Math.max(0, ...own.map(({ dims }) => dims?.[1] ?? 0)),
    parameters: sum(own.map(({ parameters }) => parameters)),
    multiplyAdds: sum(own.map(({ multiplyAdds }) => multiplyAdds ?? 0)),
    field: own.findLast(({ field }) => field !== null)?.field ?? null,
  }));
}

/** Shapes that are computed cost no activations. */
const isSeen = ({ activationBytes }: LayerRecord): boolean => activationBytes !== 0;

/** Of [N, C, H, W]. */
function mapSize({ dims }: LayerRecord): string | null {
  const [, , rows = 1, columns = 1] = dims?.length === 4 ? dims : [];
  return rows * columns > 1 ? `${count(columns)} × ${count(rows)}` : null;
}

/** "24 × 56 × 56" of one picture; "–" where not known. */
export const sizeWords = ({ dims }: LayerRecord): string =>
  dims === null
    ? '–'
    : dims
        .slice(dims.length > 1 ? 1 : 0)
        .map(count)
        .join(' × ') || '1';

/** "35" for a square, "35 × 17", "–" where not known. */
export function fieldWords(field: Field | null): string {
  if (!field) return '–';
  const { width, height } = field;
  return width === height ? count(width) : `${count(width)} × ${count(height)}`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
