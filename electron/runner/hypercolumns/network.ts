import {
  cutAt,
  Emit,
  featuresOf,
  foldBatchNorm,
  GraphError,
  receptiveFieldsOf,
  tensorValue,
  upgrade,
  verify,
  type Graph,
} from '../../compiler/index.ts';
import { fail, type ModelCard, type ModelFile } from '../../contract/index.ts';
import { readGraph } from '../runtime/index.ts';
import { emitColors, colorChannels } from './colors.ts';
import { withFreeHeadNames } from './freeNames.ts';
import { chooseTaps, tapsAt, type Tap } from './taps.ts';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A network that gives out what its layers say of every place of a picture. */
export interface HypercolumnNetwork {
  readonly card: ModelCard;
  /** `picture` float32 [1, 3, height, width] (or channels last, as the card says) to the maps of the taps. */
  readonly graph: Graph;
  /** In the order of the graph's outputs. */
  readonly taps: readonly Tap[];
  readonly size: Size;
}

export interface HypercolumnChoices {
  /** Values to tap instead of those that are chosen. */
  readonly taps?: readonly string[];
  /** Pictures of one run; default 1. */
  readonly batch?: number;
}

/** Name of the input of a `HypercolumnNetwork`. */
export const pictureInput = 'picture';

/**
 * The part of a network that describes every place of pictures of one size, whatever size its file states: the input
 * is bound anew and all shapes are derived again. Batch normalization is folded. Pictures whose sides are no multiple
 * of the strides are continued by zeros, which are the mean color. The last tap is the colors around each place.
 *
 * @throws model/not-onnx, model/bad-card
 * @throws model/unsupported  it has no maps over the picture
 */
export async function hypercolumnNetwork(
  { path, card }: ModelFile,
  size: Size,
  choices: HypercolumnChoices = {},
): Promise<HypercolumnNetwork> {
  const read = withFreeHeadNames(foldedOrAsIs(upgrade(await readGraph(path))));
  try {
    const { layout } = card.preprocessing;
    const { batch = 1 } = choices;
    const tapsOf = (graph: Graph): readonly Tap[] =>
      choices.taps
        ? tapsAt(graph, choices.taps, layout)
        : chooseTaps(graph, featuresOf(graph, card.outputName), layout);
    const trial = bound(read, card, { width: upTo(size.width, 64), height: upTo(size.height, 64) }, 1);
    const stride = largestStep(trial, layout);
    const padded = { width: upTo(size.width, stride), height: upTo(size.height, stride) };
    const graph = bound(read, card, padded, batch);
    const taps = tapsOf(graph);
    if (taps.length === 0) return noMaps(card, 'none of its values has rows and columns of the picture.');
    const trunk = cutAt(
      graph,
      taps.map(({ value }) => value),
    );
    return withPicture(trunk, { card, taps, size, padded, batch });
  } catch (thrown) {
    if (thrown instanceof GraphError) return noMaps(card, thrown.message);
    throw thrown;
  }
}

const noMaps = ({ name }: ModelCard, reason: string): never => fail('model/unsupported', { model: name, reason });

/** Of any value: branches that meet fit each other only where the picture is a multiple of it. */
const largestStep = (graph: Graph, layout: 'NCHW' | 'NHWC'): number =>
  Math.max(
    ...[...receptiveFieldsOf(graph, { layout }).values()].map(({ rows, columns }) =>
      Math.max(rows.stepPx, columns.stepPx),
    ),
  );

const upTo = (length: number, multiple: number): number => multiple * Math.ceil(length / multiple);

/** A file whose normalizations don't fold runs as it is. */
function foldedOrAsIs(graph: Graph): Graph {
  try {
    return foldBatchNorm(graph);
  } catch (thrown) {
    if (thrown instanceof GraphError) return graph;
    throw thrown;
  }
}

function bound(graph: Graph, card: ModelCard, size: Size, batch: number): Graph {
  const { name: model, inputName, outputName, preprocessing } = card;
  if (!graph.inputs.some(({ name }) => name === inputName))
    fail('model/bad-card', { model, reason: `it has no input "${inputName}".` });
  const dims = dimsOf(preprocessing.layout, size, batch);
  const inputs = graph.inputs.map((input) =>
    input.name === inputName ? tensorValue(inputName, 'float32', dims) : input,
  );
  return { ...graph, inputs, outputs: [{ name: outputName, type: null }], values: [] };
}

/** Of pictures, with their channels where the card wants them. */
export const dimsOf = (layout: 'NCHW' | 'NHWC', { width, height }: Size, batch = 1): number[] =>
  layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];

interface Parts {
  readonly card: ModelCard;
  readonly taps: readonly Tap[];
  readonly size: Size;
  readonly padded: Size;
  readonly batch: number;
}

/** The trunk behind an input of the picture's own size, and the colors beside it. */
function withPicture(trunk: Graph, { card, taps, size, padded, batch }: Parts): HypercolumnNetwork {
  const { layout } = card.preprocessing;
  const emit = new Emit(trunk);
  const picture = emit.fresh(pictureInput);
  const [down, along] = [padded.height - size.height, padded.width - size.width];
  const after = layout === 'NCHW' ? [0, 0, down, along] : [0, down, along, 0];
  emit.op('Pad', [picture, emit.ints([0, 0, 0, 0, ...after], 'pads')], {}, { outputs: [card.inputName] });
  const colors = emitColors(emit, picture, layout, size);
  const graph: Graph = {
    ...trunk,
    inputs: trunk.inputs.map((input) =>
      input.name === card.inputName ? tensorValue(picture, 'float32', dimsOf(layout, size, batch)) : input,
    ),
    initializers: [...trunk.initializers, ...emit.initializers],
    nodes: [...emit.nodes, ...trunk.nodes],
    outputs: [
      ...trunk.outputs,
      tensorValue(colors.value, 'float32', [batch, colorChannels, colors.rows, colors.columns]),
    ],
  };
  return { card, graph: verify(graph, 'hypercolumns'), taps: [...taps, colors], size };
}
