import { z } from 'zod';
import { fail, type MapPlaces } from '../../contract/index.ts';
import type { Collection } from '../finding/index.ts';
import { askedAgain } from '../jobs/crashes.ts';
import type { JobScope } from '../jobs/queue.ts';
import type { RunnerProcess } from '../jobs/runnerProcess.ts';
import type { NewJob } from '../library/index.ts';
import { counted } from '../words.ts';
import { mapFile, readMap, writeMap } from './file.ts';

/** A map that waits to be drawn; place: what is on it stays where it is. */
export const DrawTask = z.object({ place: z.boolean() });
export type DrawTask = z.infer<typeof DrawTask>;

export const drawJob = (task: DrawTask): NewJob => ({
  kind: 'map.draw',
  title: task.place ? 'Place new photos on the map' : 'Draw the map',
  ...{ task, unit: 'photos', total: null },
});

export interface DrawNeeds {
  readonly collection: Pick<Collection, 'ready'>;
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly dataDir: string;
  /** The map of a network is another. */
  readonly drawn: () => Promise<void>;
}

/** The same photos make the same map. */
const seed = 2018;
/** A map of fewer says nothing. */
export const fewestOnMap = 4;

/** Draws the map of all photos that the chosen network looked at, and keeps it. */
export async function drawQueued(scope: JobScope, { collection, runner, dataDir, drawn }: DrawNeeds): Promise<string> {
  const { place } = DrawTask.parse(scope.task);
  let furthest = -1;
  let moved = false;
  const draw = async (): Promise<{ places: MapPlaces; added: number }> => {
    // A runner that began anew holds nothing: whatever is asked again loads first.
    const { model, known } = await collection.ready();
    if (known.size < fewestOnMap) return tooFew(known.size);
    const file = mapFile(dataDir, model);
    const kept = place ? readMap(file) : null;
    const places = await runner.ask(
      'collection.map',
      { seed, kept },
      {
        signal: scope.signal,
        onProgress({ done, total }) {
          moved ||= done > furthest;
          furthest = Math.max(furthest, done);
          scope.report({ done, total, unit: 'photos' });
        },
      },
    );
    scope.signal.throwIfAborted();
    writeMap(file, places);
    return { places, added: places.photos.length - (kept?.photos.length ?? 0) };
  };
  const { places, added } = await askedAgain(draw, () => {
    const hasMoved = moved;
    moved = false;
    return hasMoved;
  });
  await drawn();
  return place ? `${counted(added, 'new photo')} placed` : `${counted(places.photos.length, 'photo')} on the map`;
}

/** @throws find/too-few */
export const tooFew = (have: number): never => fail('find/too-few', { have, need: fewestOnMap });
