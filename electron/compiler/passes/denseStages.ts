import { fail } from '../graph/errors.ts';
import type { Graph } from '../graph/graph.ts';
import { shapesOf } from '../graph/shapes.ts';
import { segmentsOf, type Segment } from './blocks/segments.ts';
import { cutAt, cutFrom } from './cut.ts';
import { densify, patchNetwork, type DenseGraph, type DensifyOptions } from './densify.ts';
import { greatestDivisor } from './densify/window.ts';
import { elementwise } from './elementwise.ts';
import { receptiveFieldsOf } from './receptiveField.ts';

export interface DenseStagesOptions extends Pick<DensifyOptions, 'output'> {
  /** Pixels of the picture: multiples of the product of all strides. */
  readonly height: number;
  readonly width: number;
  /** Pixels between neighboring positions: a divisor of the product of all strides; default 1. */
  readonly stride?: number;
  /** The most maps that a stage takes at once; default 1. The first stage takes one picture. */
  readonly batchOf?: (size: MapSize) => number;
}

/** Maps between two stages. */
export interface MapSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** How many there are in all. */
  readonly maps: number;
}

/** Part of a dense network, from behind one stride to behind the next. */
export interface DenseStage {
  /** float32 [batch, channels, height, width] → [batch · split², channels, height, width] of the next */
  readonly graph: Graph;
  readonly batch: number;
  /** Rows and columns of each map are dealt to split × split maps in turn, as `densify` folds. */
  readonly split: number;
  readonly input: MapSize;
  readonly output: MapSize;
}

export interface DenseStages extends Omit<DenseGraph, 'graph'> {
  readonly stages: readonly DenseStage[];
}

/**
 * A patch network at every place of a picture, in stages. Behind a stride that became 1, the places that one window
 * reads lie apart, and those in between belong to other windows: the map falls into maps that have nothing to do with
 * one another. The rest of the network takes a few of them at a time, in memory that the processor keeps at hand, and
 * nothing is computed twice.
 *
 * Law: map m of the last stage holds the positions of `densify` with `cover` that `phaseOf` names.
 *
 * @throws graph/unfit-value  the size, or `stride`, does not fit the strides of the network
 * @throws what `densify` throws
 */
export function denseStages(graph: Graph, options: DenseStagesOptions): DenseStages {
  const { height, width, stride = 1, batchOf = () => 1 } = options;
  const { output, ...given } = patchNetwork(graph, options.output);
  const patch = cutAt(given.graph, [output]);
  const { stepPx, receptiveField, offset, border } = densify(patch, { height, width, stride, padding: 'cover' });
  const stages: DenseStage[] = [];
  let [rest, left] = [patch, stride];
  let input: MapSize = { channels: channelsOf(patch), height, width, maps: 1 };
  for (const { value, ratio } of cutsIn(patch, output)) {
    const kept = value === output ? left : greatestDivisor(left, ratio);
    const part = value === output ? rest : cutAt(rest, [value]);
    const before = stages.at(-1);
    const batch = before ? evenPart(before.batch * before.split ** 2, batchOf(input)) : 1;
    const stage = stageOf(part, input, kept, batch);
    stages.push(stage);
    [input, left] = [stage.output, left / kept];
    if (value !== output) rest = cutFrom(rest, value);
  }
  return { stages, stepPx, receptiveField, offset, border };
}

/** Which positions one map of the last stage holds: every `step`-th row and column, from these on. */
export function phaseOf(
  stages: readonly Pick<DenseStage, 'split'>[],
  map: number,
): { readonly row: number; readonly column: number; readonly step: number } {
  let [row, column, rest] = [0, 0, map];
  for (const { split } of stages.toReversed()) {
    const phase = rest % split ** 2;
    rest = Math.floor(rest / split ** 2);
    row = Math.floor(phase / split) + split * row;
    column = (phase % split) + split * column;
  }
  return { row, column, step: stages.reduce((product, { split }) => product * split, 1) };
}

function stageOf(part: Graph, input: MapSize, stride: number, batch: number): DenseStage {
  const { height, width } = input;
  const { graph } = densify(part, { height, width, batch, stride, padding: 'cover', folded: true });
  const [maps = 1, channels = 1, rows = 1, columns = 1] = shapesOf(graph).dims(graph.outputs[0]?.name ?? '');
  const output = { channels, height: rows, width: columns, maps: (input.maps * maps) / batch };
  return { graph, batch, split: Math.sqrt(maps / batch), input, output };
}

interface Cut {
  readonly value: string;
  /** Product of the strides since the cut before. */
  readonly ratio: number;
}

/** The values behind each stride, and its activation, that everything passes through; the output last. */
function cutsIn(patch: Graph, output: string): readonly Cut[] {
  const shapes = shapesOf(patch);
  const fields = receptiveFieldsOf(patch);
  const segments = segmentsOf(patch, output, shapes);
  const cuts: Cut[] = [];
  let step = 1;
  for (const [at, { to }] of segments.entries()) {
    const field = fields.get(to);
    const next = segments[at + 1];
    const isEven = field !== undefined && field.rows.stepPx === field.columns.stepPx;
    if (!isEven || field.rows.stepPx <= step || !next || isElementwise(next)) continue;
    cuts.push({ value: to, ratio: field.rows.stepPx / step });
    step = field.rows.stepPx;
  }
  return [...cuts, { value: output, ratio: 1 }];
}

const isElementwise = ({ nodes }: Segment): boolean =>
  nodes.every(({ op }) => elementwise.has(op) || op === 'BatchNormalization');

function channelsOf(patch: Graph): number {
  const dims = shapesOf(patch).dims(patch.inputs[0]?.name ?? '');
  return dims[1] ?? fail('graph/unfit-value', { value: patch.inputs[0]?.name ?? '', reason: 'it is no picture.' });
}

/** The greatest divisor of `whole` that is at most `wanted`: what one run of a stage makes, the next takes in even parts. */
function evenPart(whole: number, wanted: number): number {
  for (let part = Math.min(whole, Math.max(1, Math.floor(wanted))); ; part--) if (whole % part === 0) return part;
}
