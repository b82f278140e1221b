import type { DeviceId, EditHistory, KnownModel, Sha256 } from '../contract/index.ts';
import type { Announce } from './announcements.ts';
import { importCard } from './cards/index.ts';
import { exportBoxes, runQueued, trainQueued as trainDetector } from './detection/index.ts';
import type { Detectors } from './detection/index.ts';
import { lookQueued, yourLabels } from './finding/index.ts';
import type { Finding } from './finding/index.ts';
import { exportLabels, exportProject, importLabels, relink, takeProject } from './exchange/index.ts';
import type { Pictures } from './images/index.ts';
import { classification, classifyPhotos } from './jobs/classifyPhotos.ts';
import { downloadModel } from './jobs/downloadModel.ts';
import { exportResults } from './jobs/exportResults.ts';
import { importPhotos, ImportTask } from './jobs/importPhotos.ts';
import type { JobScope, JobType, QueuedKind } from './jobs/queue.ts';
import type { RunnerProcess } from './jobs/runnerProcess.ts';
import { indexQueued } from './lab/units/index.ts';
import { keywordStoreIn, readQueued, restoreQueued, writeQueued } from './keywords/index.ts';
import type { Library, NewJob } from './library/index.ts';
import type { ModelStore } from './models/index.ts';
import { drawQueued } from './map/index.ts';
import type { Maps } from './map/index.ts';
import { learnQueued } from './photographers/index.ts';
import type { Photographers } from './photographers/index.ts';
import { exportMasks } from './segmentation/index.ts';
import type { Looks } from './segmentation/index.ts';
import { surveyJob } from './training/datasets/index.ts';
import { trainQueued } from './training/runs/index.ts';
import type { Training } from './training/training.ts';

export interface JobNeeds {
  readonly library: Library;
  readonly pictures: Pictures;
  readonly runner: RunnerProcess;
  readonly models: ModelStore;
  readonly training: Training;
  readonly looks: Looks;
  readonly detectors: Detectors;
  readonly photographers: Photographers;
  readonly finding: Finding;
  readonly maps: Maps;
  readonly dataDir: string;
  readonly announce: Announce;
  /** Where it stands which photos excite the units of networks. */
  readonly unitsDir: string;
  readonly device: () => DeviceId;
  readonly chosenModel: () => Promise<Sha256 | null>;
  readonly chosenName: () => Promise<string | null>;
  readonly onDownloaded: (bytes: number) => void;
  /** Takes up a job that another one left behind. */
  readonly adopt: (job: number) => void;
}

/** One entry per kind of job: where it waits, and what it does. */
export function jobTypes(needs: JobNeeds): Record<QueuedKind, JobType> {
  const { library, pictures, runner, models, device } = needs;
  const known = (hash: string): Promise<KnownModel> => needs.training.known(hash);
  const findModel = async (hash: string) => {
    const { path, model } = await models.find(hash);
    return { path, card: model.card };
  };
  const keywords = keywordStoreIn(needs.dataDir);
  const onBegun = (history: EditHistory): void => needs.announce('edits.changed', history);
  const lookAtNew = (): Promise<void> => needs.finding.lookAtNew();
  const suggestedBy = async (): Promise<string | null> => (library.finding.overlay() ? yourLabels : needs.chosenName());
  return {
    'library.import': {
      lane: 'disk',
      run: async (scope) => {
        const message = await importPhotos(scope, library, pictures);
        if (ImportTask.parse(scope.task).classify !== false) await classifyNext(scope, needs);
        await lookAtNew();
        return message;
      },
    },
    'classification.run': {
      lane: 'runner',
      run: (scope) => classifyPhotos(scope, { library, runner, findModel, device }),
    },
    'card.import': {
      lane: 'disk',
      run: async (scope) => {
        const { paths, message } = await importCard(scope, library);
        if (paths.length > 0) needs.adopt(library.jobs.add(importOf(paths, scope.job.title)));
        return message;
      },
    },
    'models.download': { lane: 'network', run: (scope) => downloadModel(scope, models, needs.onDownloaded) },
    'export.run': { lane: 'disk', run: (scope) => exportResults(scope, library, suggestedBy) },
    ...exchangeTypes(needs),
    'segmentation.export': {
      lane: 'runner',
      run: (scope) => exportMasks(scope, { ...needs, findModel }),
    },
    'keywords.read': { lane: 'disk', run: (scope) => readQueued(scope, library) },
    'keywords.write': {
      lane: 'disk',
      run: (scope) => writeQueued(scope, { ...needs, store: keywords, onBegun, lookAtNew }),
    },
    'keywords.restore': {
      lane: 'disk',
      run: (scope) => restoreQueued(scope, { library, store: keywords, lookAtNew }),
    },
    'boxes.export': { lane: 'disk', run: (scope) => exportBoxes(scope, library) },
    'detectors.train': { lane: 'runner', run: (scope) => trainDetector(scope, { ...needs, known }) },
    'detectors.run': {
      lane: 'runner',
      run: (scope) => runQueued(scope, { ...needs, known, cacheDir: needs.detectors.cacheDir }),
    },
    'features.index': {
      lane: 'runner',
      run: (scope) => lookQueued(scope, { ...needs, known, ...needs.finding }),
    },
    'lab.index': {
      lane: 'runner',
      run: (scope) => indexQueued(scope, { ...needs, known }),
    },
    'photographers.learn': {
      lane: 'runner',
      run: (scope) => {
        const { datasets, cacheDir } = needs.training;
        return learnQueued(scope, { ...needs, datasets, cacheDir, known });
      },
    },
    'map.draw': {
      lane: 'runner',
      run: (scope) => drawQueued(scope, { ...needs, ...needs.finding, drawn: () => needs.maps.drawn() }),
    },
    'training.survey': { lane: 'runner', run: (scope) => survey(scope, needs) },
    'training.run': { lane: 'runner', run: (scope) => train(scope, needs) },
  };
}

