import { join } from 'node:path';
import type { DeviceId, Model, Sha256 } from '../contract/index.ts';
import { closeExifTool } from '../decode/index.ts';
import { announcements } from './announcements.ts';
import type { Announcements } from './announcements.ts';
import { detectorsIn } from './detection/index.ts';
import type { Detectors } from './detection/index.ts';
import { Folders } from './folders/index.ts';
import { groupsIn } from './groups/index.ts';
import type { Groups } from './groups/index.ts';
import { findingIn } from './finding/index.ts';
import type { Finding } from './finding/index.ts';
import { picturesIn } from './images/index.ts';
import type { Pictures } from './images/index.ts';
import { Devices, runnerProcess } from './jobs/index.ts';
import type { RunnerProcess } from './jobs/index.ts';
import { jobTypes } from './jobTypes.ts';
import { labRunsIn } from './lab/index.ts';
import type { LabRuns } from './lab/index.ts';
import type { Library } from './library/index.ts';
import { openModelStore } from './models/index.ts';
import { mapsIn } from './map/index.ts';
import type { Maps } from './map/index.ts';
import type { ModelStore } from './models/index.ts';
import { photographersIn } from './photographers/index.ts';
import type { Photographers } from './photographers/index.ts';
import type { Places } from './places.ts';
import { newGrants } from './rpc/grants.ts';
import type { Grants } from './rpc/grants.ts';
import { looksIn } from './segmentation/index.ts';
import type { Looks } from './segmentation/index.ts';
import { openSession } from './session.ts';
import type { LivingSession } from './session.ts';
import { settingsIn } from './settings.ts';
import type { Settings } from './settings.ts';
import { trainingIn } from './training/training.ts';
import type { Training } from './training/training.ts';

/** Everything the answers are made of. */
export interface Engine {
  readonly places: Places;
  readonly settings: Settings;
  readonly runner: RunnerProcess;
  readonly devices: Devices;
  readonly models: ModelStore;
  readonly pictures: Pictures;
  readonly grants: Grants;
  readonly announcements: Announcements;
  readonly training: Training;
  readonly looks: Looks;
  readonly detectors: Detectors;
  readonly photographers: Photographers;
  readonly labRuns: LabRuns;
  readonly finding: Finding;
  readonly maps: Maps;
  /** Bytes that downloads received since the start. */
  downloadedBytes(): number;
  /** The model in use: the chosen one while it is on the shelf, else the most accurate classifier; null: none. */
  chosenModel(): Promise<Sha256 | null>;
  /** The name on its card; kept, because it is asked for with every photo. */
  chosenName(): Promise<string | null>;
  /** From now on this model is the one in use. @throws model/unknown */
  choose(hash: Sha256): Promise<void>;
  /** The library, opened at the first call: listing models must not need it. @throws library/locked, library/newer */
  readonly session: () => Promise<LivingSession>;
  /** The library where it is open already; null: it is not. */
  readonly openLibrary: () => Promise<Library | null>;
  close(): Promise<void>;
}

