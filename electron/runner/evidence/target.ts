import { cutAt } from '../../compiler/index.ts';
import { fail, type LabLayer, type LabTarget, type ModelCard, type Suggestion } from '../../contract/index.ts';
import { likeliest, probabilitiesOf } from './answer.ts';
import { valuesOf } from './ask.ts';
import { refusing } from './bound.ts';
import type { EvidenceHooks } from './hooks.ts';
import { layersOf } from './layers.ts';
import { boundFor, type Made, type OpenNetwork } from './open.ts';
import { scoresBehind } from './scores.ts';
import { largestIn, mapIn, scoreIn, type Unit } from './unit.ts';

/** What a map is about, found in one photo. */
export interface FoundTarget {
  readonly unit: Unit;
  /** With the class or the position that was chosen. */
  readonly target: LabTarget;
  /** In words: the class, or the layer and the channel. */
  readonly about: string;
  readonly score: number;
  /** Of the class; null of a unit. */
  readonly probability: number | null;
  /** What the network answers; empty where it has no classes. */
  readonly top: readonly Suggestion[];
}

/** Finds what is asked about. @throws lab/no-layer, lab/unfit, model/unsupported */
export async function foundTarget(
  network: OpenNetwork,
  target: LabTarget,
  picture: Float32Array,
  { turn }: EvidenceHooks,
): Promise<FoundTarget> {
  const room = new Float32Array(network.batch * picture.length);
  room.set(picture);
  const ask: Ask = async (names) =>
    (await turn(() => valuesOf(network, names, room))).map((made) => firstOf(made, network.batch));
  const answer = await answered(network, ask);
  return target.kind === 'class'
    ? classIn(network.card, target.classIndex, answer)
    : unitIn(network, target, answer, ask);
}

/** Values for the picture. */
type Ask = (names: readonly string[]) => Promise<readonly Made[]>;

interface Answered {
  /** What the probabilities are made of. */
  readonly value: string;
  readonly scores: Made;
  readonly probabilities: Float64Array;
  /** Empty where the network has no classes. */
  readonly top: readonly Suggestion[];
}

async function answered(network: OpenNetwork, ask: Ask): Promise<Answered> {
  const { card } = network;
  const value = scoresBehind(boundFor(network, 1), card.outputName);
  const [scores, output = scores] = await ask([...new Set([value, card.outputName])]);
  if (!scores || !output) return fail('model/unsupported', { model: card.name, reason: 'it has no scores.' });
  const probabilities = probabilitiesOf(output.values, output.dims, card);
  const hasClasses = card.task === 'classification' || card.classNames.length === probabilities.length;
  return { value, scores, probabilities, top: hasClasses ? likeliest(probabilities, card) : [] };
}

function classIn(card: ModelCard, wished: number | null, { value, scores, probabilities, top }: Answered): FoundTarget {
  const classIndex = wished ?? largestIn(probabilities);
  if (classIndex >= probabilities.length)
    fail('lab/unfit', { reason: `"${card.name}" has ${probabilities.length} classes, no class ${classIndex}.` });
  const unit: Unit = { value, dims: scores.dims, channel: classIndex, place: 'mean' };
  return {
    ...{ unit, target: { kind: 'class', classIndex }, about: card.classNames[classIndex] ?? `class ${classIndex}` },
    ...{ score: scoreIn(scores.values, unit), top },
    probability: top.length > 0 ? (probabilities[classIndex] ?? 0) : null,
  };
}

async function unitIn(
  network: OpenNetwork,
  target: Extract<LabTarget, { kind: 'unit' }>,
  { top }: Answered,
  ask: Ask,
): Promise<FoundTarget> {
  const { name: model } = network.card;
  const { channel } = target;
  const { name, channels, columns, rows } = layerNamed(layersBefore(network, null), target.layer, model);
  if (channel >= channels) fail('lab/unfit', { reason: `"${name}" has ${channels} channels, no channel ${channel}.` });
  const { row = 0, column = 0 } = target.position ?? {};
  if (row >= rows || column >= columns) fail('lab/unfit', { reason: `"${name}" has ${rows} × ${columns} positions.` });
  const [layer = fail('lab/no-layer', { model, layer: name })] = await ask([name]);
  const place = target.position ? row * columns + column : largestIn(mapIn(layer.values, layer.dims, channel));
  const unit: Unit = { value: name, dims: layer.dims, channel, place };
  const position = { row: Math.floor(place / columns), column: place % columns };
  return {
    ...{ unit, target: { ...target, position }, about: `${name}, channel ${channel}` },
    ...{ score: scoreIn(layer.values, unit), probability: null, top },
  };
}

/** The layers on the way to a value, or of the whole network. @throws model/unsupported */
export function layersBefore(network: OpenNetwork, value: string | null): LabLayer[] {
  const { card } = network;
  const bound = boundFor(network, 1);
  const part = value === null ? bound : refusing(card, () => cutAt(bound, [value]));
  return layersOf(part, card).filter(({ name }) => name !== value);
}

/** @throws lab/no-layer */
export function layerNamed(layers: readonly LabLayer[], name: string, model: string): LabLayer {
  return layers.find((layer) => layer.name === name) ?? fail('lab/no-layer', { model, layer: name });
}

/** The last layer with places before a unit: what a network has seen, before it forgets where. @throws lab/unfit */
export function lastMapLayer(layers: readonly LabLayer[], model: string): LabLayer {
  const found = layers.findLast(({ rows, columns }) => rows * columns > 1);
  return found ?? fail('lab/unfit', { reason: `"${model}" has no layer with places before what is asked about.` });
}

/** The first picture of a run. */
function firstOf({ values, dims }: Made, batch: number): Made {
  return { values: values.subarray(0, values.length / batch), dims: [1, ...dims.slice(1)] };
}