/** The import of photos that lie where they are to stay. */
const importOf = (paths: readonly string[], title: string): NewJob => {
  const task: ImportTask = { paths, scenes: null };
  return { kind: 'library.import', title, task, unit: 'photos', total: null };
};

/** Labels, projects and moved photos. */
function exchangeTypes(needs: JobNeeds) {
  const { library, models, adopt, announce } = needs;
  const taking = {
    ...{ library, adopt, models: () => models.list(), store: models },
    onEdited: (history: EditHistory) => announce('edits.changed', history),
  };
  return {
    'labels.export': { lane: 'disk', run: (scope) => exportLabels(scope, library, needs.chosenModel) },
    'labels.import': { lane: 'disk', run: (scope) => importLabels(scope, taking) },
    'project.export': { lane: 'disk', run: (scope) => exportProject(scope, needs) },
    'project.open': { lane: 'disk', run: (scope) => takeProject(scope, taking) },
    'relink.run': { lane: 'disk', run: (scope) => relink(scope, taking) },
  } satisfies Partial<Record<QueuedKind, JobType>>;
}

/** After an import: whatever the chosen model has not seen. The import ends in the same transaction. */
async function classifyNext(scope: JobScope, { library, models, chosenModel, adopt }: JobNeeds): Promise<void> {
  const hash = await chosenModel();
  if (hash === null) return;
  const { model } = await models.find(hash);
  const job = library.planNext(scope.job, model.hash, classification(model.card.name, model.hash));
  if (job !== null) adopt(job);
}

/** Looks at a dataset, with the features of the model that would most likely be trained. */
async function survey(scope: JobScope, needs: JobNeeds): Promise<string> {
  const { training, announce, chosenModel } = needs;
  const { datasets, cacheDir } = training;
  const model = async (): Promise<KnownModel | null> => {
    const hash = await chosenModel();
    return hash === null ? null : training.known(hash);
  };
  return surveyJob(scope, { ...needs, datasets, cacheDir, model }).finally(() => announce('training.changed', {}));
}

function train(scope: JobScope, { training: { trainer }, announce, library }: JobNeeds): Promise<string> {
  return trainQueued(scope, {
    trainer,
    onChange: () => announce('training.changed', {}),
    onProgress(run, { wrongNow, ...step }) {
      const photos = library.idsAt(wrongNow.map(({ path }) => path));
      const shown = wrongNow.map((wrong) => ({ ...wrong, photo: photos.get(wrong.path) ?? null }));
      announce('training.progress', { ...step, wrongNow: shown, run });
    },
  });
}
