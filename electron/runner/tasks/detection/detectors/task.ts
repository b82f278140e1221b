import type { DeviceId, InputOf, OutputOf, ProgressOf, RunnerContract, Scope } from '../../../../contract/index.ts';
import { onDeviceOrCpu, signalOf, type Turn } from '../../../runtime/index.ts';
import { openRegions, type RegionDescriber } from '../regions/index.ts';
import { readingOnly, regionCache } from './cache.ts';
import { describedRegions } from './examples.ts';
import { readDetector, type Detector } from './file.ts';
import { inPhoto, thingsAmong } from './find.ts';

type Method = RunnerContract['detectors.find'];

/** Finds things by detectors. The one that was asked last stays open. */
export interface ThingSearch {
  find(input: InputOf<Method>, scope: Scope<ProgressOf<Method>>, turn: Turn): Promise<OutputOf<Method>>;
}

interface Opened {
  readonly key: string;
  readonly detector: Detector;
  readonly describer: RegionDescriber;
}

export function thingSearch(): ThingSearch {
  let current: Promise<Opened> | null = null;
  let currentKey = '';
  let users: Promise<unknown> = Promise.resolve();

  const openedFor = async ({ model }: InputOf<Method>, device: DeviceId): Promise<Opened> => {
    const key = JSON.stringify([model.hash, model.card, device]);
    if (current && currentKey === key) return current;
    const before = current;
    currentKey = key;
    current = open(model, key, device);
    current.catch(() => (currentKey = ''));
    await before?.then(({ describer }) => describer.close()).catch(() => undefined);
    return current;
  };

  return {
    // One after the other: the describer of the one before is closed when another is opened.
    find(input, scope, turn) {
      const asked = users.then(() => found(input, scope, turn, openedFor));
      users = asked.catch(() => undefined);
      return asked;
    },
  };
}

async function open(model: InputOf<Method>['model'], key: string, device: DeviceId): Promise<Opened> {
  const detector = await readDetector(model);
  return { key, detector, describer: await openRegions(detector.network, device) };
}

async function found(
  input: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
  openedFor: (input: InputOf<Method>, device: DeviceId) => Promise<Opened>,
): Promise<OutputOf<Method>> {
  const startedMs = performance.now();
  const { path, hash, cacheDir } = input;
  const stop = signalOf(scope);
  stop.throwIfAborted();
  scope.progress({ done: 0, total: 1 });
  const { result } = await onDeviceOrCpu(input.device, async (device) => {
    const { detector, describer } = await openedFor(input, device);
    const { settings, network, classNames, head, describes } = detector;
    const cache = readingOnly(regionCache(cacheDir, describes, network.width));
    const regions = await describedRegions({ path, hash }, { describer, cache, settings, turn, stop });
    return { regions, classNames, things: inPhoto(thingsAmong(regions, head), regions) };
  });
  const { regions, classNames, things } = result;
  const { photoWidth, photoHeight, boxes } = regions;
  scope.progress({ done: 1, total: 1 });
  return {
    ...{ photoWidth, photoHeight, proposals: boxes.length / 4, damaged: regions.picture?.damaged ?? false },
    detections: things.map((thing) => ({
      ...thing,
      className: classNames[thing.classIndex] ?? `class ${thing.classIndex}`,
    })),
    elapsedMs: performance.now() - startedMs,
  };
}
