import { fail, TrainingSettings } from '../../../contract/index.ts';
import type {
  Dataset,
  DeviceId,
  Example,
  Finding,
  KnownModel,
  PhotoId,
  SurveyedPhoto,
} from '../../../contract/index.ts';
import type { RunnerProcess } from '../../jobs/index.ts';
import { collectionOf, namesMissing } from './collection.ts';
import type { Collection } from './collection.ts';
import { described } from './described.ts';
import { listSource } from './listSource.ts';
import type { LabelsByPath } from './listing.ts';
import { examplesOf } from './preflight.ts';
import { DatasetSource, fromOf } from './sources.ts';
import { datasetStates } from './states.ts';
import { datasetStore } from './store.ts';
import type { DatasetRecord } from './store.ts';
import { lookAt } from './survey.ts';
import { withLabels } from './usable.ts';

/** What a dataset asks of the library; `Library` has it. */
export interface DatasetLibrary {
  /** Every photo that a person gave a class. */
  labelled(): readonly { readonly path: string; readonly classNames: readonly string[] }[];
  /** Ids of photos by path; those it does not know are left out. */
  idsAt(paths: readonly string[]): ReadonlyMap<string, PhotoId>;
}

/** What looking at the files of a dataset needs. */
export interface Look {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  /** Its features are computed in the same pass; null: none are. */
  readonly model: KnownModel | null;
  readonly cacheDir: string;
  readonly device: DeviceId;
  readonly signal: AbortSignal;
  /** The files were listed: from here on `total` is known. */
  readonly onListed?: (paths: readonly string[]) => void | Promise<void>;
  /** `photos` are those answered since the last call. */
  readonly onProgress?: (step: {
    done: number;
    total: number;
    failed: number;
    photos: readonly SurveyedPhoto[];
  }) => void;
}

/** What a run learns from. */
export interface ExampleSet {
  /** By code unit. */
  readonly classNames: readonly string[];
  readonly multiLabel: boolean;
  /** In the order of their paths. */
  readonly examples: readonly Example[];
  /** SHA-256 over every example's hash, classes and part. */
  readonly hash: string;
  readonly findings: readonly Finding[];
}

/** The datasets of a data folder. A dataset outlives the process; what was seen of its files is kept beside it. */
export interface Datasets {
  /** Makes the dataset of a source, or finds it: the same source is the same dataset. Answers its id. */
  open(source: DatasetSource): string;
  /** As they stand now, the newest first. */
  list(): Promise<Dataset[]>;
  /** As its labels are now, and its files when they were last looked at. @throws training/dataset-unknown */
  get(id: string): Promise<Dataset>;
  /** @throws training/dataset-unknown */
  sourceOf(id: string): DatasetSource;
  /** Into the bin. @throws training/dataset-unknown */
  forget(id: string): void;
  /** Out of the bin; one that is not in there stays where it is. @throws training/dataset-unknown */
  restore(id: string): void;
  /**
   * Lists its files and looks at each; what is known costs next to nothing. A runner that dies is asked again, a photo
   * over which it dies becomes unreadable. When it ends the dataset is `surveyed`.
   *
   * @throws training/dataset-unknown, training/bad-csv, training/csv-paths, library/path-missing, engine/stopped, runner/crashed
   */
  survey(id: string, look: Look): Promise<void>;
  /**
   * The examples of a run: each photo once, groups whole, parts given by the source or drawn from the seed. Looks at no
   * file: `survey` first where the dataset is not surveyed.
   *
   * @throws training/dataset-unknown, training/no-class, training/one-class, training/too-few,
   *         training/nothing-readable, training/no-test
   */
  examples(id: string, settings: TrainingSettings): Promise<ExampleSet>;
  /**
   * The photos of a collection whose classes are photographers, in shoots: all parts together, photos of one class only.
   *
   * @throws training/dataset-unknown, training/no-class, training/one-class, training/too-few,
   *         training/nothing-readable, photographers/no-names
   */
  collection(id: string): Promise<Collection>;
}

/**
 * @param library  answers the library while it is open; absent or null: folders and files speak for themselves
 */
export function datasetsIn(
  dataDir: string,
  { library = () => null }: { readonly library?: () => DatasetLibrary | null | Promise<DatasetLibrary | null> } = {},
): Datasets {
  const store = datasetStore(dataDir);
  const states = datasetStates(store);

  const recordOf = (id: string): DatasetRecord => store.find(id) ?? fail('training/dataset-unknown', { dataset: id });
  const labelsIn = (from: DatasetLibrary | null): LabelsByPath =>
    new Map(from?.labelled().map(({ path, classNames }) => [path, classNames]));

  const datasetOf = async (record: DatasetRecord): Promise<Dataset> => {
    const shelf = await library();
    const checked = states.check(record, labelsIn(shelf), TrainingSettings.parse({}), false);
    return described(record, checked, shelf);
  };

  const examplesIn = async (id: string, settings: TrainingSettings): Promise<ExampleSet> => {
    const record = recordOf(id);
    const checked = states.check(record, labelsIn(await library()), settings, true);
    if (!checked.looked) throw new Error('Examples were asked for before anybody looked at the files.');
    const { classNames, findings, listing, hash } = checked;
    const examples = examplesOf(checked, fromOf(record.source));
    if (hash === null) throw new Error('A set that can be trained has examples.');
    const told = findings.map(({ paths, ...finding }) => ({
      ...finding,
      photos: paths.map((path) => ({ path, photo: null })),
    }));
    return { classNames, multiLabel: listing.multiLabel, examples, hash, findings: told };
  };

  return {
    open: (source) => store.add(DatasetSource.parse(source), Date.now()).id,
    list: () => Promise.all(store.all().map(datasetOf)),
    get: async (id) => datasetOf(recordOf(id)),
    sourceOf: (id) => recordOf(id).source,
    forget(id) {
      store.remove(recordOf(id).id);
      states.forget(id);
    },
    restore(id) {
      if (!store.find(id)) store.restore(id);
      recordOf(id);
    },
    async survey(id, look) {
      const { source } = recordOf(id);
      const labels = labelsIn(await library());
      const listing = await listSource(source, labels, look.signal);
      states.listed(id, listing);
      const paths = [...new Set(withLabels(listing, labels).photos.map(({ path }) => path))];
      await look.onListed?.(paths);
      const photos = await lookAt(paths, look);
      // Forgotten while it was looked at: nothing of it is kept.
      if (store.find(id)) store.keepSurvey(id, { listing, photos });
    },
    examples: examplesIn,
    async collection(id) {
      const whole = TrainingSettings.parse({ test: 0, holdout: 0 });
      const set = await examplesIn(id, whole).catch((thrown: unknown) => {
        throw namesMissing(thrown, recordOf(id).source);
      });
      return collectionOf(set, store.survey(id)?.photos ?? []);
    },
  };
}