export function newEngine(places: Places): Engine {
  const settings = settingsIn(places.dataDir);
  const runner = runnerProcess();
  const told = announcements();
  const pictures = picturesIn(places.dataDir);
  const looks = looksIn(places.dataDir, runner);
  let downloadedBytes = 0;
  let opened: Promise<LivingSession> | null = null;

  const models = openModelStore({
    ...places,
    inspect: (path, name) => runner.ask('models.inspect', { path, name }),
    check: (model) => runner.ask('models.check', { model }),
    onChange: () => void showModels(),
  });
  const detectors = detectorsIn({
    ...{ dataDir: places.dataDir, models, settings },
    onChange() {
      told.announce('detectors.changed', {});
      told.boxesChanged(null);
    },
  });
  const photographers = photographersIn(places.dataDir, () => told.announce('photographers.changed', {}));
  const labRuns = labRunsIn(places.dataDir, () => told.announce('lab.changed', {}));
  const devices = new Devices(places.dataDir, settings, runner, (choice) => told.announce('devices.changed', choice));

  const findChosen = async (): Promise<Model | null> => {
    const { model: chosen } = settings.read();
    const shelf = await models.list();
    const known = shelf.find(({ hash }) => hash === chosen);
    return known ?? (shelf.length === 0 ? null : ((await models.find(null).catch(() => null))?.model ?? null));
  };
  let chosen: Promise<Model | null> | null = null;
  const inUse = (): Promise<Model | null> => {
    chosen ??= findChosen();
    // What could not be found out is asked again the next time.
    chosen.catch(() => (chosen = null));
    return chosen;
  };
  const chosenModel = async (): Promise<Sha256 | null> => (await inUse())?.hash ?? null;
  const chosenName = async (): Promise<string | null> => (await inUse())?.card.name ?? null;

  /** A model that came or went may be another one to show the answers of. */
  const showModels = async (): Promise<void> => {
    chosen = null;
    told.announce('models.changed', {});
    detectors.refresh();
    told.announce('photographers.changed', {});
    if (!opened) return;
    const { library, groups } = await opened;
    library.show(await chosenModel());
    groups.mapChanged();
  };

  const device = (): DeviceId => devices.choice().inUse;
  const openLibrary = async (): Promise<Library | null> => (opened ? (await opened).library : null);
  const training = trainingIn({ dataDir: places.dataDir, runner, models, device, library: openLibrary });

  const finding = findingIn({
    ...{ openLibrary, runner, chosenModel, device, cacheDir: training.cacheDir, announce: told.announce },
    session: () => (opened ??= open()),
    known: (hash) => training.known(hash),
    source: () => settings.read().suggestions,
    choose: (suggestions) => void settings.write({ suggestions }),
  });

  const maps = mapsIn({
    ...{ dataDir: places.dataDir, collection: finding.collection, chosenModel, announce: told.announce },
    session: () => (opened ??= open()),
    onDrawn: () => void opened?.then(({ groups }) => groups.mapChanged()),
  });

  const open = (): Promise<LivingSession> => {
    let groups: Groups | null = null;
    const session = openSession(
      places.dataDir,
      (library) =>
        jobTypes({
          ...{ library, pictures, runner, models, chosenModel, chosenName, training, looks, detectors, photographers },
          ...{ device, finding, maps, dataDir: places.dataDir },
          unitsDir: unitsDir(places),
          announce: told.announce,
          onDownloaded: (bytes) => (downloadedBytes += bytes),
          adopt: (job) => void session.then(({ queue }) => queue.adopt(job)),
        }),
      chosenModel,
      {
        ...told,
        libraryChanged(photos) {
          told.libraryChanged(photos);
          finding.libraryChanged();
          groups?.libraryChanged();
        },
      },
    ).then(({ library, queue }): LivingSession => {
      groups = groupsIn({
        ...{ library, pictures, placesOnMap: () => maps.places(), onChange: () => told.announce('groups.changed', {}) },
      });
      groups.libraryChanged();
      const folders = new Folders({
        ...{ library, queue, onEdited: told.edited },
        onChange: (state) => told.announce('watch.changed', state),
      });
      return { library, queue, folders, groups };
    });
    // One that cannot be opened, because another Fovea has it, is tried again when it is asked for again.
    session.catch(() => (opened = null));
    return session;
  };

  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    const session = await opened?.catch(() => null);
    await session?.folders.close();
    await session?.queue.close();
    await session?.groups.close();
    await finding.close();
    session?.library.close();
    await Promise.all([runner.close(), closeExifTool()]);
  };

  return {
    ...{ places, settings, runner, devices, models, pictures, training, looks, detectors, photographers },
    ...{ labRuns, finding, maps, chosenModel, chosenName, openLibrary },
    async choose(hash) {
      settings.write({ model: (await models.find(hash)).model.hash });
      await showModels();
    },
    grants: newGrants(),
    announcements: told,
    downloadedBytes: () => downloadedBytes,
    session: () => (opened ??= open()),
    // Asked for twice where a shell says so and then goes away.
    close: () => (closing ??= close()),
  };
}

/** Where it stands which photos excite the units of networks most. */
export const unitsDir = ({ dataDir }: Places): string => join(dataDir, 'units');

/** Where samples are written. */
export const samplesDir = ({ dataDir }: Places): string => join(dataDir, 'samples');
