import { encode, knownShapes, type Graph } from '../../compiler/index.ts';
import { fail, failure, type DeviceId, type ModelCard, type ModelFile } from '../../contract/index.ts';
import { createSession, firstLine, loadFailure, Tensor, type InferenceSession } from '../runtime/index.ts';
import { boundTo, dimsOf, readFolded } from './bound.ts';

/** A network of which parts are opened as they are asked for, and kept. */
export interface OpenNetwork {
  readonly card: ModelCard;
  /** As it was read, batch normalizations folded. */
  readonly read: Graph;
  /** Pictures of one run: as many as the file fixes, else what suits the device. */
  readonly batch: number;
  /** Pictures of one run of a gradient. */
  readonly slopes: number;
  /**
   * The session of a graph that is made where there is none yet.
   *
   * @param key  everything the graph depends on
   * @throws model/not-onnx, runner/no-device, and what `make` throws
   */
  session(key: string, make: () => Graph): Promise<InferenceSession>;
  close(): Promise<void>;
}

/** Numbers of one output. */
export interface Made {
  readonly values: Float32Array;
  readonly dims: readonly number[];
}

const batchOn = { cpu: 4, device: 32 };
const slopesOn = { cpu: 1, device: 8 };
/** Sessions of one network; the one that was made first goes when another is needed. */
const mostKept = 6;

/** @throws model/not-onnx, model/bad-card */
export async function openNetwork(model: ModelFile, device: DeviceId): Promise<OpenNetwork> {
  return networkOf(await readFolded(model), model, device);
}

/** The same for a graph that was changed: other weights under the same card. @throws model/bad-card */
export function networkOf(read: Graph, model: ModelFile, device: DeviceId): OpenNetwork {
  const { card } = model;
  const several = (wished: number): number => batchFor(read, card, wished);
  const kept = new Map<string, Promise<InferenceSession>>();
  return {
    ...{ card, read },
    batch: several(device === 'cpu' ? batchOn.cpu : batchOn.device),
    slopes: several(device === 'cpu' ? slopesOn.cpu : slopesOn.device),
    async session(key, make) {
      const found = kept.get(key);
      if (found) return found;
      const [oldest] = kept.keys();
      if (kept.size >= mostKept && oldest !== undefined) await released(kept, oldest);
      const made = Promise.resolve().then(() => opened(make(), model, device));
      kept.set(key, made);
      made.catch(() => kept.delete(key));
      return made;
    },
    async close() {
      for (const key of [...kept.keys()]) await released(kept, key);
    },
  };
}

async function released(kept: Map<string, Promise<InferenceSession>>, key: string): Promise<void> {
  const session = await kept.get(key)?.catch(() => null);
  kept.delete(key);
  await session?.release();
}

/** The network for so many pictures. @throws model/bad-card */
export const boundFor = ({ read, card }: OpenNetwork, batch: number): Graph => boundTo(read, card, batch);

/**
 * Runs a session on pictures, and whatever else it is fed with.
 *
 * @param pictures  [batch] of them, as the network's numbers
 * @returns         its outputs in their order
 */
export async function ran(
  session: InferenceSession,
  card: ModelCard,
  pictures: Float32Array,
  batch: number,
  feeds: Readonly<Record<string, Tensor>> = {},
): Promise<readonly Made[]> {
  const outputs = await session.run({
    [card.inputName]: new Tensor('float32', pictures, dimsOf(card, batch)),
    ...feeds,
  });
  return session.outputNames.map((name) => {
    const output = outputs[name];
    if (output?.data instanceof Float32Array) return { values: output.data, dims: output.dims };
    return fail('model/unsupported', { model: card.name, reason: `"${name}" holds no numbers.` });
  });
}

/**
 * Pictures of one run: as many as the file fixes, else as many as are wished, or one where it holds a batch of 1 inside.
 *
 * @throws model/bad-card
 */
export const batchFor = (read: Graph, card: ModelCard, wished: number): number =>
  fixedBatch(read, card) ?? (follows(read, card, wished) ? wished : 1);

/** Whether a network whose input leaves the batch open does so inside: some hold a batch of 1 in constants. */
function follows(read: Graph, card: ModelCard, batch: number): boolean {
  if (batch === 1) return true;
  const { shapes, problems } = knownShapes(boundTo(read, card, batch));
  const unknown = new Set<string>(['graph/unknown-op', 'graph/unshaped']);
  const dims = shapes.shapeOf(card.outputName)?.dims;
  return [...problems.values()].every(({ code }) => unknown.has(code)) && (dims?.[0] ?? batch) === batch;
}

function fixedBatch({ inputs }: Graph, { name: model, inputName }: ModelCard): number | null {
  const input = inputs.find(({ name }) => name === inputName);
  if (!input) return fail('model/bad-card', { model, reason: `it has no input "${inputName}".` });
  const [first] = input.type?.kind === 'tensor' ? (input.type.shape ?? []) : [];
  return typeof first === 'number' ? first : null;
}

/** @throws model/not-onnx, runner/no-device */
export async function opened(graph: Graph, { path, card }: ModelFile, device: DeviceId): Promise<InferenceSession> {
  return createSession(encode(graph), device, { keepsMemory: true }).catch((thrown: unknown) => {
    throw device === 'cpu'
      ? loadFailure(path, card.name, thrown)
      : failure('runner/no-device', { device, reason: firstLine(thrown) });
  });
}
