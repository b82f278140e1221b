// Tries one execution provider in a process of its own, so that a driver that crashes or hangs takes nothing with it.
// Forked with the provider's name as its argument; sends a `ProbeReport` after each measurement, the last the best.

import { encode, probeNetwork, seeded } from '../../compiler/index.ts';
import type { DeviceId } from '../../contract/index.ts';
import type { ProbeReport } from './providers.ts';
import { createSession, type InferenceSession, Tensor } from './session.ts';

/** Input of the probe's network: [N, 3, side, side]. */
const side = 64;
const batches = [1, 4, 8];
/** A fast device is timed for this long per batch. */
const timedMs = 250;
/** A slow one is known for one by now, and larger batches would only take it past the limit of the probe. */
const patienceMs = 2000;

await probe(process.argv[2] as DeviceId).catch((thrown: unknown) =>
  send({ failure: thrown instanceof Error ? thrown.message : String(thrown) }),
);
process.exit(0);

function send(report: ProbeReport): Promise<void> {
  return new Promise((resolve) => void process.send?.(report, undefined, undefined, () => resolve()));
}

async function probe(device: DeviceId): Promise<void> {
  const network = encode(probeNetwork());
  const reference = await createSession(network, 'cpu');
  const { session, whole } = await onDevice(network, device);
  const image = randomImages(1);
  const relativeError = relativeDifference(await outputOf(session, image), await outputOf(reference, image));
  let cpuPerSecond = 0;
  for await (const rate of ratesOf(reference)) cpuPerSecond = Math.max(cpuPerSecond, rate);
  let perSecond = 0;
  for await (const rate of ratesOf(session)) {
    perSecond = Math.max(perSecond, rate);
    await send({ relativeError, whole, perSecond, cpuPerSecond });
  }
}

/** A session that the device computes alone; where it cannot, one with the CPU's help. */
async function onDevice(network: Uint8Array, device: DeviceId): Promise<{ session: InferenceSession; whole: boolean }> {
  try {
    return { session: await createSession(network, device, { wholeOnDevice: true }), whole: true };
  } catch {
    return { session: await createSession(network, device), whole: false };
  }
}

/** Images a second at each of the batches, each warmed up once. */
async function* ratesOf(session: InferenceSession): AsyncGenerator<number> {
  const beganMs = performance.now();
  for (const batch of batches) {
    if (performance.now() - beganMs > patienceMs) return;
    const images = randomImages(batch);
    await outputOf(session, images);
    const startedMs = performance.now();
    let runs = 0;
    do {
      await outputOf(session, images);
      runs++;
    } while (performance.now() - startedMs < timedMs);
    yield (1000 * runs * batch) / (performance.now() - startedMs);
  }
}

async function outputOf(session: InferenceSession, images: Tensor): Promise<Float32Array> {
  const [inputName = '', outputName = ''] = [session.inputNames[0], session.outputNames[0]];
  const output = (await session.run({ [inputName]: images }))[outputName];
  if (output?.data instanceof Float32Array) return output.data;
  throw new Error(`the probe's network answered with ${output?.type ?? 'nothing'}`);
}

function randomImages(batch: number): Tensor {
  const random = seeded(batch);
  const values = Float32Array.from({ length: batch * 3 * side * side }, () => 4 * random() - 2);
  return new Tensor('float32', values, [batch, 3, side, side]);
}

/** Largest difference over the largest expected value; infinite when an answer is not a number. */
function relativeDifference(found: Float32Array, expected: Float32Array): number {
  let difference = found.length === expected.length ? 0 : Infinity;
  let largest = 0;
  expected.forEach((value, at) => {
    const distance = Math.abs((found[at] ?? NaN) - value);
    difference = Math.max(difference, Number.isNaN(distance) ? Infinity : distance);
    largest = Math.max(largest, Math.abs(value));
  });
  return difference / largest;
}
