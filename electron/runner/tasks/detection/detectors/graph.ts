import { Emit, floatTensor, graphOf, tensorValue, type Graph, type Tensor } from '../../../../compiler/index.ts';
import { dimsOf } from '../../../hypercolumns/index.ts';
import { contextPx, type RegionNetwork } from '../regions/index.ts';
import type { DetectorHead } from './find.ts';
import { mostGrowth } from './regressors.ts';

/** Names within the file of a detector, by which its parts are found again. */
export const parts = {
  picture: 'detector/photo',
  boxes: 'detector/boxes',
  regions: 'detector/regions',
  map: 'detector/map',
  features: 'detector/features',
  machines: 'detector/machines',
  bias: 'detector/machines.bias',
  regressors: 'detector/regressors',
  regressorBias: 'detector/regressors.bias',
  probabilities: 'detector/probabilities',
  moved: 'detector/moved_boxes',
} as const;

/**
 * A detector as one network, which runs wherever ONNX does: a picture, prepared as the card says, and boxes in its pixels
 * in, [regions, classes] probabilities and [regions, classes, 4] moved boxes out. Suppression is left to the caller.
 *
 * Law: equals describing the regions and asking the head.
 *
 * shared: the picture is the square that photos are laid into, and there are any number of boxes. exact: the picture may
 * have any size, and there are as many boxes as the network's batch.
 */
export function detectorGraph(network: RegionNetwork, head: DetectorHead): Graph {
  const { form, preprocessing, size, batch, graph: trunk } = network;
  const emit = new Emit(trunk);
  const isShared = form === 'shared';
  const regions = isShared ? 'regions' : batch;
  const features = isShared ? sharedFeatures(emit, network) : exactFeatures(emit, network);
  const outputs = emitHead(emit, features, head);
  const picture = isShared ? dimsOf(preprocessing.layout, size) : [1, 3, 'height', 'width'];
  const classes = head.machines.bias.length;
  return graphOf(
    'detector',
    emit,
    [tensorValue(parts.picture, 'float32', picture), tensorValue(parts.boxes, 'float32', [regions, 4])],
    [
      tensorValue(outputs.probabilities, 'float32', [regions, classes]),
      tensorValue(outputs.moved, 'float32', [regions, classes, 4]),
    ],
  );
}

/** The trunk's nodes under an input and an output of ours, which one that was read from a detector's file has already. */
function emitTrunk(emit: Emit, { graph }: RegionNetwork, input: string, output: string): void {
  const [theirs = '', answer = ''] = [graph.inputs[0]?.name, graph.outputs[0]?.name];
  if (theirs !== input) emit.op('Identity', [input], {}, { outputs: [theirs] });
  emit.nodes.push(...graph.nodes);
  emit.initializers.push(...graph.initializers);
  if (answer !== output) emit.op('Identity', [answer], {}, { outputs: [output] });
}

/** [regions, F] of `parts.boxes`, cut out of one map of `parts.picture`. */
export function sharedFeatures(emit: Emit, network: RegionNetwork): string {
  const { tap, grid } = network;
  emitTrunk(emit, network, parts.picture, parts.map);
  const { x, y } = tap.center;
  const first = emit.floats(
    [x, y, x, y].map((middle) => middle + 0.5 - tap.stepPx / 2),
    'first',
  );
  const onMap = emit.op('Div', [emit.op('Sub', [parts.boxes, first]), emit.floats([tap.stepPx], 'step')]);
  const aligned = emitAlign(emit, parts.map, onMap, grid, grid);
  return emit.op('Flatten', [aligned], { axis: 1 }, { outputs: [parts.features] });
}

function exactFeatures(emit: Emit, network: RegionNetwork): string {
  const { size, preprocessing } = network;
  const [x0, y0, x1, y1] = [emit.fresh('x0'), emit.fresh('y0'), emit.fresh('x1'), emit.fresh('y1')];
  emit.op('Split', [parts.boxes], { axis: 1, num_outputs: 4 }, { outputs: [x0, y0, x1, y1] });
  const beside = (low: string, high: string, length: number): string =>
    emit.op('Mul', [emit.op('Sub', [high, low]), emit.floats([contextPx / (length - 2 * contextPx)], 'context')]);
  const [besideX, besideY] = [beside(x0, x1, size.width), beside(y0, y1, size.height)];
  const enlarged = emit.op(
    'Concat',
    [
      emit.op('Sub', [x0, besideX]),
      emit.op('Sub', [y0, besideY]),
      emit.op('Add', [x1, besideX]),
      emit.op('Add', [y1, besideY]),
    ],
    { axis: 1 },
  );
  const aligned = emitAlign(emit, parts.picture, enlarged, size.height, size.width);
  const turned = preprocessing.layout === 'NCHW' ? aligned : emit.op('Transpose', [aligned], { perm: [0, 2, 3, 1] });
  emit.op('Identity', [turned], {}, { outputs: [parts.regions] });
  emitTrunk(emit, network, parts.regions, parts.features);
  return parts.features;
}

