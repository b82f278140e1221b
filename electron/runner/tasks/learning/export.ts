import { join } from 'node:path';
import { encode, withMetadata, withPreprocessing, withProbabilities, type Graph } from '../../../compiler/index.ts';
import {
  cardKey,
  type InputOf,
  type ModelCard,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../contract/index.ts';
import {
  createSession,
  labelsText,
  readGraph,
  Tensor,
  writeFiles,
  type ExportedFile,
  type Turn,
} from '../../runtime/index.ts';
import { derived, paddingColor } from '../../vision/index.ts';
import { useScript } from './exportScript.ts';

type Method = RunnerContract['training.export'];

/** Pictures of the self-test. */
const selfTests = 3;

/**
 * Writes a model as others can use it:
 *
 *   model.onnx            as it is on the shelf, its card in its metadata
 *   model-pixels.onnx     `pixels` uint8 [N, H, W, 3] RGB in, `probabilities` [N, C] out
 *   labels.txt            one class name per line, in the order of the output
 *   card.json             how to lay a photo onto the input
 *   use.mjs               a program that does it
 *   self-test/            pixels.bin [3, H, W, 3] and the probabilities that must come out, within 1e-4
 *   README.md             the model card, where a run wrote one
 *
 * @throws disk/full, disk/denied
 */
export async function exportModel(
  { model, folder, record }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const { card } = model;
  const graph = await readGraph(model.path);
  const whole = withPixels(graph, card);
  const pixels = testPixels(card);
  const files: readonly ExportedFile[] = [
    { name: 'model.onnx', bytes: () => encode(withMetadata(graph, { [cardKey]: JSON.stringify(card) })) },
    { name: 'model-pixels.onnx', bytes: () => encode(whole) },
    { name: 'labels.txt', bytes: () => labelsText(card.classNames) },
    {
      name: 'card.json',
      bytes: () => JSON.stringify({ ...card, padding: paddingColor(card.preprocessing) }, null, 2),
    },
    { name: 'use.mjs', bytes: () => useScript(card.preprocessing.fit) },
    { name: join('self-test', 'pixels.bin'), bytes: () => pixels },
    {
      name: join('self-test', 'probabilities.json'),
      bytes: async () => JSON.stringify(await turn(() => answersOf(whole, pixels, card)), null, 1),
    },
    ...(record === null ? [] : [{ name: 'README.md', bytes: () => record }]),
  ];
  return writeFiles(folder, files, scope);
}

/** The network with everything inside that Fovea does before and after it, but for resizing. */
function withPixels(graph: Graph, card: ModelCard): Graph {
  const only = { ...graph, outputs: graph.outputs.filter(({ name }) => name === card.outputName) };
  const answering = card.outputKind === 'logits' ? withProbabilities(only, card.outputName) : only;
  return withPreprocessing(answering, card.preprocessing, { inputName: card.inputName });
}

/** Soft patterns in color: [3, H, W, 3]. Noise would tell little, because a network has seen none. */
function testPixels({ preprocessing: { width, height } }: ModelCard): Uint8Array {
  const pixels = new Uint8Array(selfTests * height * width * 3);
  const rng = derived(selfTests);
  const waves = Array.from({ length: selfTests * 3 }, () => [9 * rng(), 9 * rng(), 6 * rng()] as const);
  let at = 0;
  for (let picture = 0; picture < selfTests; picture++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let channel = 0; channel < 3; channel++) {
          const [across, down, phase] = waves[picture * 3 + channel] ?? [0, 0, 0];
          pixels[at++] = Math.round(127.5 * (1 + Math.sin((across * x) / width + (down * y) / height + phase)));
        }
      }
    }
  }
  return pixels;
}

async function answersOf(whole: Graph, pixels: Uint8Array, card: ModelCard): Promise<number[][]> {
  const { width, height } = card.preprocessing;
  const [input, output] = [whole.inputs[0]?.name ?? '', whole.outputs[0]?.name ?? ''];
  const session = await createSession(encode(whole), 'cpu');
  try {
    const rows: number[][] = [];
    for (let picture = 0; picture < selfTests; picture++) {
      const size = width * height * 3;
      const one = pixels.slice(picture * size, (picture + 1) * size);
      const outputs = await session.run({ [input]: new Tensor('uint8', one, [1, height, width, 3]) });
      rows.push(Array.from(outputs[output]?.data as Float32Array));
    }
    return rows;
  } finally {
    await session.release();
  }
}
