// Tries operators on one device in a process of its own, so that a driver that crashes or hangs takes nothing with it.
// Forked with the device and the operators as its arguments; says before each that it begins, then what came of it.

import { encode } from '../../../../compiler/index.ts';
import type { DeviceId, OperatorVerdict } from '../../../../contract/index.ts';
import { evaluate, type Tensor64 } from '../../../../reference/index.ts';
import type { InferenceSession } from '../../../runtime/index.ts';
import { createSession, firstLine } from '../../../runtime/index.ts';
import { runIn } from '../gradcheck/single.ts';
import type { OperatorMessage } from './devices.ts';
import { operatorGraph, type OperatorGraph } from './graphs.ts';

/** Of the largest value: what a device may differ by from 64 bits. */
const tolerance = 1e-4;

const [device = 'cpu', ...wanted] = process.argv.slice(2);
for (const op of wanted) {
  await send({ began: op });
  await send({ verdict: await verdictOf(op, device as DeviceId) });
}
process.exit(0);

function send(message: OperatorMessage): Promise<void> {
  return new Promise((resolve) => void process.send?.(message, undefined, undefined, () => resolve()));
}

/** The first formulation of the gradients that trains there; what the first says where none does. */
async function verdictOf(op: string, device: DeviceId): Promise<OperatorVerdict> {
  const first = await tryVariant(op, device, 0);
  for (let variant = 1; variant < first.variants && !first.verdict.trains; variant++) {
    const { verdict } = await tryVariant(op, device, variant);
    if (verdict.trains) return verdict;
  }
  return first.verdict;
}

async function tryVariant(
  op: string,
  device: DeviceId,
  variant: number,
): Promise<{ verdict: OperatorVerdict; variants: number }> {
  let variants = 1;
  const refused = (reason: string) => ({ verdict: { op, trains: false, reason }, variants });
  try {
    const subject = operatorGraph(op, variant);
    variants = subject.variants;
    const { session, whole } = await onDevice(subject, device);
    const error = await errorOf(subject, session).finally(() => session.release());
    if (!(error <= tolerance)) return refused(`it is off by ${error.toExponential(0)}`);
    return whole ? { verdict: { op, trains: true, reason: '' }, variants } : refused('runs on the CPU');
  } catch (thrown) {
    return refused(inPlainWords(firstLine(thrown)));
  }
}

/** Without the place in the source of ONNX Runtime. */
function inPlainWords(refusal: string): string {
  return refusal.replace(/^.*Status Message: (\S+\.cc:\d+ \S+ )?/, '');
}

/** A session that the device computes alone; where it cannot, one with the CPU's help. */
async function onDevice(
  { graph }: OperatorGraph,
  device: DeviceId,
): Promise<{ session: InferenceSession; whole: boolean }> {
  const network = encode(graph);
  try {
    return { session: await createSession(network, device, { wholeOnDevice: true }), whole: true };
  } catch (thrown) {
    if (device === 'cpu') throw thrown;
    return { session: await createSession(network, device), whole: false };
  }
}

/** The largest difference from 64 bits over the largest value, of the output and of every gradient. */
async function errorOf({ graph, feeds }: OperatorGraph, session: InferenceSession): Promise<number> {
  const found = await runIn(session, feeds);
  const errors = [...evaluate(graph, feeds)].map(([name, wanted]) => relativeError(found.get(name), wanted));
  return Math.max(...errors);
}

function relativeError(found: Tensor64 | undefined, wanted: Tensor64): number {
  if (found?.dims.join() !== wanted.dims.join()) return Infinity;
  const largest = Math.max(1e-6, ...wanted.values.map(Math.abs));
  const off = wanted.values.map((value, i) => Math.abs(value - (found.values[i] ?? NaN)));
  return off.some(Number.isNaN) ? Infinity : Math.max(0, ...off) / largest;
}
