import { Emit, floatTensor, graphOf, intTensor, tensorValue, type Graph } from '../../../../compiler/index.ts';
import { fail } from '../../../../contract/index.ts';
import { dimsOf } from '../../../hypercolumns/index.ts';
import { windowBoxes } from '../proposals/index.ts';
import type { RegionNetwork } from '../regions/index.ts';
import { leastScore, mostDetections, mostOverlap, type DetectorHead } from './find.ts';
import { emitHead, parts, sharedFeatures } from './graph.ts';

/** So many windows reach down to things an eighth as long as the square that the photo is laid into. */
const mostWindows = 5000;
/** Of what is no thing: below every score, and a number that every runtime reads. */
const [hidden, hiddenBelow] = [-1e30, -1e29];

/** The windows that a network looks at where nothing proposes regions. @returns [n, 4] in pixels of its square */
export const photoWindows = ({ size }: Pick<RegionNetwork, 'size'>): Int32Array => windowBoxes(size, mostWindows);

/**
 * A detector of the shared form as one network that takes a photo alone: the square that it is laid into, as the card
 * says, in; `boxes` [n, 4] x0, y0, x1, y1 in pixels of the square, `scores` [n] and `classes` [n] out, the surest first.
 * Windows of many sizes take the place of proposals.
 *
 * Law: equals `thingsAmong` over `photoWindows` of a picture as large as the square.
 *
 * It is for export only: how much NonMaxSuppression leaves is known in no run before, so that our compiler, which wants
 * every length, passes it on and looks no further into it.
 *
 * @throws detection/exact-alone
 * @see    ONNX operator NonMaxSuppression, version 11
 */
export function photoDetectorGraph(network: RegionNetwork, head: DetectorHead): Graph {
  const { form, name, preprocessing, size, graph: trunk } = network;
  if (form === 'exact') fail('detection/exact-alone', { model: name });
  const emit = new Emit(trunk);
  const windows = photoWindows(network);
  emit.initializers.push(floatTensor(parts.boxes, [windows.length / 4, 4], windows));
  const judged = emitHead(emit, sharedFeatures(emit, network), head);
  const byClass = { boxes: classFirst(emit, withinSquare(emit, judged.moved, size.width)), keys: keysOf(emit, judged) };
  const { boxes, scores, classes } = surest(emit, byClass, suppressed(emit, byClass));
  return graphOf(
    'photo detector',
    emit,
    [tensorValue(parts.picture, 'float32', dimsOf(preprocessing.layout, size))],
    [
      tensorValue(boxes, 'float32', ['things', 4]),
      tensorValue(scores, 'float32', ['things']),
      tensorValue(classes, 'int64', ['things']),
    ],
  );
}

/** Class by class: each moves boxes its own way. */
interface ByClass {
  /** [classes, windows, 4] */
  readonly boxes: string;
  /** [classes, windows] larger for what is more probable */
  readonly keys: string;
}

/** [windows, classes, 4], clipped; what has nothing left in the square stays where it was. */
function withinSquare(emit: Emit, moved: string, side: number): string {
  const [first, end] = [emit.floats([0], 'first', []), emit.floats([side], 'end', [])];
  const clipped = emit.op('Clip', [moved, first, end]);
  const [low, high] = [emit.fresh('low'), emit.fresh('high')];
  emit.op('Split', [clipped], { axis: 2, num_outputs: 2 }, { outputs: [low, high] });
  const least = emit.op('ReduceMin', [emit.op('Sub', [high, low]), emit.ints([2], 'axes')], { keepdims: 1 });
  const isThere = emit.op('Greater', [least, first]);
  return emit.op('Where', [isThere, clipped, emit.op('Unsqueeze', [parts.boxes, emit.ints([1], 'axes')])]);
}

const classFirst = (emit: Emit, boxes: string): string => emit.op('Transpose', [boxes], { perm: [1, 0, 2] });

/** Logits and not probabilities, of which the largest are the same number in 32 bits. */
function keysOf(emit: Emit, { scores, logits }: { readonly scores: string; readonly logits: string }): string {
  const isWorthIt = emit.op('GreaterOrEqual', [scores, emit.floats([leastScore], 'least', [])]);
  const keys = emit.op('Where', [isWorthIt, logits, emit.floats([hidden], 'hidden', [])]);
  return emit.op('Transpose', [keys], { perm: [1, 0] });
}

/** [m, 2] class and window of what is left. A class is a picture of its own to the operator, as its boxes are its own. */
function suppressed(emit: Emit, { boxes, keys }: ByClass): string {
  const selected = emit.op('NonMaxSuppression', [
    boxes,
    emit.op('Unsqueeze', [keys, emit.ints([1], 'axes')]),
    emit.constant(intTensor('most', [], [mostDetections])),
    emit.floats([mostOverlap], 'overlap', []),
    emit.floats([hiddenBelow], 'above', []),
  ]);
  return emit.op('Gather', [selected, emit.ints([0, 2], 'places')], { axis: 1 });
}

/** Of all classes, the surest first. */
function surest(emit: Emit, { boxes, keys }: ByClass, places: string) {
  const found = emit.op('GatherND', [keys, places]);
  const count = emit.op('Min', [emit.op('Shape', [found]), emit.ints([mostDetections], 'most')]);
  const [logits, order] = [emit.fresh('logits'), emit.fresh('order')];
  emit.op('TopK', [found, count], { axis: 0, largest: 1, sorted: 1 }, { outputs: [logits, order] });
  const ordered = emit.op('Gather', [places, order], { axis: 0 });
  const own = emit.op('Gather', [ordered, emit.ints([0], 'class')], { axis: 1 });
  return {
    boxes: emit.op('GatherND', [boxes, ordered], {}, { name: 'boxes' }),
    scores: emit.op('Sigmoid', [logits], {}, { name: 'scores' }),
    classes: emit.op('Reshape', [own, emit.ints([-1], 'all')], {}, { name: 'classes' }),
  };
}
