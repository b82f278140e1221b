import type { Augmentation, DeviceId, KnownModel, PhotoGuard } from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { trimSets, useSet, type OpenSet } from './cache.ts';
import type { Cut } from './cut.ts';
import type { RowKey } from './store.ts';
import { openTrunk, type Trunk } from './trunk.ts';

/** What a pass computes, and where it is kept. */
export interface PassOptions {
  readonly model: KnownModel;
  readonly cuts: readonly Cut[];
  readonly cacheDir: string;
  readonly device: DeviceId;
  readonly threads?: number;
  /** How views beyond the plain one were made; null where there are none. */
  readonly varied: { readonly augmentation: Augmentation; readonly seed: number } | null;
  /** How photos were changed first. */
  readonly guard?: PhotoGuard;
  readonly turn: Turn;
}

/** A picture on its way to become features. */
export interface View extends RowKey {
  /** [H, W, 3] RGB bytes, as `readInput` gives them. */
  readonly pixels: Uint8Array;
}

/** One pass of a frozen network over pictures, into the cache. */
export interface FeaturePass {
  /** Whether features of any cut are not cached. */
  lacks(key: RowKey): boolean;
  /** Takes a picture; runs the network as soon as a batch is full. @returns pictures that became features by it */
  push(view: View): Promise<number>;
  /** Runs what waits, and writes what is held. @returns pictures that became features by it */
  finish(): Promise<number>;
  /** Photos of one run. */
  batch(): Promise<number>;
  /** Per cut: dims of one row, and the rows of some keys in `into`, as a store reads them. */
  readonly sets: readonly ReadableSet[];
  /** Writes what is held and lets go of everything. Pictures that wait for their batch are dropped. */
  close(): Promise<void>;
}

export interface ReadableSet {
  readonly dims: readonly number[];
  /** @returns rows that are not there; they count as lacking from now on */
  read(wanted: readonly (RowKey | null)[], into: Float32Array): Promise<readonly number[]>;
}

/** Sets of one cut: of photos as they are, and of their varied views. */
interface CutSets {
  readonly plain: OpenSet;
  readonly varied: OpenSet | null;
}

const storeFor = ({ plain, varied }: CutSets, { view }: RowKey) => (view === 0 ? plain : (varied ?? plain)).store;

/**
 * Opens the cache for some cuts of a network; the network itself only when something is to be computed.
 *
 * @throws disk/full, disk/denied, runner/no-device, model/*
 */
export async function openPass(options: PassOptions): Promise<FeaturePass> {
  const { model, cuts, cacheDir, device, threads, varied, guard, turn } = options;
  let opening: Promise<Trunk> | null = null;
  const trunk = (): Promise<Trunk> => (opening ??= turn(() => openTrunk(model, cuts, device, threads)));
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    const pending = opening;
    opening = null;
    await pending?.then((one) => one.close()).catch(() => undefined);
    for (const done of opened.splice(0)) await done();
  };
  const sets: CutSets[] = [];
  try {
    await trimSets(cacheDir);
    for (const [i, cut] of cuts.entries()) {
      const use = async (way: PassOptions['varied']): Promise<OpenSet> => {
        const facts = { model, cut, device, varied: way, ...(guard && { guard }) };
        const { set, done } = await useSet(cacheDir, facts, async () => (await trunk()).dims[i] ?? []);
        opened.push(done);
        return set;
      };
      sets.push({ plain: await use(null), varied: varied && (await use(varied)) });
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  let waiting: View[] = [];

  const runWaiting = async (): Promise<number> => {
    const views = waiting;
    waiting = [];
    if (views.length === 0) return 0;
    const part = await trunk();
    const rows = await turn(() => part.run(views.map(({ pixels }) => pixels)));
    for (const [cut, values] of rows.entries()) await keep(views, values, part.batch, sets[cut]);
    return views.length;
  };

  return {
    lacks: (key) => sets.some((cut) => !storeFor(cut, key).has(key)),
    async push(view) {
      waiting.push(view);
      return waiting.length >= (await trunk()).batch ? runWaiting() : 0;
    },
    async finish() {
      const done = await runWaiting();
      for (const { plain, varied: views } of sets) {
        await plain.store.flush();
        await views?.store.flush();
      }
      return done;
    },
    batch: async () => (await trunk()).batch,
    sets: sets.map(readable),
    close,
  };
}

async function keep(views: readonly View[], values: Float32Array, batch: number, sets?: CutSets): Promise<void> {
  const width = values.length / batch;
  for (const [slot, key] of views.entries()) {
    const store = sets && storeFor(sets, key);
    if (store && !store.has(key)) await store.add(key, values.subarray(slot * width, (slot + 1) * width));
  }
}

const readable = ({ plain, varied }: CutSets): ReadableSet => ({
  dims: plain.dims,
  async read(wanted, into) {
    const absent = await plain.store.read(
      wanted.map((key) => (key?.view === 0 ? key : null)),
      into,
    );
    if (!varied) return absent;
    const views = wanted.map((key) => (key && key.view > 0 ? key : null));
    return [...absent, ...(await varied.store.read(views, into))];
  },
});
