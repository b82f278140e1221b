import {
  announcer,
  connect,
  engine,
  engineEvents,
  failure,
  serve,
  type Client,
  type DeviceChoice,
  type EngineContract,
  type EngineEvents,
  type GraphFacts,
  type Handlers,
  type Model,
  type ModelCard,
  type Offer,
  type Photo,
} from '../../../electron/contract/index.ts';
import { portPair } from '../../support/portPair.ts';

export const hashOf = (digit: string): string => digit.repeat(64);

export const card: ModelCard = {
  name: 'MobileNetV2 1.0',
  task: 'classification',
  preprocessing: {
    fit: 'crop',
    shortSide: 256,
    width: 224,
    height: 224,
    layout: 'NCHW',
    colorOrder: 'RGB',
    mean: [123.675, 116.28, 103.53],
    std: [58.395, 57.12, 57.375],
  },
  inputName: 'input',
  outputName: 'output',
  outputKind: 'logits',
  classNames: ['tench', 'goldfish', 'great white shark', 'tiger shark', 'hammerhead'],
  licence: 'Apache-2.0',
  source: 'torchvision',
  accuracy: { on: 'ImageNet validation, 50,000 photos', top1: 0.7188, top5: 0.9029 },
  notes: null,
  confirmed: true,
};

export const model: Model = { hash: hashOf('a'), origin: 'ready', bytes: 14_246_826, card };

/** Dropped by the user: its card is a guess. */
export const guessed: Model = {
  hash: hashOf('b'),
  origin: 'imported',
  bytes: 4_956_208,
  card: { ...card, name: 'squeezenet1_1', accuracy: null, licence: null, source: null, confirmed: false },
};

export const styler: Model = {
  hash: hashOf('c'),
  origin: 'downloaded',
  bytes: 6_728_029,
  card: { ...card, name: 'Mosaic', task: 'style', accuracy: null, classNames: [] },
};

export const offer: Offer = {
  hash: hashOf('d'),
  name: 'ResNet-50 v2',
  file: 'resnet50-v2-7.onnx',
  task: 'classification',
  bytes: 102_442_452,
  licence: 'Apache-2.0',
  accuracy: { on: 'ImageNet validation', top1: 0.7581, top5: 0.9282 },
  summary: 'Residual network of 50 layers.',
  mirrors: ['https://models.example/resnet50-v2-7.onnx'],
  installed: false,
  partialBytes: 0,
};

export const facts: GraphFacts = {
  opset: 17,
  producer: 'pytorch 2.2',
  nodes: 100,
  parameters: 3_487_816,
  ops: [
    { op: 'Conv', count: 52 },
    { op: 'Clip', count: 35 },
    { op: 'Add', count: 10 },
    { op: 'Gemm', count: 1 },
  ],
  inputs: [{ name: 'input', dims: ['batch', 3, 224, 224] }],
  outputs: [{ name: 'output', dims: ['batch', 5] }],
};

export const photo: Photo = {
  id: 7,
  fileName: 'shark.jpg',
  state: 'ready',
  width: 640,
  height: 480,
  label: null,
  best: null,
  ...{ labels: [], rating: null, flag: null, group: null },
  rejected: false,
  problem: null,
  damaged: false,
};

export const devices: DeviceChoice = {
  chosen: null,
  inUse: 'cpu',
  probing: false,
  verdicts: [
    {
      id: 'cpu',
      name: 'CPU, 2 cores',
      usable: true,
      recommended: true,
      perSecond: 61.4,
      relativeError: 0,
      reason: '',
    },
    {
      id: 'webgpu',
      name: 'WebGPU, llvmpipe',
      usable: true,
      recommended: false,
      perSecond: 8.2,
      relativeError: 2.6e-6,
      reason: 'It is slower than the CPU here: the driver computes in software.',
    },
    {
      id: 'cuda',
      name: 'CUDA',
      usable: false,
      recommended: false,
      perSecond: null,
      relativeError: null,
      reason: 'No NVIDIA driver was found on this machine.',
    },
  ],
};

export interface FakeShelf {
  readonly engine: Client<EngineContract, EngineEvents>;
  /** Every ask so far: method and input. */
  readonly asked: readonly (readonly [string, unknown])[];
  readonly announce: ReturnType<typeof announcer<EngineEvents>>;
  /** What the shelf holds; a test changes it and announces `models.changed`. */
  models: readonly Model[];
  offers: readonly Offer[];
}

/** An engine in this process that knows models and devices: the true protocol, invented answers. */
export function fakeShelf(answers: Partial<Handlers<EngineContract>> = {}): FakeShelf {
  const { asker, answerer } = portPair();
  const asked: (readonly [string, unknown])[] = [];
  let bin: readonly Model[] = [];
  let chosen = model.hash;

  const known: Partial<Handlers<EngineContract>> = {
    'models.shelf': () => ({ models: shelf.models, offers: shelf.offers, chosen }),
    'models.facts': () => facts,
    'models.add': (_input, { progress }) => {
      progress({ done: 1, total: 2 });
      shelf.models = [...shelf.models, guessed];
      return guessed;
    },
    'models.choose': ({ model: hash }) => {
      chosen = hash;
    },
    'models.saveCard': ({ model: hash, card: saved }) => {
      shelf.models = shelf.models.map((each) => (each.hash === hash ? { ...each, card: saved } : each));
      return shelf.models.find((each) => each.hash === hash) ?? model;
    },
    'models.remove': ({ model: hash }) => {
      bin = shelf.models.filter((each) => each.hash === hash);
      shelf.models = shelf.models.filter((each) => each.hash !== hash);
    },
    'models.restore': () => {
      shelf.models = [...shelf.models, ...bin];
    },
    'models.download': () => ({ job: 3 }),
    'jobs.list': () => [],
    'jobs.stop': () => undefined,
    'library.list': () => ({ photos: [photo], total: 1 }),
    'classification.try': () => ({
      top: [
        { classIndex: 3, className: 'tiger shark', probability: 0.83 },
        { classIndex: 2, className: 'great white shark', probability: 0.11 },
        { classIndex: 4, className: 'hammerhead', probability: 0.04 },
      ],
      elapsedMs: 21,
    }),
    'devices.list': () => devices,
    'devices.choose': ({ device }) => ({ ...devices, chosen: device, inUse: device ?? 'cpu' }),
    'devices.probe': (_input, { progress }) => {
      progress({ done: 3, total: 3 });
      return devices;
    },
    ...answers,
  };

  const handlers = new Proxy(known, {
    get: (table, method: string) => (input: unknown, scope: unknown) => {
      asked.push([method, input]);
      const answer = table[method as keyof EngineContract] as ((i: unknown, s: unknown) => unknown) | undefined;
      if (!answer) throw failure('engine/unexpected', { reason: `the fake does not know ${method}` });
      return answer(input, scope);
    },
  }) as Handlers<EngineContract>;
  serve(engine, handlers, answerer);

  const shelf: FakeShelf = {
    engine: connect(engine, asker, engineEvents),
    asked,
    announce: announcer<EngineEvents>(answerer),
    models: [model, guessed, styler],
    offers: [offer],
  };
  return shelf;
}
