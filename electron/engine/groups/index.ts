import type { MapPlaces } from '../../contract/index.ts';
import type { Pictures } from '../images/index.ts';
import type { Library } from '../library/index.ts';
import { clustersOf } from './clusters.ts';
import { gather, type Gathered } from './gather.ts';

export interface Groups {
  /** Something in the library is otherwise; groups follow when nothing more changes for a moment. */
  libraryChanged(): void;
  /** The map may be another one. */
  mapChanged(): void;
  close(): Promise<void>;
}

/** Rest after the last change before groups are worked out again. */
const restMs = 1500;

export interface GroupNeeds {
  readonly library: Library;
  readonly pictures: Pictures;
  /** Where photos lie on the map; the same object while it is the same map. */
  readonly placesOnMap: () => Promise<MapPlaces | null>;
  readonly onChange: () => void;
}

/** Keeps the groups of a library: bursts, near-duplicates, clusters. */
export function groupsIn({ library, pictures, placesOnMap, onChange }: GroupNeeds): Groups {
  const controller = new AbortController();
  const { signal } = controller;
  let timer: NodeJS.Timeout | null = null;
  let working: Promise<void> = Promise.resolve();
  let gathered: { readonly standing: string; readonly groups: Gathered } | null = null;
  let clustered: { readonly groups: Gathered; readonly places: MapPlaces | null } | null = null;

  const work = async (): Promise<void> => {
    if (signal.aborted) return;
    const standing = library.standing();
    if (gathered?.standing !== standing) {
      const groups = await gather(library, pictures, signal);
      gathered = { standing, groups };
      library.arrangements.group('burst', groups.burst);
      library.arrangements.group('alike', groups.alike);
    }
    const { groups } = gathered;
    const places = await placesOnMap();
    if (clustered?.groups === groups && clustered.places === places) return;
    library.arrangements.group('cluster', await clustersOf(groups, places, signal));
    clustered = { groups, places };
    onChange();
  };

  const queueWork = (): void => {
    timer = null;
    working = working.then(work).catch((thrown: unknown) => {
      if (!signal.aborted) console.error('groups', thrown);
    });
  };

  const workLater = (): void => {
    if (signal.aborted) return;
    if (timer) clearTimeout(timer);
    timer = setTimeout(queueWork, restMs);
  };

  return {
    libraryChanged() {
      if (library.standing() !== gathered?.standing) workLater();
    },
    mapChanged: workLater,
    async close() {
      controller.abort();
      if (timer) clearTimeout(timer);
      await working;
    },
  };
}
