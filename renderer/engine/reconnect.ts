import { engine as contract, problemOf } from '../../electron/contract/index.ts';
import type { Client, EngineContract, EngineEvents, Port } from '../../electron/contract/index.ts';
import { engineBehind } from './client.ts';
import type { Engine } from './client.ts';

type EngineClient = Client<EngineContract, EngineEvents>;

/** connecting: for the first time · open · lost: it was open and will be again. */
export type Connection = 'connecting' | 'open' | 'lost';

interface Subscription {
  /** Listens on one connection; returns how to end that. */
  readonly listenOn: (client: EngineClient) => () => void;
  end: () => void;
}

const firstWaitMs = 100;
const longestWaitMs = 2000;

/**
 * An engine that outlives its port. When the port closes, a new one is opened; listeners carry over, queries that were
 * under way are asked again, and commands reject with `engine/gone`, because nobody knows whether they were carried out.
 */
export class ReconnectingEngine implements Engine {
  readonly #openPort: () => Promise<Port>;
  readonly #onConnection: (connection: Connection) => void;
  readonly #subscriptions = new Set<Subscription>();
  #client: Promise<EngineClient>;
  #ended = false;

  constructor(openPort: () => Promise<Port>, onConnection: (connection: Connection) => void) {
    this.#openPort = openPort;
    this.#onConnection = onConnection;
    this.#client = this.#connect();
  }

  readonly ask: EngineClient['ask'] = async (method, input, options) => {
    for (;;) {
      const client = await this.#client;
      try {
        return await client.ask(method, input, options);
      } catch (thrown) {
        const repeatable = contract[method].kind === 'query' && problemOf(thrown).code === 'engine/gone';
        if (!repeatable || this.#ended) throw thrown;
      }
    }
  };

  readonly on: EngineClient['on'] = (name, listener) => {
    const subscription: Subscription = { listenOn: (client) => client.on(name, listener), end: () => undefined };
    this.#subscriptions.add(subscription);
    void this.#client.then((client) => this.#attach(subscription, client));
    return () => {
      this.#subscriptions.delete(subscription);
      subscription.end();
    };
  };

  /** No further attempts: the window is closing. */
  end(): void {
    this.#ended = true;
  }

  async #connect(waitMs = firstWaitMs): Promise<EngineClient> {
    try {
      const client = engineBehind(await this.#openPort(), () => this.#lose());
      for (const subscription of this.#subscriptions) this.#attach(subscription, client);
      // Told a moment later, so that whoever reacts finds the new client in place.
      queueMicrotask(() => this.#onConnection('open'));
      return client;
    } catch (thrown) {
      if (this.#ended) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      return this.#connect(Math.min(waitMs * 2, longestWaitMs));
    }
  }

  #lose(): void {
    if (this.#ended) return;
    this.#onConnection('lost');
    this.#client = this.#connect();
  }

  #attach(subscription: Subscription, client: EngineClient): void {
    if (!this.#subscriptions.has(subscription)) return;
    subscription.end();
    subscription.end = subscription.listenOn(client);
  }
}
