import {
  asParameters,
  attachLoss,
  differentiate,
  softmaxLoss,
  trainBatchNorm,
  withDropout,
  withOptimizer,
  type ChooseFormulation,
  type Graph,
  type TargetForm,
  type Tensor,
} from '../../../electron/compiler/index.ts';
import { tensor64, tensor64Of, type Tensor64 } from '../../../electron/reference/index.ts';
import { Draw } from '../../support/cases/draw.ts';
import {
  batch,
  classes,
  droppedValue,
  everyFamily,
  features,
  parameterPrefix,
  side,
  trainedNormalization,
  type NetOptions,
} from './everyFamily.ts';

type Feeds = ReadonlyMap<string, Tensor64>;

export interface StepOptions extends NetOptions {
  /** How the truth is given; default probabilities, because WebGPU casts no 64-bit integers. */
  readonly targets?: TargetForm;
}

export interface LossyNet {
  readonly graph: Graph;
  /** The loss. */
  readonly of: string;
  readonly parameters: Feeds;
  /** A batch, a mask for what is dropped, and the running statistics of the file. */
  readonly given: Feeds;
}

/** The network with its loss, and the numbers that a first step begins with. */
export function lossyNet(options: StepOptions): LossyNet {
  const normalizing = trainBatchNorm(everyFamily(options), { at: (output) => output === trainedNormalization });
  const dropping = withDropout(normalizing.graph, { at: droppedValue, ratio: 0.5, mask: 'input' });
  const open = asParameters(dropping, ({ name }) => name.startsWith(parameterPrefix));
  const { graph, loss: of } = attachLoss(
    open.graph,
    softmaxLoss({ logits: 'logits', form: options.targets ?? 'probabilities' }),
  );
  const draw = new Draw(options.seed);
  const quarters = draw.ints([batch, 3, side, side], -2, 2, 'float32');
  const truth = draw.ints([batch], 0, classes - 1);
  const given = new Map([
    ...asFeeds(normalizing.values),
    ['image', { ...quarters, values: quarters.values.map((value) => value / 4) }],
    ['targets', options.targets === 'classes' ? truth : oneHot(truth)],
    [`${droppedValue}/mask`, tensor64([batch, features], maskOf(batch * features))],
  ]);
  return { graph, of, parameters: asFeeds(open.values), given };
}

/** [N] → [N, K] */
const oneHot = ({ values }: Tensor64): Tensor64 =>
  tensor64(
    [batch, classes],
    [...values].flatMap((index) => Array.from({ length: classes }, (_, k) => (k === index ? 1 : 0))),
  );

/** Every third number is dropped. */
const maskOf = (count: number): number[] => Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 0 : 1));

/** A step with momentum that begins at rest, so that each state it gives out is the gradient itself. */
export function stepOf(net: LossyNet, choose?: ChooseFormulation): { readonly graph: Graph; readonly feeds: Feeds } {
  const wrt = [...net.parameters.keys()];
  const backward = differentiate(net.graph, { of: net.of, wrt, ...(choose && { choose }) });
  const { graph, states } = withOptimizer(backward, { kind: 'sgd', momentum: 0.9 });
  const atRest = states.map(({ input, dims }) => [input, zeros(dims)] as const);
  const rate = ['learning_rate', tensor64([], [0.5])] as const;
  return { graph, feeds: new Map([...net.parameters, ...net.given, ...atRest, rate]) };
}

const zeros = (dims: readonly number[]): Tensor64 =>
  tensor64(dims, new Float64Array(dims.reduce((product, dim) => product * dim, 1)));

const asFeeds = (tensors: ReadonlyMap<string, Tensor>): Feeds =>
  new Map([...tensors].map(([name, tensor]) => [name, tensor64Of(tensor)] as const));
