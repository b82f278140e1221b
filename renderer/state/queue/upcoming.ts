import type { Photo, PhotoFilter, PhotoId, PhotoOrder } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';

/** Photos that wait for an answer: the next of an order, and how many there are in all. */
export interface Upcoming {
  readonly photos: readonly Photo[];
  readonly total: number;
}

/** Photos kept ready; the strip shows fewer. */
const enough = 40;
const perAsk = 100;

/** Reads the next photos of a filter that are not left out. */
export async function readUpcoming(
  engine: Engine,
  { filter, order }: { readonly filter: PhotoFilter; readonly order: PhotoOrder },
  leftOut: (photo: PhotoId) => boolean,
): Promise<Upcoming> {
  let photos: readonly Photo[] = [];
  let total = 0;
  let offset = 0;
  do {
    const page = await engine.ask('library.list', { filter, order, offset, limit: perAsk });
    photos = [...photos, ...page.photos.filter(({ id }) => !leftOut(id))];
    total = page.total;
    offset += perAsk;
  } while (photos.length < enough && offset < total);
  return { photos: photos.slice(0, enough), total };
}
