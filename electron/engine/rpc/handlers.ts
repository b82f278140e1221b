import { availableParallelism } from 'node:os';
import { failure } from '../../contract/index.ts';
import type { EngineContract, Handlers } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { fitOf } from '../../runner/vision/index.ts';
import { detectFiles } from '../detection/index.ts';
import { classifyFiles, runtimeVersion, signalOf } from '../jobs/index.ts';
import { version } from '../version.ts';
import { boxHandlers } from './boxHandlers.ts';
import { detectorFileHandlers } from './detectorFileHandlers.ts';
import { detectorHandlers } from './detectorHandlers.ts';
import { findHandlers } from './findHandlers.ts';
import { folderHandlers } from './folderHandlers.ts';
import { exchangeHandlers } from './exchangeHandlers.ts';
import { inspectionHandlers } from './inspectionHandlers.ts';
import { keywordHandlers } from './keywordHandlers.ts';
import { labHandlers } from './labHandlers.ts';
import { labUnitHandlers } from './labUnitHandlers.ts';
import { libraryHandlers } from './libraryHandlers.ts';
import { mapHandlers } from './mapHandlers.ts';
import { photographerFileHandlers } from './photographerFileHandlers.ts';
import { photographerHandlers } from './photographerHandlers.ts';
import { queueHandlers } from './queueHandlers.ts';
import { segmentationHandlers } from './segmentationHandlers.ts';
import { segmenterHandlers } from './segmenterHandlers.ts';
import { shardHandlers } from './shardHandlers.ts';
import { preprocessingOf } from './shellHandlers.ts';
import { strokeHandlers } from './strokeHandlers.ts';
import { trainingHandlers } from './trainingHandlers.ts';

/** One function per method of the contract. */
export function handlers(engine: Engine) {
  const { models, settings, devices, runner, announcements } = engine;
  const session = engine.session;

  return {
    ...boxHandlers(engine),
    ...detectorHandlers(engine),
    ...detectorFileHandlers(engine),
    ...findHandlers(engine),
    ...folderHandlers(engine),
    ...exchangeHandlers(engine),
    ...inspectionHandlers(engine),
    ...keywordHandlers(engine),
    ...labHandlers(engine),
    ...labUnitHandlers(engine),
    ...libraryHandlers(engine),
    ...mapHandlers(engine),
    ...photographerHandlers(engine),
    ...photographerFileHandlers(engine),
    ...queueHandlers(engine),
    ...segmentationHandlers(engine),
    ...segmenterHandlers(engine),
    ...shardHandlers(engine),
    ...strokeHandlers(engine),
    ...trainingHandlers(engine),

    'classification.try': async ({ photo, model, card }) => {
      const { library } = await session();
      const [{ path }, source] = [await models.find(model), library.source(photo)];
      const input = { model: { path, card }, path: source.path, topK: 5, device: devices.choice().inUse };
      return runner.ask('classification.try', input);
    },

    'classification.files': async ({ grants, model, topK, device }, scope) => {
      const paths = engine.grants.paths(grants, 'photos');
      const found = await models.find(model ?? (await engine.chosenModel()));
      const chosen = { path: found.path, card: found.model.card, hash: found.model.hash };
      const asked = { paths, model: chosen, topK, device: device ?? devices.choice().inUse };
      return classifyFiles(runner, asked, (step) => scope.progress(step), signalOf(scope));
    },

    'detection.files': async ({ grants, model, target, device, ...asked }, scope) => {
      const paths = engine.grants.paths(grants, 'photos');
      const [folder = null] = target === null ? [] : engine.grants.paths([target], 'folder');
      const { path, model: found } = await models.find(model ?? (await engine.chosenModel()));
      const known = { path, card: found.card, hash: found.hash };
      const onDevice = { model: known, device: device ?? devices.choice().inUse };
      return detectFiles(
        runner,
        { ...asked, ...onDevice, paths, folder, cacheDir: engine.detectors.cacheDir },
        (step) => scope.progress(step),
        signalOf(scope),
      );
    },

    'models.shelf': async () => {
      const [shelf, offers, chosen] = await Promise.all([models.list(), models.offers(), engine.chosenModel()]);
      return { models: shelf, offers, chosen };
    },
    'models.choose': ({ model }) => engine.choose(model),
    'models.add': ({ grant }, scope) => {
      const [path] = engine.grants.paths([grant], 'model');
      if (path === undefined) throw failure('library/grant-unknown', {});
      return models.add(path, (step) => scope.progress(step), scope.stop);
    },
    'models.facts': ({ model }) => models.facts(model),
    'models.saveCard': ({ model, card }) => models.saveCard(model, card),
    'models.remove': ({ model }) => models.remove(model),
    'models.restore': ({ model }) => models.restore(model),

    'devices.list': () => {
      devices.probeIfUnknown();
      return devices.choice();
    },
    'devices.probe': (_input, scope) => devices.probe((step) => scope.progress(step), signalOf(scope)),
    'devices.choose': ({ device }) => devices.choose(device),

    'settings.get': () => settings.read().shown,
    'settings.set': (shown) => {
      settings.write({ shown });
      announcements.announce('settings.changed', shown);
      return shown;
    },

    'app.about': () => ({
      version: version(),
      dataDir: engine.places.dataDir,
      modelsDir: engine.places.modelsDir,
      cores: availableParallelism(),
      runtime: runtimeVersion(),
      downloadedBytes: engine.downloadedBytes(),
    }),

    'photo.networkView': async ({ photo, model, fit }) => {
      const { width, height } = await photoPixels(engine, photo);
      const laid = fitOf(width, height, await preprocessingOf(engine, model, fit));
      return { width: laid.width, height: laid.height, seen: laid.seen };
    },
  } satisfies Handlers<EngineContract>;
}

/** Pixels of a photo after orientation. @throws library/photo-unknown, and why it could not be read */
async function photoPixels(engine: Engine, photo: number): Promise<{ width: number; height: number }> {
  const { width, height, problem } = (await engine.session()).library.detail(photo);
  if (width !== null && height !== null) return { width, height };
  throw failure('photo/corrupt', { reason: problem?.message ?? 'it has not been read yet.' });
}
