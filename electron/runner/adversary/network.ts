import type { Graph } from '../../compiler/index.ts';
import { fail, failure, type DeviceId, type ModelCard, type ModelFile } from '../../contract/index.ts';
import { batchFor, dimsOf, opened, readFolded } from '../evidence/index.ts';
import { Tensor, type InferenceSession } from '../runtime/index.ts';
import { answeringGraph, classInput, oddsGraph, seedInput, slopeGraph } from './graphs.ts';
import { lengthOf, perLevel, writeNumbers, type Levels } from './levels.ts';
import { logOdds, probabilitiesOf } from './scores.ts';

/** What a network says about one picture, and where that leads. C classes. */
export interface Slope {
  /** [C] before they become probabilities */
  readonly scores: Float32Array;
  /** The derivative by each level. */
  readonly slope: Float32Array;
}

/** The log-odds of a class, and their derivative. */
export type OddsSlope = Slope & { readonly odds: number };

/** A network that is to be fooled. At most `batch` pictures are asked for at once. */
export interface AttackedNetwork {
  readonly card: ModelCard;
  readonly batch: number;
  /** [N][C] */
  probabilities(pictures: readonly Levels[]): Promise<Float64Array[]>;
  /** Of one class for each picture. @throws model/*, lab/no-gradient, lab/unfit */
  odds(pictures: readonly Levels[], classOf: readonly number[]): Promise<OddsSlope[]>;
  /** Of one picture: Σ seed[k] · score[k] for several seeds [C]. @throws as `odds` */
  slopes(picture: Levels, seeds: readonly Float32Array[]): Promise<Slope[]>;
  /** How many classes it tells apart. @throws as `odds` */
  classes(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a network to be fooled.
 *
 * @param wished  pictures of one run, where the network takes any number
 * @throws model/not-onnx, model/bad-card, model/unsupported, lab/unfit, runner/no-device
 */
export async function openAttacked(model: ModelFile, device: DeviceId, wished: number): Promise<AttackedNetwork> {
  const { card } = model;
  if (card.task !== 'classification') throw failure('lab/unfit', { reason: `"${card.name}" tells no classes apart.` });
  const read = await readFolded(model);
  const batch = batchFor(read, card, wished);
  const room = new Float32Array(batch * lengthOf(card.preprocessing));
  const lazily = keptSessions((make) => opened(make(read, card, batch), model, device));
  const fed = { card, batch, room };
  return {
    ...{ card, batch },
    async probabilities(pictures) {
      const session = await lazily(answeringGraph);
      const output = (await session.run(feeds(fed, pictures)))[card.outputName];
      return probabilitiesOf(numbers(output, card), pictures.length, batch, card);
    },
    async odds(pictures, classOf) {
      const session = await lazily(oddsGraph);
      const rows = classOf.map((own) => oneHot(own, classesOf(session)));
      const found = await slopesBy(session, fed, { pictures, name: classInput, rows });
      return found.map((slope, at) => ({ ...slope, odds: logOdds(slope.scores, classOf[at] ?? 0) }));
    },
    async slopes(picture, seeds) {
      const session = await lazily(slopeGraph);
      return slopesBy(session, fed, { pictures: seeds.map(() => picture), name: seedInput, rows: seeds });
    },
    classes: async () => classesOf(await lazily(oddsGraph)),
    close: () => lazily.close(),
  };
}

type Make = (read: Graph, card: ModelCard, batch: number) => Graph;

/** Sessions that are made when they are first needed. */
function keptSessions(open: (make: Make) => Promise<InferenceSession>) {
  const sessions = new Map<Make, Promise<InferenceSession>>();
  const lazily = (make: Make): Promise<InferenceSession> => {
    const session = sessions.get(make) ?? open(make);
    sessions.set(make, session);
    return session;
  };
  const close = async (): Promise<void> => {
    for (const session of sessions.values()) await (await session.catch(() => null))?.release();
  };
  return Object.assign(lazily, { close });
}

interface Fed {
  readonly card: ModelCard;
  readonly batch: number;
  /** Used again by every run. */
  readonly room: Float32Array;
}

/** What fills up the batch is whatever lay there. */
function feeds({ card, batch, room }: Fed, pictures: readonly Levels[]): Record<string, Tensor> {
  const length = lengthOf(card.preprocessing);
  if (pictures.length > batch) throw new Error(`${pictures.length} pictures for a batch of ${batch}.`);
  for (const [slot, picture] of pictures.entries())
    writeNumbers(picture, card.preprocessing, room.subarray(slot * length, (slot + 1) * length));
  return { [card.inputName]: new Tensor('float32', room, dimsOf(card, batch)) };
}

async function slopesBy(
  session: InferenceSession,
  fed: Fed,
  asked: { readonly pictures: readonly Levels[]; readonly name: string; readonly rows: readonly Float32Array[] },
): Promise<Slope[]> {
  const { card, batch } = fed;
  const classes = classesOf(session);
  const weights = new Float32Array(batch * classes);
  for (const [slot, row] of asked.rows.entries()) weights.set(row, slot * classes);
  const given = await session.run({
    ...feeds(fed, asked.pictures),
    [asked.name]: new Tensor('float32', weights, [batch, classes]),
  });
  const [scores, slopes] = session.outputNames.map((name) => numbers(given[name], card));
  if (!scores || !slopes) throw new Error('A graph for slopes gave none.');
  const length = lengthOf(card.preprocessing);
  return asked.rows.map((_, slot) => ({
    scores: scores.slice(slot * classes, (slot + 1) * classes),
    slope: perLevel(slopes.subarray(slot * length, (slot + 1) * length), card.preprocessing),
  }));
}

function classesOf(session: InferenceSession): number {
  const found = session.inputMetadata.find(({ name }) => name === classInput || name === seedInput);
  return found?.isTensor ? Number(found.shape[1]) : 0;
}

const oneHot = (classIndex: number, classes: number): Float32Array =>
  Float32Array.from({ length: classes }, (_, index) => Number(index === classIndex));

function numbers(tensor: Tensor | undefined, { name: model }: ModelCard): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  return fail('model/unsupported', { model, reason: 'its output holds no numbers.' });
}
