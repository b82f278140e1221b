import {
  intAttribute,
  numbersOf,
  readsOf,
  topologicalOrder,
  type Graph,
  type Initializer,
  type Node,
} from '../../../compiler/index.ts';
import { fail, type ModelCard } from '../../../contract/index.ts';
import { readFolded } from '../../evidence/index.ts';
import type { RgbPicture } from '../../pixels/index.ts';
import { writeResult } from './pictures.ts';
import type { LabMaker } from './work.ts';

/** Colors of the input's channels in their order, each 0 for red, 1 for green, 2 for blue. */
type ColorOrder = readonly number[];

interface Convolution {
  readonly node: Node;
  /** Colors of its input channels; null where another convolution has mixed them. */
  readonly colors: ColorOrder | null;
}

/** Pixels of a small picture's side at least, and the dark line between two. */
const [fewest, gap, gapGrey] = [48, 1, 32];

/**
 * The weights of the first convolution that sees the picture, or of a named one of three channels: each filter a small picture
 * in the colors it looks for, around grey and scaled to its own largest weight.
 *
 * @throws lab/unfit  no convolution of three colors, or the named one is none
 * @see Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", 2012, figure 3
 */
export const filters: LabMaker<'filters'> = async ({ settings, model, folder, stop }) => {
  const graph = await readFolded(model);
  stop.throwIfAborted();
  const { layer, colors, weights } = found(graph, model.card, settings.layer);
  const { picture, columns, count } = sheetOf(weights, colors);
  const labels = Array.from({ length: count }, (_, channel) => String(channel));
  const said = { file: 'filters.png', role: 'sheet', about: layer, cells: { columns, labels } } as const;
  return { settings: { ...settings, layer }, pictures: [await writeResult(folder, picture, said)] };
};

function found(graph: Graph, card: ModelCard, wished: string | null) {
  const stored = new Map(graph.initializers.map((weights) => [weights.name, weights]));
  const weightsOf = ({ node }: Convolution): Initializer | undefined => stored.get(node.inputs[1] ?? '');
  const fitting = convolutionsIn(graph, card).filter((each) => isOfColors(each.node, weightsOf(each)));
  const convolution =
    wished === null
      ? fitting.find(({ colors }) => colors !== null)
      : fitting.find(({ node }) => node.outputs[0] === wished);
  const weights = convolution && weightsOf(convolution);
  if (!convolution || !weights) return fail('lab/unfit', { reason: reasonOf(card.name, wished) });
  const { node, colors } = convolution;
  return { layer: node.outputs[0] ?? '', colors: colors ?? [0, 1, 2], weights };
}

const reasonOf = (model: string, wished: string | null): string =>
  wished === null
    ? `"${model}" has no convolution that reads the colors of a picture.`
    : `"${wished}" is no convolution of three channels.`;

/** [M, 3, H, W] for a convolution in the plane. */
const isOfColors = (node: Node, weights: Initializer | undefined): boolean =>
  weights?.dims.length === 4 && weights.dims[1] === 3 && intAttribute(node, 'group', 1) === 1;

/** The convolutions that depend on the picture, in the order of computation. */
function convolutionsIn(graph: Graph, { inputName, preprocessing }: ModelCard): Convolution[] {
  const numbers = new Map(graph.initializers.map((each) => [each.name, each]));
  const colorsOf = new Map<string, ColorOrder | null>([
    [inputName, preprocessing.colorOrder === 'RGB' ? [0, 1, 2] : [2, 1, 0]],
  ]);
  const convolutions: Convolution[] = [];
  for (const node of topologicalOrder(graph, 'filters')) {
    const from = [...readsOf(node)].find((name) => colorsOf.has(name));
    if (from === undefined) continue;
    const colors = colorsOf.get(from) ?? null;
    const isConvolution = node.op === 'Conv' && node.domain === '';
    if (isConvolution) convolutions.push({ node, colors });
    const after = isConvolution ? null : colors && turnedBy(node, colors, numbers);
    for (const name of node.outputs) colorsOf.set(name, after);
  }
  return convolutions;
}

/** Some networks put the colors in another order themselves. */
function turnedBy(node: Node, colors: ColorOrder, stored: ReadonlyMap<string, Initializer>): ColorOrder {
  const indices = node.op === 'Gather' ? stored.get(node.inputs[1] ?? '') : undefined;
  const order = indices ? numbersOf(indices) : null;
  return order?.length === 3 ? order.map((at) => colors[at] ?? at) : colors;
}

/** Small pictures in reading order, about as many beside as below one another, each with a dark line right and below. */
function sheetOf(weights: Initializer, colors: ColorOrder) {
  const [count = 0, , rows = 1, columns = 1] = weights.dims;
  const values = numbersOf(weights) ?? [];
  const times = Math.ceil(fewest / Math.max(rows, columns));
  const cell = { width: columns * times + gap, height: rows * times + gap };
  const across = Math.max(1, Math.ceil(Math.sqrt((count * cell.height) / cell.width)));
  const [width, height] = [across * cell.width, Math.ceil(count / across) * cell.height];
  const picture: RgbPicture = { width, height, pixels: new Uint8Array(3 * width * height).fill(gapGrey) };
  const size = rows * columns;
  for (let filter = 0; filter < count; filter += 1) {
    const own = values.slice(filter * 3 * size, (filter + 1) * 3 * size);
    const limit = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const [left, top] = [(filter % across) * cell.width, Math.floor(filter / across) * cell.height];
    for (let y = 0; y < rows * times; y += 1)
      for (let x = 0; x < columns * times; x += 1) {
        const place = Math.floor(y / times) * columns + Math.floor(x / times);
        const pixel = 3 * ((top + y) * width + left + x);
        for (const [channel, color] of colors.entries())
          picture.pixels[pixel + color] = aroundGrey(own[channel * size + place] ?? 0, limit);
      }
  }
  return { picture, columns: across, count };
}

const aroundGrey = (value: number, limit: number): number =>
  Math.round(127.5 + 127.5 * (limit > 0 ? value / limit : 0));
