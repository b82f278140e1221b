import type { EngineContract, Handlers } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';

type MapMethod = Extract<keyof EngineContract, `map.${string}`>;

/** The map of the library. */
export function mapHandlers({ maps }: Engine) {
  return {
    'map.state': () => maps.state(),
    'map.draw': async () => ({ job: await maps.draw(false) }),
    'map.place': async () => ({ job: await maps.draw(true) }),
    'map.points': () => maps.points(),
  } satisfies Pick<Handlers<EngineContract>, MapMethod>;
}
