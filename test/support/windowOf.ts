import { WebSocket } from 'ws';
import {
  browserShell,
  connect,
  engine as engineContract,
  engineEvents,
  type Client,
  type Contract,
  type EngineContract,
  type EngineEvents,
  type Events,
} from '../../electron/contract/index.ts';
import { socketPort } from '../../electron/shell/browser/sockets.ts';

/** What a page of the browser shell speaks with, without the page. */
export interface OpenWindow {
  readonly engine: Client<EngineContract, EngineEvents>;
  readonly shell: Client<typeof browserShell>;
}

/** Enters with the token of the printed address, as a browser does, and opens both of a window's connections. */
export async function openWindow(url: string): Promise<OpenWindow> {
  const { origin, host } = new URL(url);
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const opened = async <C extends Contract, E extends Events>(path: string, contract: C, events: E) => {
    const socket = new WebSocket(`ws://${host}${path}`, { headers: { cookie, origin } });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return connect(contract, socketPort(socket), events);
  };
  const [engine, shell] = await Promise.all([
    opened('/engine', engineContract, engineEvents),
    opened('/shell', browserShell, {}),
  ]);
  return { engine, shell };
}
