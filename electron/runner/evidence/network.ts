import { cutAt, shapesOf } from '../../compiler/index.ts';
import type { DeviceId, ModelCard, ModelFile } from '../../contract/index.ts';
import { valuesOf, walkedBack } from './ask.ts';
import { refusing } from './bound.ts';
import { boundFor, openNetwork } from './open.ts';
import { scoresBehind } from './scores.ts';
import { seedFor } from './unit.ts';

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
  /** Of one score with respect to one picture, in its form. @throws lab/no-gradient, model/unsupported */
  gradient(picture: Float32Array, classIndex: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @throws model/not-onnx, model/bad-card, model/unsupported, runner/no-device */
export async function openEvidence(model: ModelFile, device: DeviceId): Promise<EvidenceNetwork> {
  const network = await openNetwork(model, device);
  const { card, batch } = network;
  const { value, dims } = refusing(card, () => {
    const bound = boundFor(network, 1);
    const name = scoresBehind(bound, card.outputName);
    return { value: name, dims: shapesOf(cutAt(bound, [name])).dims(name) };
  });
  return {
    ...{ card, batch },
    async scores(pictures, count) {
      const [made] = await valuesOf(network, [value], pictures);
      const values = made?.values ?? new Float32Array();
      return values.slice(0, (values.length / batch) * count);
    },
    async gradient(picture, classIndex) {
      const question = { of: value, to: card.inputName, projection: 'gradient' } as const;
      const seed = seedFor({ value, dims, channel: classIndex, place: 'mean' });
      const [made] = await walkedBack(network, question, picture, seed, dims);
      return made?.values ?? new Float32Array();
    },
    close: () => network.close(),
  };
}
