import { Emit, tensorValue, verify, type Graph } from '../../compiler/index.ts';
import type { ModelCard } from '../../contract/index.ts';
import { periodOf, scaleOf, type BasisName, type Canvas } from './basis.ts';
import { colorsOf } from './colors.ts';

/** How parameters become a picture. */
export interface Parametrization {
  readonly basis: BasisName;
  /** Whether the view moves: pixels that stay where they are need no matrices. */
  readonly moves: boolean;
  /** Whether any number is a pixel, by a sigmoid; else the numbers are the network's, and whoever changes them clamps. */
  readonly squashed: boolean;
  /** Whether the three numbers of a place are colors as they vary in photos. Squashed only. */
  readonly decorrelated: boolean;
}

/** Names of the inputs in front of a network, and of the picture behind them. */
export const frontNames = {
  parameters: 'synthesis/parameters',
  rows: 'synthesis/rows',
  columns: 'synthesis/columns',
  picture: 'synthesis/picture',
} as const;

/**
 * Puts what makes a picture of parameters in front of a network that is bound to pictures of that size. Its input becomes
 *
 *   parameters [N, 3, P, Q]   rows [H, P], columns [Q, W] of `viewOf`, where it moves
 *
 * and `picture` [N, 3, H, W] is a value of it: the network's numbers, its channel order, always channels first.
 */
export function withFront(graph: Graph, card: ModelCard, batch: number, canvas: Canvas, as: Parametrization): Graph {
  const emit = new Emit(graph);
  const raw = as.moves || as.basis === 'fourier' ? transformed(emit, canvas, as) : frontNames.parameters;
  const numbers = as.squashed ? colored(emit, raw, card, batch, canvas, as) : raw;
  emit.op('Identity', [numbers], {}, { outputs: [frontNames.picture] });
  const perm = card.preprocessing.layout === 'NHWC' ? [0, 2, 3, 1] : [0, 1, 2, 3];
  emit.op('Transpose', [frontNames.picture], { perm }, { outputs: [card.inputName] });
  return verify(
    {
      ...graph,
      inputs: [...inputsOf(batch, canvas, as), ...graph.inputs.filter(({ name }) => name !== card.inputName)],
      initializers: [...graph.initializers, ...emit.initializers],
      nodes: [...emit.nodes, ...graph.nodes],
    },
    'withFront',
  );
}

function inputsOf(batch: number, canvas: Canvas, { basis, moves }: Parametrization) {
  const [rows, columns] = [periodOf(canvas.height, canvas), periodOf(canvas.width, canvas)];
  const parameters = tensorValue(frontNames.parameters, 'float32', [batch, 3, rows, columns]);
  if (!moves && basis === 'pixels') return [parameters];
  return [
    parameters,
    tensorValue(frontNames.rows, 'float32', [canvas.height, rows]),
    tensorValue(frontNames.columns, 'float32', [columns, canvas.width]),
  ];
}

/** R · (scale ∘ P) · Cᵀ */
function transformed(emit: Emit, canvas: Canvas, { basis }: Parametrization): string {
  const dims = [periodOf(canvas.height, canvas), periodOf(canvas.width, canvas)];
  const scaled =
    basis === 'pixels'
      ? frontNames.parameters
      : emit.op('Mul', [frontNames.parameters, emit.floats(scaleOf(basis, canvas), 'synthesis/scale', dims)]);
  return emit.op('MatMul', [emit.op('MatMul', [frontNames.rows, scaled]), frontNames.columns]);
}

/** (255 · sigmoid(M · x) − mean) / std */
function colored(
  emit: Emit,
  raw: string,
  { preprocessing }: ModelCard,
  batch: number,
  { width, height }: Canvas,
  { decorrelated }: Parametrization,
): string {
  const colors = colorsOf(preprocessing, decorrelated);
  const { mean, std } = preprocessing;
  let mixed = raw;
  if (colors) {
    const flat = emit.op('Reshape', [raw, emit.ints([batch, 3, height * width], 'synthesis/flat')]);
    const product = emit.op('MatMul', [emit.floats(colors.flat(), 'synthesis/colors', [3, 3]), flat]);
    mixed = emit.op('Reshape', [product, emit.ints([batch, 3, height, width], 'synthesis/whole')]);
  }
  const scale = emit.floats(
    std.map((value) => 255 / value),
    'synthesis/range',
    [1, 3, 1, 1],
  );
  const offset = emit.floats(
    mean.map((value, channel) => value / (std[channel] ?? 1)),
    'synthesis/mean',
    [1, 3, 1, 1],
  );
  return emit.op('Sub', [emit.op('Mul', [emit.op('Sigmoid', [mixed]), scale]), offset]);
}
