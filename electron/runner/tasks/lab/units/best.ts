import { mostPatches, type UnitTable } from '../../../../contract/index.ts';

type Best = UnitTable['best'][number];

/** The strongest photos of each unit of one layer so far. */
export interface BestPhotos {
  /** Tells what one photo does to every unit. @param peaks, places  [channels] */
  offer(photo: number, peaks: ArrayLike<number>, places: ArrayLike<number | bigint>): void;
  /** As the file holds it. */
  told(): Best;
}

/** @param known  what was found before; null: nothing */
export function bestPhotos(channels: number, known: Best | null): BestPhotos {
  const photos = Int32Array.from(known?.photo ?? new Int32Array(channels * mostPatches).fill(-1));
  const values = Float32Array.from(known?.value ?? new Float32Array(channels * mostPatches));
  const spots = Int32Array.from(known?.place ?? new Int32Array(channels * mostPatches));

  const put = (at: number, photo: number, value: number, place: number): void => {
    [photos[at], values[at], spots[at]] = [photo, value, place];
  };

  return {
    offer(photo, peaks, places) {
      for (let channel = 0; channel < channels; channel += 1) {
        const value = peaks[channel] ?? 0;
        const first = channel * mostPatches;
        let at = first + mostPatches;
        // A unit at rest was excited by nothing.
        if (!(value > 0)) continue;
        while (at > first && ((photos[at - 1] ?? -1) < 0 || (values[at - 1] ?? 0) < value)) at -= 1;
        if (at === first + mostPatches) continue;
        for (let later = first + mostPatches - 1; later > at; later -= 1)
          put(later, photos[later - 1] ?? -1, values[later - 1] ?? 0, spots[later - 1] ?? 0);
        put(at, photo, value, Number(places[channel] ?? 0));
      }
    },
    told: () => ({ photo: Array.from(photos), value: Array.from(values), place: Array.from(spots) }),
  };
}
