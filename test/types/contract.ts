import type { Client, EngineContract, EngineEvents, Handlers } from '../../electron/contract/index.ts';
import { everything, failure } from '../../electron/contract/index.ts';

// What must not compile. `npm run types` reads this file: a line below that compiles after all is an error there.

declare const engine: Client<EngineContract, EngineEvents>;

// @ts-expect-error a method that the contract does not have
void engine.ask('library.burn', undefined);

// @ts-expect-error a field is missing
void engine.ask('library.list', { filter: everything, order: 'added', offset: 0 });

// @ts-expect-error a photo is named by a number
void engine.ask('library.photo', { photo: '7' });

// @ts-expect-error an order that nobody knows
void engine.ask('library.list', { filter: everything, order: 'beauty', offset: 0, limit: 1 });

// @ts-expect-error a query reports no progress
void engine.ask('library.facets', { filter: everything }, { onProgress: () => undefined });

// @ts-expect-error an event that nobody announces
engine.on('library.burnt', () => undefined);

// @ts-expect-error a fact that the sentence has a hole for is missing
failure('photo/too-large', { limit: 100 });

// @ts-expect-error a code that the catalogue does not have
failure('photo/ugly', {});

// @ts-expect-error one handler is not a table of all
export const handlers: Handlers<EngineContract> = { 'jobs.list': () => [] };
