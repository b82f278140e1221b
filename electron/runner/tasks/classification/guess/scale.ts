import {
  consumersOf,
  floatAttribute,
  intsAttribute,
  opsetOf,
  readMetadata,
  type Graph,
  type Node,
} from '../../../../compiler/index.ts';
import { constantFloats, constantOf, largest } from './constants.ts';
import { writtenNames, writtenScale, type Triple } from './metadata.ts';
import type { Answer, PhotoInput } from './roles.ts';

/** What pixels become before the first layer, and in words what that guess rests on. */
export interface Scale {
  readonly mean: Triple;
  readonly std: Triple;
  readonly colorOrder: 'RGB' | 'BGR';
  readonly reason: string;
}

type Clue = (graph: Graph, input: PhotoInput, answer: Answer | null) => Scale | null;

/** Strongest first; the first that applies decides. */
const clues: readonly Clue[] = [
  fromMetadata,
  fromWindowsMetadata,
  fromUltralytics,
  fromFirstArithmetic,
  fromFirstBatchNorm,
  fromFirstFilters,
  fromCaffe,
  fromTask,
  fromTensorFlow,
];

export function scaleOf(graph: Graph, input: PhotoInput, answer: Answer | null): Scale {
  for (const clue of clues) {
    const scale = clue(graph, input, answer);
    if (scale) return scale;
  }
  const source = /pytorch/i.test(graph.producer) ? 'PyTorch made the file' : 'nothing in the file says otherwise';
  return { ...imageNet, reason: `${source}: the usual ImageNet mean and deviation` };
}

const same = (value: number): Triple => [value, value, value];
const rgb = { colorOrder: 'RGB' } as const;
/** torchvision's: 0.485, 0.456, 0.406 and 0.229, 0.224, 0.225, times 255. */
const imageNet = { mean: [123.675, 116.28, 103.53] as Triple, std: [58.395, 57.12, 57.375] as Triple, ...rgb };
const zeroTo255 = { mean: same(0), std: same(1), ...rgb };
const zeroToOne = { mean: same(0), std: same(255), ...rgb };
const minusOneToOne = { mean: same(127.5), std: same(127.5), ...rgb };

function fromMetadata(graph: Graph): Scale | null {
  const scale = writtenScale(graph);
  return scale && { ...scale, ...rgb, reason: 'mean and std stand in the metadata' };
}

/** The keys that Windows ML reads. */
function fromWindowsMetadata(graph: Graph): Scale | null {
  const range = readMetadata(graph, 'Image.NominalPixelRange');
  const format = readMetadata(graph, 'Image.BitmapPixelFormat');
  if (range === null && format === null) return null;
  const scale = range === 'Normalized_0_1' ? zeroToOne : range === 'Normalized_1_1' ? minusOneToOne : zeroTo255;
  const colorOrder = /^bgr/i.test(format ?? 'Bgr8') ? 'BGR' : 'RGB';
  return { ...scale, colorOrder, reason: 'the metadata states pixel format and range' };
}

function fromUltralytics(graph: Graph): Scale | null {
  const author = `${readMetadata(graph, 'author') ?? ''} ${readMetadata(graph, 'description') ?? ''}`;
  const marked =
    /ultralytics/i.test(author) || (readMetadata(graph, 'imgsz') !== null && writtenNames(graph).length > 0);
  return marked ? { ...zeroToOne, reason: 'the metadata is that of Ultralytics, whose networks take 0 to 1' } : null;
}

/** A network that shifts or scales pixels itself tells their unit by the size of its constants. */
function fromFirstArithmetic(graph: Graph, input: PhotoInput): Scale | null {
  const node = firstReader(graph, input.name);
  if (!node || !['Add', 'Sub', 'Mul', 'Div'].includes(node.op)) return null;
  const values = constantFloats(graph, node.inputs[1]) ?? constantFloats(graph, node.inputs[0]);
  if (!values || values.length === 0) return null;
  const isShift = node.op === 'Add' || node.op === 'Sub';
  const most = largest(values);
  const inPixels = node.op === 'Mul' ? most < 0.1 : most > 2;
  const colorOrder =
    isShift && values.length === 3 && Math.abs(values[0] ?? 0) < Math.abs(values[2] ?? 0) ? 'BGR' : 'RGB';
  const reason = `the network begins with ${node.op}, so it scales ${inPixels ? '0 to 255' : '0 to 1'} itself`;
  return { ...(inPixels ? zeroTo255 : zeroToOne), colorOrder, reason };
}

