import { statSync } from 'node:fs';
import type { LibraryMap, MapPlaces, OutputOf, EngineContract, Sha256 } from '../../contract/index.ts';
import type { Announce } from '../announcements.ts';
import type { Collection, Held } from '../finding/index.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Library } from '../library/index.ts';
import { drawJob, fewestOnMap, tooFew } from './draw.ts';
import { bytesOf, mapFile, readMap } from './file.ts';

export { drawQueued } from './draw.ts';

export interface MapNeeds {
  readonly dataDir: string;
  readonly session: () => Promise<{ readonly library: Library; readonly queue: Queue }>;
  readonly collection: Pick<Collection, 'held' | 'ready'>;
  readonly chosenModel: () => Promise<Sha256 | null>;
  readonly announce: Announce;
  readonly onDrawn: () => void;
}

export type Maps = ReturnType<typeof mapsIn>;

/** The maps of a library, one per network that looked at it. */
export function mapsIn({ dataDir, session, collection, chosenModel, announce, onDrawn }: MapNeeds) {
  let last: { readonly file: string; readonly modifiedMs: number; readonly places: MapPlaces | null } | null = null;

  /** The map of a network as it lies on disk, read once. */
  const placesOf = (model: Sha256 | null): MapPlaces | null => {
    if (model === null) return null;
    const file = mapFile(dataDir, model);
    const modifiedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (modifiedMs === undefined) return null;
    if (last?.file !== file || last.modifiedMs !== modifiedMs) last = { file, modifiedMs, places: readMap(file) };
    return last.places;
  };

  /** Photos that a network's features are known of, without waiting for them to be loaded. */
  const knownTo = (library: Library, model: Sha256 | null): Held['known'] | 'all' | null => {
    const held = collection.held();
    if (held !== null && held.model === model) return held.known;
    return model !== null && library.finding.lookedBy(model) ? 'all' : null;
  };

  const underWay = (queue: Queue): number | null =>
    queue.list().find(({ kind, state }) => kind === 'map.draw' && (state === 'waiting' || state === 'running'))?.id ??
    null;

  const state = async (): Promise<LibraryMap> => {
    const { library, queue } = await session();
    const model = await chosenModel();
    const places = placesOf(model);
    const [known, onMap] = [knownTo(library, model), new Set(places?.photos)];
    const isMissing = (photo: number): boolean =>
      !onMap.has(photo) && (known === 'all' || (known?.has(photo) ?? false));
    return {
      model: places === null ? null : model,
      points: places === null ? 0 : library.map.present(places.photos),
      missing: known === null ? 0 : library.map.count(isMissing),
      job: underWay(queue),
    };
  };

  return {
    state,

    /** Where photos lie; null: there is no map of the chosen network. The same object while it is the same map. */
    places: async (): Promise<MapPlaces | null> => placesOf(await chosenModel()),

    /** Queues the drawing, or the placing of new photos; answers the job that is under way. @throws find/no-features */
    async draw(place: boolean): Promise<number> {
      const { queue } = await session();
      const now = underWay(queue);
      if (now !== null) return now;
      const { known } = await collection.ready();
      if (known.size < fewestOnMap) return tooFew(known.size);
      return queue.add(drawJob({ place: place && placesOf(await chosenModel()) !== null }));
    },

    /** Where photos lie, and of what class they are. */
    async points(): Promise<OutputOf<EngineContract['map.points']>> {
      const { library } = await session();
      const places = placesOf(await chosenModel());
      const { rows, photos, classes, human, names } = library.map.classesOf(places?.photos ?? new Int32Array(0));
      const coordinates = (axis: 'x' | 'y'): Float32Array => Float32Array.from(rows, (row) => places?.[axis][row] ?? 0);
      const packed = (values: ArrayBufferView): string => bytesOf(values).toString('base64');
      return {
        ...{ photos: packed(photos), x: packed(coordinates('x')), y: packed(coordinates('y')) },
        ...{ classes: packed(classes), human: packed(human), names },
      };
    },

    /** A map was drawn: its job is as good as ended. */
    async drawn(): Promise<void> {
      announce('map.changed', { ...(await state()), job: null });
      onDrawn();
    },
  };
}
