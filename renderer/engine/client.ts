import { connect, engine, engineEvents } from '../../electron/contract/index.ts';
import type { Client, EngineContract, EngineEvents, Port } from '../../electron/contract/index.ts';

/** What the window may ask of the engine, and what it can listen to. */
export type Engine = Pick<Client<EngineContract, EngineEvents>, 'ask' | 'on'>;

/** The engine behind one port, for as long as that port lasts. */
export const engineBehind = (port: Port, onClose: () => void): Client<EngineContract, EngineEvents> =>
  connect(engine, port, engineEvents, onClose);
