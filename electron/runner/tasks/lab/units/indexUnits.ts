import { readFile } from 'node:fs/promises';
import { cutAt, exposePeaks, peakNames, type Graph } from '../../../../compiler/index.ts';
import {
  UnitTable,
  type DeviceId,
  type IndexedLayer,
  type InputOf,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../../contract/index.ts';
import { boundFor, dimsOf, openNetwork, refusing } from '../../../evidence/index.ts';
import { decodeAhead, lookupTable, writePhoto, type InputPhoto } from '../../../pixels/index.ts';
import { onDeviceOrCpu, Tensor, writeWhole, type InferenceSession, type Turn } from '../../../runtime/index.ts';
import { bestPhotos, type BestPhotos } from './best.ts';
import { indexedLayers } from './layers.ts';

type Method = RunnerContract['lab.index'];
type Input = InputOf<Method>;

/** Between writings of the file: what a crash can cost. */
const writeMs = 10_000;

/**
 * Looks for the photos that excite the units of a network most. What is in the file is not looked at again, so that it goes
 * on where it was stopped.
 *
 * @throws model/*, lab/no-layer, runner/no-device, disk/full, engine/stopped
 */
export async function indexUnits(
  { device: wished, ...asked }: Input,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const { result } = await onDeviceOrCpu(wished, (device) => indexOn(device, asked, scope, turn));
  return result;
}

async function indexOn(
  device: DeviceId,
  { model, photos, layers: names, file }: Omit<Input, 'device'>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const { card } = model;
  const network = await openNetwork(model, device);
  const layers = indexedLayers(boundFor(network, 1), card, names);
  const index = await openIndex(file, model.hash, layers);
  const missing = [...new Map(photos.map((photo) => [photo.hash, photo])).values()].filter(
    (own) => !index.has(own.hash),
  );
  const total = photos.length;
  let [done, failed] = [total - missing.length, 0];
  scope.progress({ done, total, failed });
  if (missing.length === 0) return { photos: index.count(), failed };
  const { batch } = network;
  const session = await turn(() => network.session('units', () => withPeaks(boundFor(network, batch), card, layers)));
  const ahead = decodeAhead(
    missing.map(({ path }) => path),
    card.preprocessing,
  );
  const look = lookWith(session, card, batch, turn);
  let written = performance.now();
  try {
    for (;;) {
      scope.stop.throwIfAborted();
      const taken = await ahead.take(batch, 3 * batch);
      if (taken.length === 0) break;
      const whole = taken.flatMap(({ index: at, photo }) => (photo ? [{ hash: missing[at]?.hash ?? '', photo }] : []));
      failed += taken.length - whole.length;
      if (whole.length > 0)
        index.add(
          whole.map(({ hash }) => hash),
          await look(whole.map(({ photo }) => photo)),
          layers,
        );
      done += taken.length;
      scope.progress({ done, total, failed });
      if (performance.now() - written < writeMs) continue;
      await index.write();
      written = performance.now();
    }
  } finally {
    await index.write();
    await network.close();
  }
  return { photos: index.count(), failed };
}

const withPeaks = (bound: Graph, card: Input['model']['card'], layers: readonly IndexedLayer[]): Graph =>
  refusing(card, () => {
    const names = layers.map(({ name }) => name);
    return exposePeaks(cutAt(bound, names), names);
  });

type Outputs = Awaited<ReturnType<InferenceSession['run']>>;

/** Runs up to a batch of photos; what stands behind them in the batch is left from before. */
function lookWith(session: InferenceSession, card: Input['model']['card'], batch: number, turn: Turn) {
  const { preprocessing, inputName } = card;
  const table = lookupTable(preprocessing);
  const dims = dimsOf(card, batch);
  const tensor = new Float32Array(dims.reduce((product, length) => product * length, 1));
  return (photos: readonly InputPhoto[]): Promise<Outputs> => {
    for (const [slot, { pixels }] of photos.entries()) writePhoto(pixels, table, preprocessing, tensor, slot);
    return turn(() => session.run({ [inputName]: new Tensor('float32', tensor, dims) }));
  };
}

interface UnitIndex {
  has(hash: string): boolean;
  count(): number;
  /** @param outputs  of a run whose first photos are these */
  add(hashes: readonly string[], outputs: Outputs, layers: readonly IndexedLayer[]): void;
  write(): Promise<void>;
}

/** The index in a file; an empty one where there is none, or one of another network or other layers. */
async function openIndex(file: string, network: string, layers: readonly IndexedLayer[]): Promise<UnitIndex> {
  const known = await readTable(file);
  const isSame = known?.network === network && JSON.stringify(known.layers) === JSON.stringify(layers);
  const seen = isSame ? [...known.seen] : [];
  const places = new Set(seen);
  const best: BestPhotos[] = layers.map(({ channels }, i) =>
    bestPhotos(channels, (isSame ? known.best[i] : null) ?? null),
  );
  return {
    has: (hash) => places.has(hash),
    count: () => seen.length,
    add(hashes, outputs, own) {
      for (const [slot, hash] of hashes.entries()) {
        for (const [i, { name, channels }] of own.entries()) {
          const [from, to] = [slot * channels, (slot + 1) * channels];
          const { peak, place } = peakNames(name);
          const [values, spots] = [outputs[peak]?.data, outputs[place]?.data];
          if (!(values instanceof Float32Array) || !(spots instanceof BigInt64Array))
            throw new Error(`The layer "${name}" gave no numbers.`);
          best[i]?.offer(seen.length, values.subarray(from, to), spots.subarray(from, to));
        }
        seen.push(hash);
        places.add(hash);
      }
    },
    async write() {
      const table: UnitTable = { fovea: 1, network, layers, seen, best: best.map((own) => own.told()) };
      await writeWhole(file, Buffer.from(JSON.stringify(table)));
    },
  };
}

/** null where there is none, and where something else stands in its place. */
async function readTable(file: string): Promise<UnitTable | null> {
  try {
    return UnitTable.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
