import {
  encode,
  exposeFeatures,
  foldBatchNorm,
  GraphError,
  tensorValue,
  upgrade,
  type Graph,
} from '../../../compiler/index.ts';
import { fail, failure, type DeviceId, type KnownModel, type ModelCard } from '../../../contract/index.ts';
import { lookupTable, writePhoto } from '../../pixels/index.ts';
import { createSession, firstLine, loadFailure, readGraph, Tensor } from '../../runtime/index.ts';
import type { Cut } from './cut.ts';

/** The frozen part of a network, ready to run. */
export interface Trunk {
  /** Photos of one run: always as many, so that no photo's features depend on how many there were. */
  readonly batch: number;
  /** Of each cut, without the batch. */
  readonly dims: readonly (readonly number[])[];
  /**
   * @param photos  at most `batch`, each [H, W, 3] RGB bytes; a shorter batch is filled up with zeros
   * @returns       [cut] float32 [batch, ...dims]
   */
  run(photos: readonly Uint8Array[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

// Measured on two cores, mobilenetv2 at 224 pixels: 4.6 ms a photo in fours, 5.1 in twos, 7 one by one and 7.6 in eights.
const batchOnCpu = 4;
const batchOnDevice = 16;

/**
 * Opens the part of a network before its cuts, with batch normalization folded and averages inside.
 *
 * @throws model/not-onnx, model/unsupported, model/bad-card, runner/no-device
 */
export async function openTrunk(
  model: KnownModel,
  cuts: readonly Cut[],
  device: DeviceId,
  threads?: number,
): Promise<Trunk> {
  const { card } = model;
  const read = await readGraph(model.path);
  const batches = batchesOf(read, card, device);
  let refusal: unknown = null;
  for (const batch of batches) {
    try {
      return await opened(trunkGraph(read, card, cuts, batch), model, device, threads, batch);
    } catch (thrown) {
      // A network may have a batch of one written into its inside, though not into its input.
      refusal ??= thrown;
    }
  }
  if (refusal instanceof GraphError) return fail('model/unsupported', { model: card.name, reason: refusal.message });
  throw refusal;
}

function batchesOf(graph: Graph, { name: model, inputName }: ModelCard, device: DeviceId): readonly number[] {
  const input = graph.inputs.find(({ name }) => name === inputName);
  if (!input) return fail('model/bad-card', { model, reason: `it has no input "${inputName}".` });
  const [first] = input.type?.kind === 'tensor' ? (input.type.shape ?? []) : [];
  return typeof first === 'number' ? [first] : [device === 'cpu' ? batchOnCpu : batchOnDevice, 1];
}

/** For one batch of pictures of the card's size; what the file states of inner shapes is derived anew. */
function trunkGraph(read: Graph, card: ModelCard, cuts: readonly Cut[], batch: number): Graph {
  const dims = inputDims(card, batch);
  const upgraded = upgrade(read);
  const sized: Graph = {
    ...upgraded,
    inputs: upgraded.inputs.map((input) =>
      input.name === card.inputName ? tensorValue(input.name, 'float32', dims) : input,
    ),
    outputs: upgraded.outputs.map(({ name }) => ({ name, type: null })),
    values: [],
  };
  const folded = foldBatchNorm(sized);
  // A cut between a layer and its normalization is gone when they are one.
  const has = new Set([...folded.nodes.flatMap(({ outputs }) => outputs), ...folded.inputs.map(({ name }) => name)]);
  return exposeFeatures(cuts.every(({ value }) => has.has(value)) ? folded : sized, cuts);
}

const inputDims = ({ preprocessing: { layout, width, height } }: ModelCard, batch: number): number[] =>
  layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];

async function opened(
  graph: Graph,
  { path, card }: KnownModel,
  device: DeviceId,
  threads: number | undefined,
  batch: number,
): Promise<Trunk> {
  const { preprocessing } = card;
  // It is closed when its photos are through, and its memory with it.
  const choices = { keepsMemory: true, ...(threads !== undefined && { threads }) };
  const session = await createSession(encode(graph), device, choices).catch((thrown: unknown) => {
    throw device === 'cpu'
      ? loadFailure(path, card.name, thrown)
      : failure('runner/no-device', { device, reason: firstLine(thrown) });
  });
  const table = lookupTable(preprocessing);
  const perPhoto = 3 * preprocessing.width * preprocessing.height;
  const room = new Float32Array(batch * perPhoto);
  const input = new Tensor('float32', room, inputDims(card, batch));
  const run = async (photos: readonly Uint8Array[]): Promise<readonly Float32Array[]> => {
    photos.forEach((photo, slot) => writePhoto(photo, table, preprocessing, room, slot));
    room.fill(0, photos.length * perPhoto);
    const outputs = await session.run({ [card.inputName]: input });
    return graph.outputs.map(({ name }) => floatsIn(outputs[name], card, batch));
  };
  try {
    await run([]);
  } catch (thrown) {
    await session.release();
    throw thrown;
  }
  const dims = graph.outputs.map(({ type }) =>
    (type?.kind === 'tensor' ? (type.shape ?? []) : []).slice(1).filter((dim) => typeof dim === 'number'),
  );
  return { batch, dims, run, close: () => session.release() };
}

function floatsIn(output: unknown, { name: model }: ModelCard, batch: number) {
  if (output instanceof Tensor && output.data instanceof Float32Array && output.dims[0] === batch) return output.data;
  const found = output instanceof Tensor ? `${output.type} [${output.dims.join(', ')}]` : 'nothing';
  return fail('model/unsupported', { model, reason: `its features are ${found}.` });
}