/** All regions are of the one picture. */
function emitAlign(emit: Emit, map: string, boxes: string, height: number, width: number): string {
  const first = emit.op('Gather', [boxes, emit.ints([0], 'corner')], { axis: 1 });
  const flat = emit.op('Reshape', [first, emit.ints([-1], 'all')]);
  const pictures = emit.op('Cast', [emit.op('Mul', [flat, emit.floats([0], 'none')])], { to: 7 });
  const sides = { output_height: height, output_width: width, sampling_ratio: 0 };
  return emit.op('RoiAlign', [map, boxes, pictures], sides, { name: 'aligned' });
}

/** What the head says of rows [regions, F] of `parts.boxes`. */
export function emitHead(emit: Emit, features: string, { machines, curves, regressors }: DetectorHead) {
  const classes = machines.bias.length;
  const width = machines.weights.length / classes;
  const length = emit.op('ReduceL2', [features, emit.ints([1], 'axes')], { keepdims: 1 });
  const rows = emit.op('Div', [features, emit.op('Max', [length, emit.floats([1e-12], 'least')])]);
  const keep = (name: string, dims: readonly number[], values: ArrayLike<number>): string => {
    const tensor: Tensor = floatTensor(name, dims, values);
    emit.initializers.push(tensor);
    return name;
  };
  const weights = keep(parts.machines, [classes, width], machines.weights);
  const bias = keep(parts.bias, [classes], machines.bias);
  const scores = emit.op('Gemm', [rows, weights, bias], { transB: 1 });
  const slopes = emit.floats(
    curves.map(({ slope }) => slope),
    'slopes',
  );
  const offsets = emit.floats(
    curves.map(({ offset }) => offset),
    'offsets',
  );
  const logits = emit.op('Add', [emit.op('Mul', [scores, slopes]), offsets]);
  const probabilities = emit.op('Sigmoid', [logits], {}, { outputs: [parts.probabilities] });
  const steps = stepsOf(regressors, classes, width);
  const stepWeights = keep(parts.regressors, [4 * classes, width], steps.weights);
  const stepBias = keep(parts.regressorBias, [4 * classes], steps.bias);
  const stepped = emit.op('Gemm', [rows, stepWeights, stepBias], { transB: 1 });
  const moves = emit.op('Reshape', [stepped, emit.ints([-1, classes, 4], 'moves')]);
  return { scores, logits, probabilities, moved: emitMoved(emit, moves) };
}

/** A class without a regression stays where it is. */
function stepsOf(regressors: DetectorHead['regressors'], classes: number, width: number) {
  const [weights, bias] = [new Float32Array(4 * classes * width), new Float32Array(4 * classes)];
  for (const [own, regression] of (regressors ?? []).entries()) {
    if (!regression) continue;
    weights.set(regression.weights, 4 * own * width);
    bias.set(regression.bias, 4 * own);
  }
  return { weights, bias };
}

/** [regions, classes, 4] of `boxes` after steps (dx, dy, log of width, log of height). */
function emitMoved(emit: Emit, moves: string): string {
  const halves = (value: string, axis: number): readonly [string, string] => {
    const outputs = [emit.fresh('first'), emit.fresh('second')];
    emit.op('Split', [value], { axis, num_outputs: 2 }, { outputs });
    return [outputs[0] ?? '', outputs[1] ?? ''];
  };
  const boxes = emit.op('Unsqueeze', [parts.boxes, emit.ints([1], 'axes')]);
  const [low, high] = halves(boxes, 2);
  const [shift, growth] = halves(moves, 2);
  const sides = emit.op('Sub', [high, low]);
  const half = emit.floats([0.5], 'half');
  const middle = emit.op('Mul', [emit.op('Add', [low, high]), half]);
  const center = emit.op('Add', [middle, emit.op('Mul', [sides, shift])]);
  const bounded = emit.op('Clip', [
    growth,
    emit.floats([-mostGrowth], 'least', []),
    emit.floats([mostGrowth], 'most', []),
  ]);
  const reach = emit.op('Mul', [emit.op('Mul', [sides, emit.op('Exp', [bounded])]), half]);
  const corners = [emit.op('Sub', [center, reach]), emit.op('Add', [center, reach])];
  return emit.op('Concat', corners, { axis: 2 }, { outputs: [parts.moved] });
}
