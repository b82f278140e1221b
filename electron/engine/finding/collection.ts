import { failure, FoveaError } from '../../contract/index.ts';
import type { DeviceId, InputOf, KnownModel, OutputOf, RunnerContract, Sha256 } from '../../contract/index.ts';
import type { RunnerProcess } from '../jobs/runnerProcess.ts';
import type { Library } from '../library/index.ts';

export interface CollectionNeeds {
  readonly library: () => Promise<Library>;
  readonly runner: Pick<RunnerProcess, 'ask' | 'pid'>;
  readonly known: (hash: string) => Promise<KnownModel>;
  readonly chosenModel: () => Promise<Sha256 | null>;
  readonly device: () => DeviceId;
  /** Where features are kept. */
  readonly cacheDir: string;
}

/** What features are of. */
export interface Eyes {
  readonly model: KnownModel;
  readonly device: DeviceId;
  readonly cacheDir: string;
}

/** The features that the runner holds. */
export interface Held {
  readonly model: Sha256;
  /** Photos whose features are held, with the hashes of the files that they are of. */
  readonly known: ReadonlyMap<number, Sha256>;
  /** Changes with every loading: what was derived from features that are gone no longer holds. */
  readonly generation: number;
}

type Method =
  'collection.learn' | 'collection.useful' | 'collection.alike' | 'collection.outliers' | 'collection.judge';

export type Collection = ReturnType<typeof collectionIn>;

/**
 * The features of a library in the runner: loaded when they are needed first, and again when the network is another one,
 * more photos were looked at, or the runner has begun anew.
 */
export function collectionIn({ library, runner, known, chosenModel, device, cacheDir }: CollectionNeeds) {
  let generation = 0;
  let held: { readonly key: string; readonly looks: number; readonly pid: number | null; readonly held: Held } | null =
    null;
  let loading: { readonly key: string; readonly done: Promise<Held> } | null = null;
  let looks = 0;

  /** @throws model/none, find/no-features  nobody has let the chosen network look at the photos */
  const eyes = async (): Promise<Eyes> => {
    const hash = await chosenModel();
    if (hash === null) throw failure('model/none', {});
    if (!(await library()).finding.lookedBy(hash)) throw failure('find/no-features', {});
    return { model: await known(hash), device: device(), cacheDir };
  };

  const load = async (key: string, own: Eyes): Promise<Held> => {
    const seen = looks;
    const photos = (await library()).finding.readable();
    const ids = Int32Array.from(photos, ({ id }) => id);
    const hashes = Uint8Array.from(Buffer.from(photos.map(({ hash }) => hash).join(''), 'hex'));
    const loaded = await runner.ask('collection.load', { ...own, ids, hashes });
    generation += 1;
    const hashOf = new Map(photos.map(({ id, hash }) => [id, hash]));
    const known = new Map([...loaded.known].map((id) => [id, hashOf.get(id) ?? '']));
    const now = { model: own.model.hash, known, generation };
    held = { key, looks: seen, pid: runner.pid, held: now };
    return now;
  };

  const loadedFor = async (own: Eyes): Promise<Held> => {
    const key = JSON.stringify([own.model.hash, own.device, looks]);
    if (held?.key === key && held.pid !== null && held.pid === runner.pid) return held.held;
    if (loading?.key === key) return loading.done;
    const before = loading?.done.catch(() => undefined);
    const done = Promise.resolve(before).then(() => load(key, own));
    loading = { key, done };
    const ended = (): void => {
      if (loading?.done === done) loading = null;
    };
    done.then(ended, ended);
    return done;
  };

  return {
    eyes,

    /** Loads the features where they are not held. @throws model/none, find/no-features, and what loading throws */
    ready: async (): Promise<Held> => loadedFor(await eyes()),

    /** What is held now, without waiting for anything; null also where more photos were looked at since. */
    held: (): Held | null => (held?.looks === looks ? held.held : null),

    /** Asks about the features; a runner that lost them is given them again. @throws find/no-features, runner/crashed */
    async ask<N extends Method>(method: N, input: InputOf<RunnerContract[N]>): Promise<OutputOf<RunnerContract[N]>> {
      await loadedFor(await eyes());
      try {
        return await runner.ask(method, input);
      } catch (thrown) {
        if (!isGone(thrown)) throw thrown;
        held = null;
        await loadedFor(await eyes());
        return runner.ask(method, input);
      }
    },

    /** Photos like a part of one. @throws find/no-features, photo/*, runner/crashed */
    async region(
      input: Omit<InputOf<RunnerContract['collection.region']>, keyof Eyes>,
    ): Promise<OutputOf<RunnerContract['collection.region']>> {
      const own = await eyes();
      await loadedFor(own);
      return runner.ask('collection.region', { ...own, ...input });
    },

    /** More photos were looked at: what is held is loaded again at the next need. */
    looked(): void {
      looks += 1;
    },
  };
}

const isGone = (thrown: unknown): boolean =>
  thrown instanceof FoveaError && (thrown.code === 'runner/crashed' || thrown.code === 'find/no-features');
