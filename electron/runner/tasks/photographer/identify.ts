import { readFile } from 'node:fs/promises';
import { readMetadata } from '../../../compiler/index.ts';
import {
  fail,
  PhotographerFile,
  photographerKey,
  type InputOf,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../contract/index.ts';
import { lookAt } from '../../pixels/index.ts';
import { readGraph, type Turn } from '../../runtime/index.ts';
import { openTrunk } from '../../training/index.ts';
import { likeliest } from '../../vision/index.ts';
import { scoresBehind } from '../../evidence/index.ts';
import { cosine, familiarity } from './certainty.ts';

type Method = RunnerContract['photographers.identify'];

/**
 * Who took a photo, how familiar it is, and how alike to each photo of the collection.
 *
 * @throws photo/*, model/*, runner/no-device
 */
export async function identifyPhotographer(
  { model, path, rows, device }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const { card } = model;
  const graph = await readGraph(model.path);
  const about = aboutIn(readMetadata(graph, photographerKey), card.name);
  const { pixels } = await lookAt(path, card.preprocessing);
  if (!pixels) throw new Error('A network looks at pictures.');
  const cuts = [about.features, scoresBehind(graph, card.outputName), card.outputName];
  const trunk = await turn(() =>
    openTrunk(
      model,
      cuts.map((value) => ({ value, pooled: false })),
      device,
    ),
  );
  try {
    scope.progress({ done: 0, total: 1 });
    const [row, scores, probabilities] = (await turn(() => trunk.run([pixels]))).map((values) =>
      values.slice(0, values.length / trunk.batch),
    );
    if (!row || !scores || !probabilities) throw new Error('The network gave less than was asked for.');
    const answer = likeliest(scores, 0, scores.length);
    const likeness = rows ? await likenessTo(row, rows.file, about.taps.length) : [];
    const nearest = likeness.reduce(
      (most, own, photo) => (rows?.classOf[photo] === answer ? Math.max(most, own) : most),
      0,
    );
    scope.progress({ done: 1, total: 1 });
    return {
      ...{ probabilities: Array.from(probabilities), likeness, below: about.familiarity.below },
      familiarity: rows ? familiarity({ score: scores[answer] ?? 0, likeness: nearest }, about.familiarity) : null,
    };
  } finally {
    await trunk.close();
  }
}

function aboutIn(text: string | null, model: string): PhotographerFile {
  try {
    return PhotographerFile.parse(JSON.parse(text ?? 'null'));
  } catch {
    return fail('model/unsupported', { model, reason: 'it is no network for photographers that Fovea made.' });
  }
}

async function likenessTo(row: Float32Array, file: string, taps: number): Promise<number[]> {
  const bytes = await readFile(file);
  const rows = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return Array.from({ length: rows.length / row.length }, (_, photo) => cosine(row, rows, photo, taps));
}
