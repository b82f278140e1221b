import type { EngineContract, OutputOf, Photo } from '../../electron/contract/index.ts';
import { seeded } from '../../electron/runner/vision/index.ts';

type Points = OutputOf<EngineContract['map.points']>;

/** A map of photos as the engine answers it: a ring of clouds, one for each class, those without one strewn between. */
export function fakeMapPoints(photos: readonly Photo[]): Points {
  const rng = seeded(1);
  const classOf = ({ label, best, rejected }: Photo): string | null =>
    label ?? (rejected ? null : (best?.className ?? null));
  const names = [...new Set(photos.map(classOf))].filter((name) => name !== null).sort();
  const places = photos.map((photo) => {
    const [index, spread] = [names.indexOf(classOf(photo) ?? ''), rng() + rng() + rng() - 1.5];
    const around = index < 0 ? 2 * Math.PI * rng() : (2 * Math.PI * index) / names.length;
    const [far, turn] = [index < 0 ? 0.45 * Math.sqrt(rng()) : 0.35 + 0.06 * spread, around + 0.12 * (rng() - rng())];
    return [0.5 + far * Math.cos(turn), 0.5 + far * Math.sin(turn)] as const;
  });
  const packed = (values: Int32Array | Float32Array | Uint8Array): string => {
    const bytes = new Uint8Array(values.buffer);
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  };
  return {
    photos: packed(Int32Array.from(photos, ({ id }) => id)),
    x: packed(Float32Array.from(places, ([x]) => x)),
    y: packed(Float32Array.from(places, ([, y]) => y)),
    classes: packed(Int32Array.from(photos, (photo) => 1 + names.indexOf(classOf(photo) ?? ''))),
    human: packed(Uint8Array.from(photos, ({ label }) => (label === null ? 0 : 1))),
    names: names.map((className, i) => ({ class: i + 1, className })),
  };
}
