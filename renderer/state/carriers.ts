import { everything } from '../../electron/contract/index.ts';
import type { Photo, PhotoFilter, PhotoId } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';

/** Photos that are asked for at once, as many as an answer holds. */
const perAsk = 500;

/**
 * Whether every one of some photos carries a class itself, and not only one below it.
 *
 * @param here  photos that need not be asked for
 */
export async function allCarry(
  engine: Engine,
  photos: readonly PhotoId[],
  className: string,
  here: readonly Photo[],
): Promise<boolean> {
  const left = new Set(photos);
  const lacks = ({ id, labels }: Photo): boolean => left.delete(id) && !labels.includes(className);
  if (here.some(lacks)) return false;
  // The filter lets those through that carry a class below it, too.
  const filter: PhotoFilter = { ...everything, className, state: 'labelled' };
  for (let [offset, total] = [0, 1]; left.size > 0 && offset < total; offset += perAsk) {
    const page = await engine.ask('library.list', { filter, order: 'added', offset, limit: perAsk });
    total = page.total;
    if (left.size > total - offset || page.photos.some(lacks)) return false;
  }
  return left.size === 0;
}
