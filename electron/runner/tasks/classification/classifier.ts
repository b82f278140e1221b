import { type DeviceId, fail, type ModelFile } from '../../../contract/index.ts';
import { lookupTable, writePhoto } from '../../pixels/index.ts';
import {
  createSession,
  type InferenceSession,
  type Lease,
  loadFailure,
  networkFile,
  type Sessions,
  Tensor,
} from '../../runtime/index.ts';
import { runFailure } from './failures.ts';
import { photosInGraph } from './photosInGraph.ts';
import { probabilitiesIn } from './scores.ts';
import { signatureOf } from './signature.ts';

/** A network under its card, on one device. */
export interface Classifier {
  readonly device: DeviceId;
  /** Photos per run where the network fixes it; null when any number will do. */
  readonly fixedBatch: number | null;
  /**
   * @param photos  [N][H, W, 3] RGB bytes, laid out as `fitOf` says
   * @returns       [N][C] probabilities
   */
  classify(photos: readonly Uint8Array[]): Promise<Float64Array[]>;
  readonly close: () => void;
}

/** Opens a network on a device; a parameter of every task, so that a test can open one that fails. */
export type OpenClassifier = (model: ModelFile, device: DeviceId) => Promise<Classifier>;

/**
 * @throws model/not-onnx, model/unsupported, model/bad-card  the network, or its card
 * @throws anything else                                      the device
 */
export function classifierOpener(sessions: Sessions): OpenClassifier {
  return async (model, device) => {
    const file = await networkFile(model.path);
    const onDevice = device !== 'cpu';
    const key = JSON.stringify([file.key, device, onDevice ? model.card.preprocessing : null]);
    // A session holds the weights once more in the layout its operators like.
    const lease = await sessions.lease(key, 2 * file.bytes, () =>
      onDevice ? openBytes(model, device) : openFloats(model),
    );
    try {
      return onDevice ? byteClassifier(lease, model, device) : floatClassifier(lease, model);
    } catch (thrown) {
      lease.done();
      throw thrown;
    }
  };
}

const openFloats = async ({ path, card }: ModelFile): Promise<InferenceSession> => {
  try {
    return await createSession(path, 'cpu');
  } catch (thrown) {
    throw loadFailure(path, card.name, thrown);
  }
};

const openBytes = async (model: ModelFile, device: DeviceId): Promise<InferenceSession> =>
  createSession(await photosInGraph(model), device);

/** On the CPU a lookup table is the fastest preprocessing, straight into the batch tensor. */
function floatClassifier(lease: Lease, model: ModelFile): Classifier {
  const { card } = model;
  const { layout, width, height } = card.preprocessing;
  const { fixedBatch } = signatureOf(lease.session, card);
  const table = lookupTable(card.preprocessing);
  let room = new Float32Array(0);

  return {
    device: 'cpu',
    fixedBatch,
    async classify(photos) {
      const batch = fixedBatch ?? photos.length;
      const length = batch * 3 * width * height;
      if (room.length < length) room = new Float32Array(length);
      photos.forEach((photo, slot) => writePhoto(photo, table, card.preprocessing, room, slot));
      const dims = layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];
      return run(lease.session, model, new Tensor('float32', room.subarray(0, length), dims), photos.length);
    },
    close: lease.done,
  };
}

/** On a device the bytes cross the bus, a quarter of the floats, and the graph begins with the preprocessing. */
function byteClassifier(lease: Lease, model: ModelFile, device: DeviceId): Classifier {
  const { width, height } = model.card.preprocessing;
  const [batchDim] = lease.session.inputMetadata[0]?.isTensor ? lease.session.inputMetadata[0].shape : [];
  const fixedBatch = typeof batchDim === 'number' ? batchDim : null;
  let room = new Uint8Array(0);

  return {
    device,
    fixedBatch,
    async classify(photos) {
      const batch = fixedBatch ?? photos.length;
      const perPhoto = 3 * width * height;
      if (room.length < batch * perPhoto) room = new Uint8Array(batch * perPhoto);
      photos.forEach((photo, slot) => room.set(photo, slot * perPhoto));
      const bytes = room.subarray(0, batch * perPhoto);
      return run(lease.session, model, new Tensor('uint8', bytes, [batch, height, width, 3]), photos.length);
    },
    close: lease.done,
  };
}

async function run(session: InferenceSession, model: ModelFile, input: Tensor, count: number): Promise<Float64Array[]> {
  const { outputName } = model.card;
  const inputName = session.inputNames[0] ?? model.card.inputName;
  const outputs = await session.run({ [inputName]: input }, [outputName]);
  const output = outputs[outputName];
  if (output?.data instanceof Float32Array) {
    const batch = input.dims[0] ?? count;
    return probabilitiesIn({ values: output.data, dims: output.dims }, batch, model.card).slice(0, count);
  }
  return fail('model/unsupported', {
    model: model.card.name,
    reason: `its output holds ${output?.type ?? 'nothing'}.`,
  });
}

/** One grey picture through the network: what it throws is why the card does not fit. */
export async function tryOnGrey(classifier: Classifier, model: ModelFile): Promise<void> {
  const { width, height } = model.card.preprocessing;
  try {
    await classifier.classify([new Uint8Array(3 * width * height).fill(128)]);
  } catch (thrown) {
    throw runFailure(model, thrown);
  }
}
