import type { ModelCard } from '../../electron/contract/index.ts';

// The networks of the public ONNX model zoo that Fovea offers, and how each wants its pixels.

type Pixels = ModelCard['preprocessing'];

const crop224 = { fit: 'crop', shortSide: 256, width: 224, height: 224, layout: 'NCHW' } as const;

/** torchvision and gluon-cv: mean (0.485, 0.456, 0.406) and deviation (0.229, 0.224, 0.225) of pixels in 0..1. */
const torch: Pixels = { ...crop224, colorOrder: 'RGB', mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

/** Caffe: blue first, the mean of ImageNet taken away, nothing divided. */
const caffe: Pixels = { ...crop224, colorOrder: 'BGR', mean: [103.939, 116.779, 123.68], std: [1, 1, 1] };

/** As Caffe, then times 0.017 (shicai/DenseNet-Caffe). */
const caffeScaled: Pixels = { ...caffe, mean: [103.94, 116.78, 123.68], std: [58.824, 58.824, 58.824] };

/** TensorFlow's EfficientNet-Lite: channels last, roughly −1..1. */
const lite: Pixels = { ...crop224, layout: 'NHWC', colorOrder: 'RGB', mean: [127, 127, 127], std: [128, 128, 128] };

/** Segmentation takes any size; the whole photo is wanted, not its centre. */
const wholePhoto: Pixels = { ...torch, fit: 'pad', shortSide: 520, width: 520, height: 520 };

/** Style networks take pixels as they are. */
const asTheyAre: Pixels = { ...crop224, shortSide: 224, colorOrder: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] };

export interface OfferedNetwork {
  /** The zoo's file name without opset and ending. */
  readonly stem: string;
  readonly name: string;
  readonly task: ModelCard['task'];
  readonly summary: string;
  readonly pixels: Pixels;
  readonly outputKind: ModelCard['outputKind'];
  readonly labels: string | null;
  /** The preprocessing is what the publisher documents; otherwise a person should look at the first results. */
  readonly isSure: boolean;
}

type Row = readonly [stem: string, name: string, summary: string];

const classifiers = (
  pixels: Pixels,
  outputKind: ModelCard['outputKind'],
  isSure: boolean,
  rows: readonly Row[],
): readonly OfferedNetwork[] =>
  rows.map(([stem, name, summary]) => ({
    stem,
    name,
    summary,
    task: 'classification',
    pixels,
    outputKind,
    labels: 'imagenet-1000',
    isSure,
  }));

const segmenters: readonly Row[] = [
  ['fcn-resnet50', 'FCN ResNet-50', 'Names every pixel as one of 20 everyday things or background.'],
  ['fcn-resnet101', 'FCN ResNet-101', 'As FCN ResNet-50 with twice the depth: slower, with somewhat better outlines.'],
];

const painters: readonly Row[] = [
  ['candy', 'Style: Candy', 'Repaints a photo in bright, rounded patches of sugar colors.'],
  ['mosaic', 'Style: Mosaic', 'Repaints a photo as if laid from small tiles.'],
  ['pointilism', 'Style: Pointillism', 'Repaints a photo in dots of color.'],
  ['rain-princess', 'Style: Rain Princess', 'Repaints a photo in broad strokes of wet evening light.'],
  ['udnie', 'Style: Udnie', 'Repaints a photo in the slanted brown planes of early abstract painting.'],
];

export const offeredNetworks: readonly OfferedNetwork[] = [
  ...classifiers(caffe, 'probabilities', false, [
    ['bvlcalexnet', 'AlexNet', 'The network of 2012 with which deep learning on photos took off.'],
    ['caffenet', 'CaffeNet', 'AlexNet with pooling and normalization in the other order.'],
    ['inception-v1', 'Inception v1', 'The design of GoogLeNet in another training.'],
    ['inception-v2', 'Inception v2', 'GoogLeNet with batch normalization: deeper and easier to train.'],
    ['squeezenet1.0', 'SqueezeNet 1.0', 'As right as AlexNet in one fiftieth of its size.'],
    ['zfnet512', 'ZFNet-512', 'AlexNet retuned by looking at what its layers respond to.'],
    ['shufflenet', 'ShuffleNet v1', 'Made for telephones: grouped convolutions whose channels are shuffled.'],
  ]),
  ...classifiers(caffe, 'probabilities', true, [
    ['googlenet', 'GoogLeNet', 'The winner of 2014: parallel branches with windows of several widths.'],
  ]),
  ...classifiers(caffeScaled, 'logits', false, [
    ['densenet', 'DenseNet-121', 'Each layer sees the features of all layers before it.'],
  ]),
  ...classifiers(torch, 'logits', true, [
    ['vgg16', 'VGG-16', 'Nothing but small windows, sixteen layers deep: large, slow and much studied.'],
    ['vgg16-bn', 'VGG-16 with batch normalization', 'VGG-16 with activations normalized layer by layer.'],
    ['vgg19', 'VGG-19', 'VGG-16 with three more layers.'],
    ['vgg19-bn', 'VGG-19 with batch normalization', 'VGG-19 with activations normalized layer by layer.'],
    ['resnet18-v1', 'ResNet-18 v1', 'The smallest residual network: a good first choice on any machine.'],
    ['resnet34-v1', 'ResNet-34 v1', 'Twice as deep as ResNet-18 and more often right.'],
    ['resnet50-v1', 'ResNet-50 v1', 'The residual network that most later work is compared with.'],
    ['resnet101-v1', 'ResNet-101 v1', 'A deeper ResNet-50: more often right, half as fast.'],
    ['resnet152-v1', 'ResNet-152 v1', 'The deepest of the first residual networks.'],
    ['resnet18-v2', 'ResNet-18 v2', 'ResNet-18 with normalization before each convolution.'],
    ['resnet34-v2', 'ResNet-34 v2', 'ResNet-34 with normalization before each convolution.'],
    ['resnet50-v2', 'ResNet-50 v2', 'ResNet-50 with normalization before each convolution.'],
    ['resnet101-v2', 'ResNet-101 v2', 'ResNet-101 with normalization before each convolution.'],
    ['resnet152-v2', 'ResNet-152 v2', 'The most often right of the residual networks offered here.'],
    ['squeezenet1.1', 'SqueezeNet 1.1', 'SqueezeNet 1.0 at less than half the work.'],
    ['mobilenetv2', 'MobileNet v2', 'Small, fast and right in seven cases of ten: made for telephones.'],
    ['shufflenet-v2', 'ShuffleNet v2', 'A small network designed for speed as measured, not as counted.'],
  ]),
  ...classifiers(lite, 'probabilities', true, [
    ['efficientnet-lite4', 'EfficientNet-Lite4', 'The most often right of the small networks offered here.'],
  ]),
  {
    stem: 'rcnn-ilsvrc13',
    name: 'R-CNN ILSVRC13',
    task: 'classification',
    summary: 'The 200-class scorer of the first R-CNN, made for regions cut out of a photo.',
    pixels: { ...caffe, fit: 'squash', shortSide: 224 },
    outputKind: 'logits',
    labels: null,
    isSure: false,
  },
  ...segmenters.map(([stem, name, summary]): OfferedNetwork => ({
    stem,
    name,
    summary,
    task: 'segmentation',
    pixels: wholePhoto,
    outputKind: 'logits',
    labels: 'voc-21',
    isSure: true,
  })),
  ...painters.map(([stem, name, summary]): OfferedNetwork => ({
    stem,
    name,
    summary,
    task: 'style',
    pixels: asTheyAre,
    outputKind: 'logits',
    labels: null,
    isSure: true,
  })),
];
