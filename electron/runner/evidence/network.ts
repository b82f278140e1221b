import { cutAt, differentiate, encode, type Graph } from '../../compiler/index.ts';
import { fail, failure, type DeviceId, type ModelCard, type ModelFile } from '../../contract/index.ts';
import { createSession, firstLine, loadFailure, Tensor, type InferenceSession } from '../runtime/index.ts';
import { boundTo, dimsOf, readFolded, refusing } from './bound.ts';
import { scoresBehind } from './scores.ts';

/** A network that is asked for scores, and for how they change with the picture. C classes. */
export interface EvidenceNetwork {
  readonly card: ModelCard;
  /** Pictures of one run. */
  readonly batch: number;
  /**
   * @param pictures  up to `batch` pictures side by side, as the network's numbers; `count` of them are meant
   * @returns         [count, C]
   */
  scores(pictures: Float32Array, count: number): Promise<Float32Array>;
  /** Of one score with respect to one picture, in its form. @throws model/unsupported  an operator has no gradient */
  gradient(picture: Float32Array, classIndex: number): Promise<Float32Array>;
  close(): Promise<void>;
}

const batchOnCpu = 4;
const batchOnDevice = 32;
const seedName = 'evidence/seed';

/** @throws model/not-onnx, model/bad-card, model/unsupported, runner/no-device */
export async function openEvidence(model: ModelFile, device: DeviceId): Promise<EvidenceNetwork> {
  const { card } = model;
  const read = await readFolded(model);
  const wished = device === 'cpu' ? batchOnCpu : batchOnDevice;
  const batch = fixedBatch(read, card) ?? wished;
  const forward = await opened(scoring(read, card, batch), model, device);
  let backward: Promise<InferenceSession> | null = null;
  const openBackward = (): Promise<InferenceSession> =>
    (backward ??= opened(withGradient(scoring(read, card, 1), card), model, device));
  return {
    ...{ card, batch },
    async scores(pictures, count) {
      const output = await forward.run({ [card.inputName]: new Tensor('float32', pictures, dimsOf(card, batch)) });
      const values = output[forward.outputNames[0] ?? '']?.data;
      if (!(values instanceof Float32Array))
        return fail('model/unsupported', { model: card.name, reason: 'it has no scores.' });
      return values.slice(0, (values.length / batch) * count);
    },
    async gradient(picture, classIndex) {
      const session = await openBackward();
      const classes = session.inputMetadata.find(({ name }) => name === seedName);
      const dims = classes?.isTensor ? classes.shape.map(Number) : [];
      const seed = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
      seed[classIndex] = 1;
      const fed = {
        [card.inputName]: new Tensor('float32', picture, dimsOf(card, 1)),
        [seedName]: new Tensor('float32', seed, dims),
      };
      const slope = (await session.run(fed))[session.outputNames[0] ?? '']?.data;
      if (slope instanceof Float32Array) return slope;
      return fail('model/unsupported', { model: card.name, reason: 'its gradient holds no numbers.' });
    },
    async close() {
      await forward.release();
      await (await backward?.catch(() => null))?.release();
    },
  };
}

function fixedBatch({ inputs }: Graph, { name: model, inputName }: ModelCard): number | null {
  const input = inputs.find(({ name }) => name === inputName);
  if (!input) return fail('model/bad-card', { model, reason: `it has no input "${inputName}".` });
  const [first] = input.type?.kind === 'tensor' ? (input.type.shape ?? []) : [];
  return typeof first === 'number' ? first : null;
}

/** From as many pictures to their scores. */
function scoring(read: Graph, card: ModelCard, batch: number): Graph {
  const bound = boundTo(read, card, batch);
  return refusing(card, () => cutAt(bound, [scoresBehind(bound, card.outputName)]));
}

function withGradient(graph: Graph, card: ModelCard): Graph {
  return refusing(card, () => {
    const [scores] = graph.outputs;
    if (!scores) throw new Error('A network without scores was opened.');
    const seeded = { ...graph, inputs: [...graph.inputs, { ...scores, name: seedName }] };
    const { graph: whole, gradients } = differentiate(seeded, {
      of: scores.name,
      wrt: [card.inputName],
      seed: seedName,
    });
    return cutAt(whole, [gradients.get(card.inputName) ?? '']);
  });
}

/** @throws model/not-onnx, runner/no-device */
export async function opened(graph: Graph, { path, card }: ModelFile, device: DeviceId): Promise<InferenceSession> {
  return createSession(encode(graph), device, { keepsMemory: true }).catch((thrown: unknown) => {
    throw device === 'cpu'
      ? loadFailure(path, card.name, thrown)
      : failure('runner/no-device', { device, reason: firstLine(thrown) });
  });
}
