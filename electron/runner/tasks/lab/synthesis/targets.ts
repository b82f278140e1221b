import { cutAt, shapesOf, type Graph } from '../../../../compiler/index.ts';
import { fail, type LabTarget, type ModelCard } from '../../../../contract/index.ts';
import { boundTo, layersOf, refusing, scoresBehind } from '../../../evidence/index.ts';
import type { Side } from '../../../synthesis/index.ts';

/** A target with its class known. */
export type KnownTarget =
  Exclude<LabTarget, { kind: 'class' }> | { readonly kind: 'class'; readonly classIndex: number };

/** Targets that are values of one layer, by their places among all of them. */
export interface TargetGroup {
  readonly value: string;
  readonly places: readonly number[];
}

/** Gathers targets by the layer that they are in. @throws lab/no-layer, lab/unfit */
export function groupsOf(read: Graph, card: ModelCard, targets: readonly KnownTarget[]): TargetGroup[] {
  const bound = boundTo(read, card, 1);
  const scores = refusing(card, () => scoresBehind(bound, card.outputName));
  const layers = targets.some(({ kind }) => kind === 'unit') ? layersOf(bound, card) : [];
  const groups = new Map<string, number[]>();
  for (const [place, target] of targets.entries()) {
    const value = target.kind === 'class' ? scores : target.layer;
    if (target.kind === 'unit' && !layers.some(({ name }) => name === value))
      fail('lab/no-layer', { model: card.name, layer: value });
    groups.set(value, [...(groups.get(value) ?? []), place]);
  }
  return [...groups].map(([value, places]) => ({ value, places }));
}

/** A network as far as one value, for so many pictures of one size. @throws lab/unfit  it does not take that size */
export function networkUntil(read: Graph, card: ModelCard, value: string, batch: number, size: Side): Graph {
  const graph = cutAt(boundTo(read, card, { batch, ...size }), [value]);
  const own = size.width === card.preprocessing.width && size.height === card.preprocessing.height;
  if (!own) takesSize(graph, card, size);
  return graph;
}

function takesSize(graph: Graph, card: ModelCard, { width, height }: Side): void {
  try {
    shapesOf(graph);
  } catch {
    fail('lab/unfit', { reason: `"${card.name}" does not take pictures of ${width} × ${height} pixels that far.` });
  }
}

/**
 * What counts of a value: a class, a channel's mean, or one position of it.
 *
 * @param dims  [N, C] or [N, C, H, W]
 * @returns     the weights of all targets, one picture each
 */
export function weightsOf(dims: readonly number[], targets: readonly KnownTarget[]): Float32Array {
  const [, channels = 1, rows = 1, columns = 1] = dims;
  const area = rows * columns;
  const weights = new Float32Array(targets.length * channels * area);
  for (const [slot, target] of targets.entries()) {
    const channel = target.kind === 'class' ? target.classIndex : target.channel;
    if (channel >= channels)
      fail('lab/unfit', { reason: `there are ${channels} channels, and no channel ${channel}.` });
    const start = (slot * channels + channel) * area;
    const place = target.kind === 'unit' ? target.position : null;
    if (place === null) weights.fill(1 / area, start, start + area);
    else if (place.row >= rows || place.column >= columns)
      fail('lab/unfit', { reason: `the layer has ${rows} × ${columns} positions.` });
    else weights[start + place.row * columns + place.column] = 1;
  }
  return weights;
}

/** A target in words. */
export const aboutOf = (target: KnownTarget, card: ModelCard): string =>
  target.kind === 'class'
    ? (card.classNames[target.classIndex] ?? `class ${target.classIndex}`)
    : [
        `${target.layer}, channel ${target.channel}`,
        ...(target.position ? [`row ${target.position.row}, column ${target.position.column}`] : []),
      ].join(', ');
