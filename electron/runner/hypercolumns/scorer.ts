import { Emit, encode, verify, withPlaceScores, type Graph } from '../../compiler/index.ts';
import type { DeviceId } from '../../contract/index.ts';
import { createSession, keepSessions, Tensor, type InferenceSession, type Sessions } from '../runtime/index.ts';
import type { PhotoFeatures } from './open.ts';
import { headBias, scoresGraph, tapInput, tapWeight, weightsByTap, type PixelHead } from './scores.ts';

/** What a head says of every pixel of a photo. */
export interface PixelAnswers {
  /** [height, width] */
  readonly classOf: Uint16Array;
  /** [height, width] of that class. */
  readonly probability: Float32Array;
  /** [height, width] entropy over that of equal classes, 0 to 1. */
  readonly uncertainty: Float32Array;
}

/** Applies heads to photos whose features are known. */
export interface Scorer {
  answers(photo: PhotoFeatures, head: PixelHead): Promise<PixelAnswers>;
  /** @returns [C, height, width] */
  probabilities(photo: PhotoFeatures, head: PixelHead): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface ScorerOptions {
  readonly device: DeviceId;
  readonly threads?: number;
}

/** What kept sessions may occupy: of a megapixel and eleven classes, a few hundred megabytes while one runs. */
const keptBytes = 2 ** 28;

/** Sessions are made for each size of photo, and kept. */
export function openScorer(options: ScorerOptions): Scorer {
  const sessions = keepSessions(keptBytes);
  const run = async (kind: Kind, photo: PhotoFeatures, head: PixelHead) => {
    const { session, done } = await leased(sessions, kind, photo, head, options);
    try {
      return await session.run(feedsOf(photo, head));
    } finally {
      done();
    }
  };
  return {
    async answers(photo, head) {
      const outputs = await run('answers', photo, head);
      return {
        classOf: new Uint16Array(outputs['class']?.data as Int32Array),
        probability: outputs['probability']?.data as Float32Array,
        uncertainty: outputs['uncertainty']?.data as Float32Array,
      };
    },
    async probabilities(photo, head) {
      const [output] = Object.values(await run('probabilities', photo, head));
      return output?.data as Float32Array;
    },
    close: () => sessions.clear(),
  };
}

/** What is made of the scores. */
type Kind = 'answers' | 'probabilities';

const finished = (graph: Graph, kind: Kind): Graph =>
  kind === 'answers' ? withPlaceScores(graph, { kind: 'logits', uncertainty: true }) : withShares(graph);

/** `withProbabilities` is for one row per photo; this is for maps. */
function withShares(graph: Graph): Graph {
  const emit = new Emit(graph);
  const [scores] = graph.outputs;
  const name = emit.op('Softmax', [scores?.name ?? ''], { axis: 1 }, { name: 'probabilities' });
  return verify(
    { ...graph, nodes: [...graph.nodes, ...emit.nodes], outputs: [{ name, type: scores?.type ?? null }] },
    'pixel head',
  );
}

function leased(sessions: Sessions, kind: Kind, photo: PhotoFeatures, head: PixelHead, options: ScorerOptions) {
  const { width, height, taps } = photo;
  const classes = head.bias.length;
  const create = (): Promise<InferenceSession> =>
    createSession(encode(finished(scoresGraph(taps, { width, height }, classes), kind)), options.device, {
      // A megapixel in eleven classes: 0.5 s with its memory kept, 5 s without, which the system takes to hand it out.
      keepsMemory: true,
      ...(options.threads !== undefined && { threads: options.threads }),
    });
  return sessions.lease(JSON.stringify([kind, width, height, classes, taps]), 2 ** 20, create);
}

function feedsOf({ taps, maps }: PhotoFeatures, head: PixelHead): Record<string, Tensor> {
  const classes = head.bias.length;
  const weights = weightsByTap(taps, head);
  const feeds: Record<string, Tensor> = { [headBias]: new Tensor('float32', head.bias, [classes]) };
  for (const [at, { channels, rows, columns }] of taps.entries()) {
    feeds[tapInput(at)] = new Tensor('float32', maps[at] ?? new Float32Array(0), [1, channels, rows, columns]);
    feeds[tapWeight(at)] = new Tensor('float32', weights[at] ?? new Float32Array(0), [classes, channels, 1, 1]);
  }
  return feeds;
}
