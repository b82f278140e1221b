import { encode } from '../../compiler/index.ts';
import { fail, failure, type DeviceId, type ModelFile } from '../../contract/index.ts';
import type { Picture } from '../dense/index.ts';
import { lookupTable, writePhoto } from '../pixels/index.ts';
import { createSession, firstLine, loadFailure, Tensor, type InferenceSession } from '../runtime/index.ts';
import {
  dimsOf,
  hypercolumnNetwork,
  pictureInput,
  type HypercolumnChoices,
  type HypercolumnNetwork,
  type Size,
} from './network.ts';
import type { Tap } from './taps.ts';

/** What the layers of a network say of every place of one photo, each tap at its own resolution. */
export interface PhotoFeatures extends Size {
  readonly taps: readonly Tap[];
  /** Of each tap [channels, rows, columns]. */
  readonly maps: readonly Float32Array[];
}

/** A network ready to describe pictures of one size. */
export interface Hypercolumns {
  readonly network: HypercolumnNetwork;
  /** @throws Error  the picture has another size: a mistake of the program */
  describe(picture: Picture): Promise<PhotoFeatures>;
  close(): Promise<void>;
}

export interface HypercolumnOptions extends HypercolumnChoices {
  readonly device: DeviceId;
  /** All cores when absent. */
  readonly threads?: number;
}

/**
 * Opens a network of the shelf as a source of features for every pixel of pictures of one size.
 *
 * @throws model/not-onnx, model/bad-card, model/unsupported, runner/no-device
 */
export async function openHypercolumns(
  model: ModelFile,
  size: Size,
  options: HypercolumnOptions,
): Promise<Hypercolumns> {
  return openNetwork(await hypercolumnNetwork(model, size, options), options);
}

/** The same for a network that is read already, as one whose layers have learned. @throws model/not-onnx, runner/no-device */
export async function openNetwork(
  network: HypercolumnNetwork,
  { device, threads }: Omit<HypercolumnOptions, 'taps' | 'batch'>,
): Promise<Hypercolumns> {
  const { name } = network.card;
  const session = await createSession(encode(network.graph), device, threads === undefined ? {} : { threads }).catch(
    (thrown: unknown) => {
      throw device === 'cpu'
        ? loadFailure(name, name, thrown)
        : failure('runner/no-device', { device, reason: firstLine(thrown) });
    },
  );
  return {
    network,
    describe: (picture) => describe(picture, network, session),
    close: () => session.release(),
  };
}

async function describe(
  { width, height, pixels }: Picture,
  { card, graph, taps, size }: HypercolumnNetwork,
  session: InferenceSession,
): Promise<PhotoFeatures> {
  if (width !== size.width || height !== size.height)
    throw new Error(`A picture of ${width} × ${height} was given where ${size.width} × ${size.height} are described.`);
  const preprocessing = { ...card.preprocessing, width, height };
  const room = new Float32Array(3 * width * height);
  writePhoto(pixels, lookupTable(preprocessing), preprocessing, room, 0);
  const picture = new Tensor('float32', room, dimsOf(preprocessing.layout, size));
  const outputs = await session.run({ [session.inputNames[0] ?? pictureInput]: picture });
  const maps = graph.outputs.map(({ name }, at): Float32Array => {
    const [map, tap] = [outputs[name], taps[at]];
    const count = tap ? tap.channels * tap.rows * tap.columns : 0;
    if (map?.data instanceof Float32Array && map.data.length === count) return map.data;
    return fail('model/unsupported', { model: card.name, reason: `its "${name}" is ${map?.type ?? 'nothing'}.` });
  });
  return { width, height, taps, maps };
}
