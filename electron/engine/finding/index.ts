import type {
  DeviceId,
  FeatureState,
  KnownModel,
  Sha256,
  SuggestionSource,
  SuggestionState,
} from '../../contract/index.ts';
import type { Announce } from '../announcements.ts';
import type { Queue } from '../jobs/queue.ts';
import type { RunnerProcess } from '../jobs/runnerProcess.ts';
import type { Library } from '../library/index.ts';
import { collectionIn, type Collection } from './collection.ts';
import { lookJob, lookQueued, LookTask } from './looking.ts';
import { searchesIn, type Searches } from './searches.ts';
import { suggestingIn } from './suggesting.ts';

export { acceptable, previewOf } from './accepting.ts';
export type { Collection, Held } from './collection.ts';
export { lookQueued };

/** Who suggests, where it is no network. */
export const yourLabels = 'your labels';

interface Opened {
  readonly library: Library;
  readonly queue: Queue;
}

export interface FindingNeeds {
  readonly session: () => Promise<Opened>;
  /** The library where it is open already. */
  readonly openLibrary: () => Promise<Library | null>;
  readonly runner: RunnerProcess;
  readonly known: (hash: string) => Promise<KnownModel>;
  readonly chosenModel: () => Promise<Sha256 | null>;
  readonly device: () => DeviceId;
  readonly cacheDir: string;
  readonly source: () => SuggestionSource;
  readonly choose: (source: SuggestionSource) => void;
  readonly announce: Announce;
}

/** What is done with what a network sees in all photos: features, searches, and suggestions that learn. */
export interface Finding {
  readonly collection: Collection;
  readonly searches: Searches;
  readonly cacheDir: string;
  features(): Promise<FeatureState>;
  suggestions(): Promise<SuggestionState>;
  chooseSource(source: SuggestionSource): Promise<SuggestionState>;
  /** Queues a look at all photos; answers the one that is under way. @throws model/unknown */
  look(model: Sha256): Promise<number>;
  /** The same where files are new or others than they were, if a person let the network look before. */
  lookAtNew(): Promise<void>;
  /** More photos have features. */
  looked(): void;
  /** Something in the library is otherwise. */
  libraryChanged(): void;
  close(): Promise<void>;
}

export function findingIn(needs: FindingNeeds): Finding {
  const { session, openLibrary, chosenModel, known, announce, source } = needs;
  const collection = collectionIn({ ...needs, library: async () => (await session()).library });

  const underWay = ({ queue, library }: Opened, model: Sha256 | null): number | null => {
    const looks = queue
      .list()
      .filter(({ kind, state }) => kind === 'features.index' && (state === 'waiting' || state === 'running'));
    return looks.find(({ id }) => LookTask.parse(library.jobs.find(id)?.task).model === model)?.id ?? null;
  };

  const features = async (): Promise<FeatureState> => {
    const opened = await session();
    const { library, queue } = opened;
    const model = await chosenModel();
    const held = await collection.ready().catch(() => null);
    // Loading takes its time: what else there is to say is said as it is afterwards.
    const photos = library.finding.present();
    const job = underWay(opened, model);
    const here = held?.model === model ? [...held.known.keys()].filter(library.finding.isPresent).length : 0;
    const done = queue.list().find(({ id }) => id === job)?.done ?? 0;
    return { model, known: Math.min(photos, Math.max(here, done)), photos, job };
  };

  const suggestions = async (): Promise<SuggestionState> => {
    suggesting.begin();
    const seen = await features();
    return { ...suggesting.state(), source: source(), features: seen };
  };
  const tell = (): void =>
    void openLibrary()
      .then(async (library) => (library ? announce('suggestions.changed', await suggestions()) : undefined))
      .catch((thrown: unknown) => console.error('suggestions', thrown));
  const suggesting = suggestingIn({ library: openLibrary, collection, source, onChange: tell });

  const look = async (asked: Sha256): Promise<number> => {
    const opened = await session();
    const { hash, card } = await known(asked);
    return underWay(opened, hash) ?? opened.queue.add(lookJob(hash, card.name));
  };

  return {
    ...{ collection, features, suggestions, look, cacheDir: needs.cacheDir, searches: searchesIn(collection) },
    async chooseSource(chosen) {
      needs.choose(chosen);
      await suggesting.sourceChanged();
      return suggestions();
    },
    async lookAtNew() {
      const model = await chosenModel();
      const library = await openLibrary();
      if (model === null || !library?.finding.lookedBy(model)) return;
      // What keeps features from being loaded, the look itself says in the list of jobs.
      const held = await collection.ready().catch(() => null);
      if (library.finding.readable().some(({ id, hash }) => held?.known.get(id) !== hash)) await look(model);
    },
    looked() {
      collection.looked();
      suggesting.changed();
      tell();
    },
    libraryChanged: () => suggesting.changed(),
    close: () => suggesting.close(),
  };
}
