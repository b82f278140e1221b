import { writeFile } from 'node:fs/promises';
import { encode } from '../../../../compiler/index.ts';
import {
  writeProblem,
  type InputOf,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
  type StrokeWork,
} from '../../../../contract/index.ts';
import { signalOf, type Turn } from '../../../runtime/index.ts';
import { notJudged, type LabelMap } from '../../../vision/index.ts';
import { hypercolumnNetwork, type PixelHead } from '../../../hypercolumns/index.ts';
import { writeResult } from '../result.ts';
import { exportSegmenter } from './exportSegmenter.ts';
import { newTeaching, type Attention, type Teaching } from './teaching.ts';

type Answer = RunnerContract['strokes.answer'];
type Save = RunnerContract['strokes.save'];
type Steps = Scope<ProgressOf<Answer>>;

/** Teaches segmenters from strokes. The one that was asked last is remembered, and requests wait for each other. */
export interface StrokeTeacher {
  answer(input: InputOf<Answer>, scope: Steps, turn: Turn): Promise<OutputOf<Answer>>;
  save(input: InputOf<Save>, scope: Steps, turn: Turn): Promise<OutputOf<Save>>;
}

export function strokeTeacher(): StrokeTeacher {
  let current: { readonly key: string; readonly teaching: Teaching } | null = null;
  let before: Promise<unknown> = Promise.resolve();

  const teachingOf = async (work: StrokeWork): Promise<Teaching> => {
    const key = JSON.stringify([work.set, work.model.hash, work.model.card, work.device]);
    if (current?.key === key) return current.teaching;
    await current?.teaching.close();
    current = { key, teaching: newTeaching(work) };
    return current.teaching;
  };

  const inOrder = <T>(
    work: StrokeWork,
    scope: Steps,
    turn: Turn,
    ask: (teaching: Teaching, with_: Attention) => Promise<T>,
  ) => {
    const signal = signalOf(scope);
    const attention = { signal, turn, onProgress: (done: number, total: number) => scope.progress({ done, total }) };
    const asked = before.then(async () => {
      signal.throwIfAborted();
      return ask(await teachingOf(work), attention);
    });
    before = asked.catch(() => undefined);
    return asked;
  };

  return {
    answer: (input, scope, turn) =>
      inOrder(input, scope, turn, (teaching, attention) => answered(input, teaching, attention)),
    save: (input, scope, turn) =>
      inOrder(input, scope, turn, (teaching, attention) => saved(input, teaching, attention)),
  };
}

async function answered(input: InputOf<Answer>, teaching: Teaching, attention: Attention): Promise<OutputOf<Answer>> {
  const startedMs = performance.now();
  const { learnedMs, skipped } = await teaching.learn(input, input.shown, attention);
  const shown = input.photos[input.shown];
  if (!shown) throw new Error(`There is no photo ${input.shown} of ${input.photos.length}.`);
  const key = teaching.keyOf(shown);
  const { labelMap, probability, uncertainty, next } = await attention.turn(() => teaching.session.predict(key));
  attention.signal.throwIfAborted();
  const map = withPainted(labelMap, teaching.session.paintedOn(key));
  const photo = teaching.photo(shown);
  const scores = { probability, maps: new Map<number, Float32Array>(), stepPx: 1 };
  const made = await writeResult(input.folder, { map, scores, classNames: input.classNames, asked: [], photo });
  return {
    result: { ...made, elapsedMs: performance.now() - startedMs },
    next: next && inPhoto(next, map, photo),
    uncertainty: uncertainty.reduce((sum, one) => sum + one, 0) / uncertainty.length,
    ...{ learnedMs, skipped },
  };
}

/** What a person said holds, whatever was learned from it. */
function withPainted(answered: LabelMap, painted: LabelMap | null): LabelMap {
  if (painted === null) return answered;
  const classOf = answered.classOf.map((own, pixel) => {
    const said = painted.classOf[pixel] ?? notJudged;
    return said === notJudged ? own : said;
  });
  return { ...answered, classOf };
}

/** The center of a pixel in those of the full-size photo. */
const inPhoto = (
  { x, y }: { readonly x: number; readonly y: number },
  { width, height }: LabelMap,
  { photoWidth, photoHeight }: { readonly photoWidth: number; readonly photoHeight: number },
) => ({ x: ((x + 0.5) * photoWidth) / width, y: ((y + 0.5) * photoHeight) / height });

/** Removed classes are left out, so that the network does not know of them. */
async function saved(input: InputOf<Save>, teaching: Teaching, attention: Attention): Promise<OutputOf<Save>> {
  const { model, classNames, removed, file } = input;
  const { head, skipped } = await teaching.learn(input, null, attention);
  const kept = [...classNames.keys()].filter((index) => !removed.includes(index));
  const network = await hypercolumnNetwork(model, teaching.usualSize());
  const names = kept.map((index) => classNames[index] ?? '');
  const { graph, card } = exportSegmenter(network, ofClasses(head, kept), names);
  await writeFile(file, encode(graph)).catch((thrown: unknown) => {
    throw writeProblem(thrown, file);
  });
  return { card, skipped };
}

function ofClasses({ weight, bias }: PixelHead, kept: readonly number[]): PixelHead {
  const width = weight.length / bias.length;
  const rows = kept.map((index) => weight.subarray(index * width, (index + 1) * width));
  const joined = new Float32Array(kept.length * width);
  for (const [at, row] of rows.entries()) joined.set(row, at * width);
  return { weight: joined, bias: Float32Array.from(kept, (index) => bias[index] ?? 0) };
}
