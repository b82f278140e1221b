import type { Graph } from '../graph/graph.ts';
import { shapesOf } from '../graph/shapes.ts';
import { layersOf, type Layer } from './blocks/layers.ts';
import { segmentsOf } from './blocks/segments.ts';
import { countCost } from './countCost.ts';
import { existing } from './valueTypes.ts';

/** Part of a network that a person would train as one. */
export interface NetworkBlock {
  /** Value that enters it; every path from the input to the features passes through it. */
  readonly from: string;
  /** What kind it is, and its place counted from the input: "inverted residual 17", "fire 9". */
  readonly name: string;
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/**
 * The blocks of a network between its input and its features, the last first. A boundary is a value that every path
 * passes through; between boundaries lies what papers call one block: a residual or inverted residual (with or without
 * a skip), a fire or inception module, a dense layer, a depthwise separable convolution, a stage of equal convolutions
 * up to its pooling, else one layer with its activation and pooling.
 *
 * Law: the blocks follow one another without gap; their parameters and costs add up to those of the network up to
 * `features`.
 *
 * @throws graph/unknown-value
 * @throws what `shapesOf` throws: every shape must be known
 */
export function blocksOf(graph: Graph, features: string): readonly NetworkBlock[] {
  const shapes = shapesOf(graph);
  const segments = segmentsOf(graph, existing(graph, features), shapes);
  const costs = new Map(countCost(graph, shapes).nodes.map((cost) => [cost.node, cost] as const));
  const blocks = grouped(layersOf(segments, shapes)).map(({ kind, layers }, i): NetworkBlock => {
    const own = layers.flatMap((layer) => layer.segments);
    const spent = own.flatMap(({ nodes }) => nodes.flatMap((node) => costs.get(node) ?? []));
    return {
      from: own[0]?.from ?? '',
      name: `${kind} ${i + 1}`,
      parameters: spent.reduce((sum, { parameters }) => sum + parameters, 0),
      multiplyAdds: spent.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
    };
  });
  return blocks.toReversed();
}

interface Group {
  readonly kind: string;
  readonly layers: readonly Layer[];
}

/** Layers by block, in the order of computation. */
function grouped(layers: readonly Layer[]): readonly Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < layers.length;) {
    const group = separable(layers, at) ?? fire(layers, at) ?? stage(layers, at) ?? single(layers, at);
    groups.push(group);
    at += group.layers.length;
  }
  return groups;
}

/**
 * [expand ·] depthwise · project. What widens before a depthwise convolution belongs to it where the value that enters
 * was not activated (Sandler et al., 2018); in the older form every pointwise convolution ends a block of its own.
 */
function separable(layers: readonly Layer[], at: number): Group | null {
  const expands = layers[at]?.core === 'pointwise' && layers[at + 1]?.core === 'depthwise' && !isActive(layers[at - 1]);
  const first = expands ? at + 1 : at;
  const [filter, project] = [layers[first], layers[first + 1]];
  if (filter?.core !== 'depthwise') return null;
  if (project?.core !== 'pointwise') return { kind: 'depthwise', layers: layers.slice(at, first + 1) };
  const kind = expands || !project.active ? 'inverted residual' : 'separable';
  return { kind, layers: layers.slice(at, first + 2) };
}

const isActive = (layer: Layer | undefined): boolean => layer === undefined || layer.active;

/** A pointwise convolution that narrows, then branches side by side (Iandola et al., 2016). */
function fire(layers: readonly Layer[], at: number): Group | null {
  const [squeeze, expand] = [layers[at], layers[at + 1]];
  const narrows = squeeze?.core === 'pointwise' && squeeze.active && squeeze.channels[1] < squeeze.channels[0];
  if (!narrows || squeeze.pooled || expand?.core !== 'concat') return null;
  return { kind: 'fire', layers: layers.slice(at, at + 2) };
}

/** Convolutions of one width and window up to a pooling (Simonyan and Zisserman, 2014). */
function stage(layers: readonly Layer[], at: number): Group | null {
  const run: Layer[] = [];
  for (const layer of layers.slice(at)) {
    const first = run[0] ?? layer;
    if (layer.core !== 'conv' || layer.channels[1] !== first.channels[1] || layer.kernel !== first.kernel) return null;
    run.push(layer);
    if (layer.pooled) return run.length > 1 ? { kind: 'stage', layers: run } : null;
  }
  return null;
}

function single(layers: readonly Layer[], at: number): Group {
  const layer = layers[at];
  return { kind: layer ? kindOf(layer) : 'layer', layers: layers.slice(at, at + 1) };
}

function kindOf(layer: Layer): string {
  switch (layer.core) {
    case 'sum':
      return layer.depthwise ? 'inverted residual' : 'residual';
    case 'concat':
      return growsByConcat(layer) ? 'dense layer' : 'inception';
    case 'linear':
      return 'linear';
    case 'branches':
      return 'module';
    case 'conv':
    case 'pointwise':
    case 'depthwise':
      return 'conv';
  }
}

/** What enters is among what is concatenated (Huang et al., 2016). */
const growsByConcat = ({ segments }: Layer): boolean =>
  segments.some(({ from, nodes }) => nodes.at(-1)?.op === 'Concat' && nodes.at(-1)?.inputs.includes(from) === true);
