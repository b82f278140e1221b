import type { DeviceId, InputOf, OutputOf, ProgressOf, RunnerContract, Scope } from '../../../../contract/index.ts';
import { lastOpened, onDeviceOrCpu, signalOf, type Turn, type UseOpened } from '../../../runtime/index.ts';
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
  readonly detector: Detector;
  readonly describer: RegionDescriber;
}

export function thingSearch(): ThingSearch {
  const use = lastOpened<Opened>(({ describer }) => describer.close());
  return { find: (input, scope, turn) => found(input, scope, turn, use) };
}

async function open(model: InputOf<Method>['model'], device: DeviceId): Promise<Opened> {
  const detector = await readDetector(model);
  return { detector, describer: await openRegions(detector.network, device) };
}

async function found(
  input: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
  use: UseOpened<Opened>,
): Promise<OutputOf<Method>> {
  const startedMs = performance.now();
  const { path, hash, cacheDir } = input;
  const stop = signalOf(scope);
  stop.throwIfAborted();
  scope.progress({ done: 0, total: 1 });
  const { model } = input;
  const { result } = await onDeviceOrCpu(input.device, (device) =>
    use(
      JSON.stringify([model.hash, model.card, device]),
      () => open(model, device),
      async ({ detector, describer }) => {
        stop.throwIfAborted();
        const { settings, network, classNames, head, describes } = detector;
        const cache = readingOnly(regionCache(cacheDir, describes, network.width));
        const regions = await describedRegions({ path, hash }, { describer, cache, settings, turn, stop });
        return { regions, classNames, things: inPhoto(thingsAmong(regions, head), regions) };
      },
    ),
  );
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
