import { fail } from '../graph/errors.ts';
import { tensorValue, type Graph } from '../graph/graph.ts';
import { shapesOf } from '../graph/shapes.ts';
import { floatTensor, intTensor } from '../graph/tensor.ts';
import { TypedEmit } from '../graph/typedEmit.ts';
import { verify } from '../graph/verify.ts';

export interface PlaceScoresOptions {
  /** What the channels hold: scores before softmax, or probabilities. */
  readonly kind: 'logits' | 'probabilities';
  /** Classes whose probabilities are wanted at every place. */
  readonly classes?: readonly number[];
  /** Whether to say how unsure each place is. */
  readonly uncertainty?: boolean;
}

/**
 * What is wanted of a map of class scores [N, C, h, w] instead of the scores, which are C times as many. New outputs, in
 * the place of the old one:
 *
 *     class        int32 [N, 1, h, w]          the most probable class
 *     probability  float32 [N, 1, h, w]        its probability
 *     uncertainty  float32 [N, 1, h, w]        entropy over that of C equal classes, 0 to 1, if asked for
 *     maps         float32 [N, classes, h, w]  probabilities of the classes asked for, if there are any
 *
 * @param output  default: the first
 * @throws graph/unfit-value  the output is no map of scores
 */
export function withPlaceScores(
  graph: Graph,
  options: PlaceScoresOptions,
  output = graph.outputs[0]?.name ?? '',
): Graph {
  const emit = new TypedEmit(graph, shapesOf(graph));
  const [maps = 1, channels = 0, ...places] = emit.dims(output);
  if (places.length !== 2 || channels < 1)
    return fail('graph/unfit-value', { value: output, reason: 'it is no map of class scores.' });
  const { kind, classes = [], uncertainty = false } = options;
  const shares = kind === 'logits' ? softmaxOf(emit, output) : sharesOf(emit, output);
  const outputs = [tensorValue('class', 'int32', [maps, 1, ...places]), floats('probability', 1)];
  emit.op('Cast', [firstLargest(emit, output, shares.largest)], { to: 6 }, { outputs: ['class'] });
  emit.op('Identity', [shares.best()], {}, { outputs: ['probability'] });
  if (uncertainty) {
    const most = emit.scalar(Math.log(Math.max(2, channels)), output);
    emit.op('Div', [shares.entropy(), most], {}, { outputs: ['uncertainty'] });
    outputs.push(floats('uncertainty', 1));
  }
  if (classes.length > 0) {
    const indices = emit.constant(intTensor('wanted', [classes.length], classes));
    emit.op(
      'Identity',
      [shares.of(emit.op('Gather', [shares.numerators, indices], { axis: 1 }))],
      {},
      { outputs: ['maps'] },
    );
    outputs.push(floats('maps', classes.length));
  }
  const initializers = [...graph.initializers, ...emit.initializers];
  return verify({ ...graph, nodes: [...graph.nodes, ...emit.nodes], initializers, outputs }, 'withPlaceScores');

  function floats(name: string, count: number) {
    return tensorValue(name, 'float32', [maps, count, ...places]);
  }
}

/**
 * The class of the largest score, the first where some are equal. ONNX Runtime takes three times as long for ArgMax along
 * an axis in the middle.
 */
function firstLargest(emit: TypedEmit, x: string, largest: string): string {
  const channels = emit.dims(x)[1] ?? 1;
  const left = Float32Array.from({ length: channels }, (_, index) => channels - index);
  const counted = emit.constant(floatTensor('classes_left', [channels, 1, 1], left));
  const among = emit.op('Where', [emit.op('Equal', [x, largest]), counted, emit.scalar(0, x)]);
  const most = emit.op('ReduceMax', [among, emit.ints([1])], { keepdims: 1 });
  return emit.op('Sub', [emit.scalar(channels, x), most]);
}

interface Shares {
  /** [N, 1, h, w] the largest score */
  readonly largest: string;
  /** [N, C, h, w] probabilities up to a factor at each place */
  readonly numerators: string;
  /** Probabilities of numerators. */
  of(numerators: string): string;
  /** [N, 1, h, w] the largest probability */
  best(): string;
  /** [N, 1, h, w] in nats */
  entropy(): string;
}

/** Softmax without its quotient at every class: with e = exp(x − max) and z = Σ e, the largest share is 1 / z. */
function softmaxOf(emit: TypedEmit, x: string): Shares {
  const largest = emit.op('ReduceMax', [x, emit.ints([1])], { keepdims: 1 });
  const shifted = emit.op('Sub', [x, largest]);
  const numerators = emit.op('Exp', [shifted]);
  const sum = emit.op('ReduceSum', [numerators, emit.ints([1])], { keepdims: 1 });
  return {
    ...{ largest, numerators },
    of: (some) => emit.op('Div', [some, sum]),
    best: () => emit.op('Reciprocal', [sum]),
    // −Σ p log p = log z − Σ e (x − max) / z
    entropy: () => {
      const weighted = emit.op('ReduceSum', [emit.op('Mul', [numerators, shifted]), emit.ints([1])], { keepdims: 1 });
      return emit.op('Sub', [emit.op('Log', [sum]), emit.op('Div', [weighted, sum])]);
    },
  };
}

function sharesOf(emit: TypedEmit, x: string): Shares {
  const largest = emit.op('ReduceMax', [x, emit.ints([1])], { keepdims: 1 });
  return {
    ...{ largest, numerators: x },
    of: (some) => some,
    best: () => largest,
    entropy: () => {
      const logs = emit.op('Log', [emit.op('Max', [x, emit.scalar(1e-30, x)])]);
      const weighted = emit.op('ReduceSum', [emit.op('Mul', [x, logs]), emit.ints([1])], { keepdims: 1 });
      return emit.op('Neg', [weighted]);
    },
  };
}