/** The statistics of a BatchNormalization on the input are those of the pixels it was trained on. */
function fromFirstBatchNorm(graph: Graph, input: PhotoInput): Scale | null {
  const node = firstReader(graph, input.name);
  if (node?.op !== 'BatchNormalization') return null;
  const mean = constantFloats(graph, node.inputs[3]);
  const variance = constantFloats(graph, node.inputs[4]);
  if (!mean || !variance) return null;
  const reason = 'the network begins with BatchNormalization, whose statistics are those of its pixels';
  if (largest(mean) > 2 || largest(variance) > 16) return { ...zeroTo255, reason };
  return largest(mean) > 0.25 && largest(variance) < 0.25 ? { ...zeroToOne, reason } : { ...imageNet, reason };
}

/** Filters made for 0..255 are a hundred times smaller than others: their sums of |w| were 0.1, of others 4 to 400. */
const smallFilter = 0.5;

function fromFirstFilters(graph: Graph, input: PhotoInput): Scale | null {
  const node = firstReader(graph, input.name);
  if (node?.op !== 'Conv') return null;
  const weight = constantOf(graph, node.inputs[1]);
  const values = constantFloats(graph, node.inputs[1]);
  const follower = consumersOf(graph).get(node.outputs[0] ?? '')?.[0]?.op ?? '';
  // A normalization behind the filters makes their size meaningless.
  if (!weight || !values || follower.endsWith('Normalization')) return null;
  const perFilter = Array.from(values).reduce((sum, value) => sum + Math.abs(value), 0) / (weight.dims[0] ?? 1);
  if (perFilter >= smallFilter || perFilter === 0) return null;
  return { ...zeroTo255, reason: 'the first filters are as small as those made for 0 to 255' };
}

function fromCaffe(graph: Graph, { name }: PhotoInput): Scale | null {
  const usesLrn = graph.nodes.some(({ op }) => op === 'LRN');
  const named = name === 'data_0' || (name === 'data' && usesLrn && opsetOf(graph) <= 9);
  if (!named && !/caffe/i.test(graph.producer)) return null;
  return {
    mean: [104, 117, 123],
    std: same(1),
    colorOrder: 'BGR',
    reason: 'the file comes from Caffe: BGR minus the mean',
  };
}

function fromTask(_graph: Graph, _input: PhotoInput, answer: Answer | null): Scale | null {
  if (answer?.task === 'style') return { ...zeroTo255, reason: 'style networks take 0 to 255' };
  return answer?.task === 'detection' ? { ...zeroToOne, reason: 'detectors mostly take 0 to 1' } : null;
}

function fromTensorFlow(graph: Graph, { name, layout }: PhotoInput): Scale | null {
  const first = firstReader(graph, name);
  const usesRelu6 = graph.nodes.some((node) => node.op === 'Clip' && isSix(graph, node));
  const named =
    /tf2onnx|keras|tensorflow/i.test(graph.producer) ||
    /mobilenet_?v[123]|keras|inception/i.test(first?.inputs[1] ?? '');
  const madeByPytorch = /pytorch/i.test(graph.producer);
  if (named || layout === 'NHWC' || (usesRelu6 && !madeByPytorch)) {
    return { ...minusOneToOne, reason: 'the file looks like TensorFlow: −1 to 1' };
  }
  const padsLikeSame = first ? isUneven(first) : false;
  return padsLikeSame && !madeByPytorch ? { ...zeroToOne, reason: 'the first layer pads as Keras does: 0 to 1' } : null;
}

/** The upper bound was an attribute before opset 11, and is an input since. */
const isSix = (graph: Graph, node: Node): boolean =>
  floatAttribute(node, 'max', constantFloats(graph, node.inputs[2])?.[0] ?? Infinity) === 6;

/** TensorFlow's "SAME" puts the odd pixel of padding at the end. */
function isUneven(conv: Node): boolean {
  const [top, , bottom] = intsAttribute(conv, 'pads') ?? [];
  return bottom !== undefined && top !== bottom;
}

const passThrough = new Set(['Transpose', 'Cast', 'Identity', 'Pad']);

/** The first node that does arithmetic on the photo. */
function firstReader(graph: Graph, name: string): Node | null {
  const consumers = consumersOf(graph);
  let node = consumers.get(name)?.[0];
  while (node && passThrough.has(node.op)) node = consumers.get(node.outputs[0] ?? '')?.[0];
  return node ?? null;
}
