import { readFile } from 'node:fs/promises';
import { readMetadata } from '../../../compiler/index.ts';
import {
  fail,
  PhotographerFile,
  photographerKey,
  type DeviceId,
  type InputOf,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../contract/index.ts';
import { lookAt } from '../../pixels/index.ts';
import { lastOpened, onDeviceOrCpu, readGraph, signalOf, type Turn } from '../../runtime/index.ts';
import { openTrunk, type Trunk } from '../../training/index.ts';
import { likeliest } from '../../vision/index.ts';
import { scoresBehind } from '../../evidence/index.ts';
import { cosine, familiarity } from './certainty.ts';

type Method = RunnerContract['photographers.identify'];
type Input = InputOf<Method>;

/** Says who took photos. The network that was asked last stays open. */
export interface Identifier {
  /**
   * Who took a photo, how familiar it is, and how alike to each photo of the collection.
   *
   * @throws photo/*, model/*, engine/stopped
   */
  identify(input: Input, scope: Scope<ProgressOf<Method>>, turn: Turn): Promise<OutputOf<Method>>;
}

interface Opened {
  readonly about: PhotographerFile;
  /** Features, scores and probabilities of a picture. */
  readonly trunk: Trunk;
  /** [N, F] of the collection; null where they were not asked for. */
  readonly rows: Float32Array | null;
}

export function photographerIdentifier(): Identifier {
  const use = lastOpened<Opened>(({ trunk }) => trunk.close());
  return {
    async identify(input, scope, turn) {
      const { model, path, rows } = input;
      const stop = signalOf(scope);
      scope.progress({ done: 0, total: 1 });
      const { pixels } = await lookAt(path, model.card.preprocessing);
      if (!pixels) throw new Error('A network looks at pictures.');
      const { result } = await onDeviceOrCpu(input.device, (device) =>
        use(
          JSON.stringify([model.hash, model.card, rows?.file, device]),
          () => opened(input, device, turn),
          async (own) => {
            stop.throwIfAborted();
            return answered(own, await turn(() => own.trunk.run([pixels])), rows?.classOf ?? []);
          },
        ),
      );
      scope.progress({ done: 1, total: 1 });
      return result;
    },
  };
}

async function opened({ model, rows }: Input, device: DeviceId, turn: Turn): Promise<Opened> {
  const graph = await readGraph(model.path);
  const about = aboutIn(readMetadata(graph, photographerKey), model.card.name);
  const { outputName } = model.card;
  const cuts = [about.features, scoresBehind(graph, outputName), outputName].map((value) => ({ value, pooled: false }));
  return {
    about,
    rows: rows && (await rowsIn(rows.file)),
    trunk: await turn(() => openTrunk(model, cuts, device)),
  };
}

function answered(
  { about, trunk, rows }: Opened,
  outputs: readonly Float32Array[],
  classOf: readonly number[],
): OutputOf<Method> {
  const [row, scores, probabilities] = outputs.map((values) => values.slice(0, values.length / trunk.batch));
  if (!row || !scores || !probabilities) throw new Error('The network gave less than was asked for.');
  const answer = likeliest(scores, 0, scores.length);
  const count = rows ? rows.length / row.length : 0;
  const likeness = Array.from({ length: count }, (_, photo) => cosine(row, rows ?? row, photo, about.taps.length));
  const nearest = likeness.reduce((most, own, photo) => (classOf[photo] === answer ? Math.max(most, own) : most), 0);
  return {
    ...{ probabilities: Array.from(probabilities), likeness, below: about.familiarity.below },
    familiarity: rows ? familiarity({ score: scores[answer] ?? 0, likeness: nearest }, about.familiarity) : null,
  };
}

function aboutIn(text: string | null, model: string): PhotographerFile {
  try {
    return PhotographerFile.parse(JSON.parse(text ?? 'null'));
  } catch {
    return fail('model/unsupported', { model, reason: 'it is no network for photographers that Fovea made.' });
  }
}

async function rowsIn(file: string): Promise<Float32Array> {
  const bytes = await readFile(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
