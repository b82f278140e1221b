import { fail, type ModelCard } from '../../../contract/index.ts';
import type { InferenceSession } from '../../runtime/index.ts';

/** What a network's own input says about how it may be run. */
export interface Signature {
  /** Photos per run where the network fixes it; null when any number will do. */
  readonly fixedBatch: number | null;
}

/**
 * Compares a card with the network it describes.
 *
 * @throws model/bad-card     names, rank or sizes differ
 * @throws model/unsupported  the network wants something else than one picture in three colors
 */
export function signatureOf(session: InferenceSession, card: ModelCard): Signature {
  const { name: model, inputName, outputName } = card;
  const refuse = (reason: string): never => fail('model/bad-card', { model, reason });
  const decline = (reason: string): never => fail('model/unsupported', { model, reason });

  const input = session.inputMetadata.find(({ name }) => name === inputName);
  if (!input) return refuse(`it has no input "${inputName}", only ${quoted(session.inputNames)}.`);
  if (!session.outputNames.includes(outputName)) {
    return refuse(`it has no output "${outputName}", only ${quoted(session.outputNames)}.`);
  }
  if (session.inputNames.length > 1) decline(`it takes ${session.inputNames.length} inputs, not one picture.`);
  if (!input.isTensor) return decline('its input is not a tensor.');
  if (input.type !== 'float32') decline(`its input holds ${input.type} numbers, not float32.`);
  if (input.shape.length !== 4) refuse(`its input has ${input.shape.length} dimensions, a batch of pictures has 4.`);

  const { layout, width, height } = card.preprocessing;
  const [batch, ...rest] = input.shape;
  const wanted = layout === 'NCHW' ? [3, height, width] : [height, width, 3];
  const fits = wanted.every((dim, axis) => typeof rest[axis] === 'string' || rest[axis] === dim);
  if (!fits) refuse(`its input is ${rest.join('×')}, the card says ${wanted.join('×')} (${layout}).`);
  return { fixedBatch: typeof batch === 'number' ? batch : null };
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
