import { attachLosses, cutAt, differentiate, type Graph, type LossTerm } from '../../compiler/index.ts';
import { fail, type DeviceId, type ModelFile } from '../../contract/index.ts';
import { opened, refusing } from '../evidence/index.ts';
import { Tensor, type InferenceSession } from '../runtime/index.ts';
import { periodOf, straight, viewOf, type Canvas, type View } from './basis.ts';
import { frontNames, withFront, type Parametrization } from './front.ts';
import { redirectedRules } from './redirected.ts';

/** What pictures are made for: a network as far as it is needed, bound to pictures of this size, and what is wanted. */
export interface Aim {
  readonly graph: Graph;
  readonly batch: number;
  readonly canvas: Canvas;
  readonly parametrization: Parametrization;
  /** The first is what is reported of each picture. */
  readonly terms: readonly [LossTerm, ...LossTerm[]];
}

export interface Step {
  /** All terms together, a mean over the pictures. */
  readonly loss: number;
  /** [N] the first term of each. */
  readonly losses: Float32Array;
  /** Of the loss of each picture by its parameters. [N, 3, P, Q] */
  readonly gradient: Float32Array;
}

/** Changes of pictures, as a network's gradients have them. */
export interface Painter {
  readonly aim: Aim;
  /** @param fed  what the terms ask for: weights, targets */
  step(parameters: Float32Array, view: View, fed: Readonly<Record<string, Tensor>>): Promise<Step>;
  /** [N, 3, H, W] the network's numbers of the pictures as they stand. */
  picture(parameters: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @throws model/not-onnx, model/unsupported, lab/no-gradient, runner/no-device */
export async function openPainter(model: ModelFile, device: DeviceId, aim: Aim): Promise<Painter> {
  const { card } = model;
  const { batch, canvas, parametrization } = aim;
  const front = refusing(card, () => withFront(aim.graph, card, batch, canvas, parametrization));
  const session = await opened(stepping(front, model, aim, false), model, device);
  const canvasSession = await opened(cutAt(front, [frontNames.picture]), model, device);
  let redirected: Promise<InferenceSession> | null = null;
  const openRedirected = (): Promise<InferenceSession> =>
    (redirected ??= opened(stepping(front, model, aim, true), model, device));
  const fedOf = (parameters: Float32Array, view: View) => ({
    ...viewInputs(aim, view),
    ...pictureInput(aim, parameters),
  });
  return {
    aim,
    async step(parameters, view, fed) {
      const all = { ...fedOf(parameters, view), ...fed };
      const step = readStep(await session.run(all), session, batch);
      if (!stuckIn(step.gradient, batch)) return step;
      const other = await openRedirected();
      return {
        ...step,
        gradient: unstuck(step.gradient, readStep(await other.run(all), other, batch).gradient, batch),
      };
    },
    async picture(parameters) {
      const output = await canvasSession.run(fedOf(parameters, straight));
      return numbersIn(output[frontNames.picture]).slice();
    },
    async close() {
      await session.release();
      await canvasSession.release();
      await (await redirected?.catch(() => null))?.release();
    },
  };
}

/** Outputs: the gradient, the first term of each picture, the loss. */
function stepping(front: Graph, { card }: ModelFile, { terms }: Aim, redirects: boolean): Graph {
  return refusing(card, () => {
    const { graph, loss } = attachLosses(front, terms);
    const rules = redirects ? { rules: redirectedRules } : {};
    const whole = differentiate(graph, { of: loss, wrt: [frontNames.parameters], ...rules });
    const gradient = whole.gradients.get(frontNames.parameters) ?? '';
    return cutAt(whole.graph, [gradient, `${terms[0].name}/losses`, loss]);
  });
}

function viewInputs({ parametrization, canvas }: Aim, view: View): Record<string, Tensor> {
  const { basis, moves } = parametrization;
  if (!moves && basis === 'pixels') return {};
  const [rows, columns] = [periodOf(canvas.height, canvas), periodOf(canvas.width, canvas)];
  const matrices = viewOf(basis, canvas, view);
  return {
    [frontNames.rows]: new Tensor('float32', matrices.rows, [canvas.height, rows]),
    [frontNames.columns]: new Tensor('float32', matrices.columns, [columns, canvas.width]),
  };
}

function pictureInput({ batch, canvas }: Aim, parameters: Float32Array): Record<string, Tensor> {
  const dims = [batch, 3, periodOf(canvas.height, canvas), periodOf(canvas.width, canvas)];
  return { [frontNames.parameters]: new Tensor('float32', parameters, dims) };
}

function readStep(output: InferenceSession.OnnxValueMapType, { outputNames }: InferenceSession, batch: number): Step {
  const [gradient, losses, loss] = outputNames.map((name) => numbersIn(output[name]));
  if (!gradient || !losses || !loss) throw new Error('A step answers with a gradient, losses and a loss.');
  // The loss is a mean over the pictures; each shall move as if it were alone.
  return { loss: loss[0] ?? NaN, losses, gradient: gradient.map((value) => value * batch) };
}

function numbersIn(value: InferenceSession.OnnxValueMapType[string] | undefined): Float32Array {
  if (value?.data instanceof Float32Array) return value.data;
  return fail('lab/unfit', { reason: 'the network gives no numbers of 32 bits.' });
}

const partOf = (numbers: Float32Array, batch: number, slot: number): Float32Array =>
  numbers.subarray((slot * numbers.length) / batch, ((slot + 1) * numbers.length) / batch);

/** Whether the gradient of a picture is 0 everywhere. */
const isStuck = (gradient: Float32Array): boolean => gradient.every((value) => value === 0);

const stuckIn = (gradient: Float32Array, batch: number): boolean =>
  Array.from({ length: batch }, (_, slot) => partOf(gradient, batch, slot)).some(isStuck);

function unstuck(gradient: Float32Array, other: Float32Array, batch: number): Float32Array {
  for (let slot = 0; slot < batch; slot += 1)
    if (isStuck(partOf(gradient, batch, slot))) partOf(gradient, batch, slot).set(partOf(other, batch, slot));
  return gradient;
}
