import { z } from 'zod';
import type { Contract, Events, Handlers, InputOf, Method, OutputOf, ProgressOf, Scope, Stop } from './define.ts';
import { FoveaError, failure, problemOf } from './errors.ts';
import { Problem } from './records.ts';

// The protocol between two processes, the same on every boundary and free of any transport.
//
//   asker                         answerer
//   ask      id, method, input →
//   stop     id                →
//                              ←  progress id, step        (jobs only, any number)
//                              ←  answer   id, output      (exactly one of these two ends an id)
//                              ←  failure  id, problem
//                              ←  event    name, payload   (belongs to no id)
//
// Messages are plain records. Each end parses what arrives, once; behind the port the types are true.

const id = z.int().nonnegative();

const FromAsker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ask'), id, method: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('stop'), id }),
]);

const FromAnswerer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), id, step: z.unknown() }),
  z.object({ type: z.literal('answer'), id, output: z.unknown() }),
  z.object({ type: z.literal('failure'), id, problem: Problem }),
  z.object({ type: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);

export type Message = z.input<typeof FromAsker> | z.input<typeof FromAnswerer>;

/** One end of a two-way channel: a child process, a message port, a web socket. */
export interface Port {
  post(message: Message): void;
  /** Called once, before the first message. `onClose` runs when the other end is gone. */
  listen(onMessage: (message: unknown) => void, onClose: () => void): void;
}

// ----- the answering end

interface Call {
  readonly stop: Stop & { aborted: boolean };
  readonly listeners: (() => void)[];
}

const newCall = (): Call => {
  const stop = {
    aborted: false,
    throwIfAborted(): void {
      if (stop.aborted) throw failure('engine/stopped', {});
    },
  };
  return { stop, listeners: [] };
};

const abort = (call: Call): void => {
  if (call.stop.aborted) return;
  call.stop.aborted = true;
  for (const listener of call.listeners.splice(0)) listener();
};

/** Answers a port from a table of handlers until the port closes. Everything still running is stopped then. */
export function serve<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  port: Port,
  /** Told of every failure that no handler foresaw. */
  onUnexpected: (method: string, thrown: unknown) => void = () => undefined,
): void {
  const calls = new Map<number, Call>();

  const answer = async (askId: number, name: string, rawInput: unknown): Promise<void> => {
    const method = Object.hasOwn(contract, name) ? contract[name] : undefined;
    const parsed = method?.input.safeParse(rawInput);
    if (!method || !parsed?.success) {
      const reason = parsed?.error ? z.prettifyError(parsed.error) : 'there is no such method';
      port.post({
        type: 'failure',
        id: askId,
        problem: problemOf(failure('engine/bad-request', { method: name, reason })),
      });
      return;
    }
    const call = newCall();
    calls.set(askId, call);
    const scope: Scope<unknown> = {
      stop: call.stop,
      onStop: (listener) => (call.stop.aborted ? listener() : void call.listeners.push(listener)),
      progress: (step) => port.post({ type: 'progress', id: askId, step }),
    };
    try {
      // The table is typed per method; here, where the method is only a string, the types have done their work.
      const handler = handlers[name] as (input: unknown, scope: Scope<unknown>) => unknown;
      const output = await handler(parsed.data, scope);
      port.post({ type: 'answer', id: askId, output });
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code === 'engine/unexpected') onUnexpected(name, thrown);
      port.post({ type: 'failure', id: askId, problem });
    } finally {
      calls.delete(askId);
    }
  };

  port.listen(
    (raw) => {
      const message = FromAsker.safeParse(raw);
      if (!message.success) return onUnexpected('a message', message.error);
      if (message.data.type === 'ask') void answer(message.data.id, message.data.method, message.data.input);
      else {
        const call = calls.get(message.data.id);
        if (call) abort(call);
      }
    },
    () => calls.forEach(abort),
  );
}

/** A function that announces events on a port. */
export function announcer<E extends Events>(
  port: Port,
): <N extends keyof E & string>(name: N, payload: z.infer<E[N]>) => void {
  return (name, payload) => port.post({ type: 'event', name, payload });
}

// ----- the asking end

export interface AskOptions<P> {
  /** For jobs only: queries and commands report nothing on their way. */
  readonly onProgress?: [P] extends [never] ? never : (step: P) => void;
  /** An AbortSignal, or anything that can be listened to in the same way. */
  readonly signal?: StopSignal;
}

export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** For ends that announce nothing. */
export type NoEvents = Readonly<Record<string, never>>;

export interface Client<C extends Contract, E extends Events = NoEvents> {
  /** Rejects with a FoveaError: what the other end threw, or `engine/gone` when it went away. */
  ask<N extends keyof C & string>(
    method: N,
    input: InputOf<C[N]>,
    options?: AskOptions<ProgressOf<C[N]>>,
  ): Promise<OutputOf<C[N]>>;
  /** Calls `listener` at each event of this name; the returned function ends that. */
  on<N extends keyof E & string>(name: N, listener: (payload: z.infer<E[N]>) => void): () => void;
  readonly closed: boolean;
}

interface Pending {
  readonly method: Method;
  readonly onProgress: ((step: unknown) => void) | undefined;
  readonly settle: (outcome: { output: unknown } | { error: Error }) => void;
}

/** The asking end of a port: typed calls, and events if the other end announces any. */
export function connect<C extends Contract, E extends Events = NoEvents>(
  contract: C,
  port: Port,
  events?: E,
  onClose: () => void = () => undefined,
): Client<C, E> {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  let nextId = 0;
  let closed = false;

  const receive = (raw: unknown): void => {
    const message = FromAnswerer.parse(raw);
    if (message.type === 'event') {
      const schema = events && Object.hasOwn(events, message.name) ? events[message.name] : undefined;
      if (!schema) return;
      const payload = schema.parse(message.payload);
      listeners.get(message.name)?.forEach((listener) => listener(payload));
      return;
    }
    const call = pending.get(message.id);
    if (!call) return; // answered already, or the caller has gone
    if (message.type === 'progress') {
      if (call.method.kind === 'job') call.onProgress?.(call.method.progress.parse(message.step));
      return;
    }
    if (message.type === 'failure') {
      const { code, message: text, remedy } = message.problem;
      return call.settle({ error: new FoveaError(code, text, remedy) });
    }
    const output = call.method.output.safeParse(message.output);
    if (output.success) call.settle({ output: output.data });
    else call.settle({ error: failure('engine/unexpected', { reason: z.prettifyError(output.error) }) });
  };

  port.listen(receive, () => {
    closed = true;
    for (const call of [...pending.values()]) call.settle({ error: failure('engine/gone', {}) });
    onClose();
  });

  return {
    get closed() {
      return closed;
    },

    ask(name, input, { onProgress, signal } = {}) {
      const method = contract[name];
      if (!method)
        return Promise.reject(failure('engine/bad-request', { method: name, reason: 'there is no such method' }));
      if (closed) return Promise.reject(failure('engine/gone', {}));
      if (signal?.aborted) return Promise.reject(failure('engine/stopped', {}));
      const askId = nextId++;
      return new Promise((resolve, reject) => {
        const onAbort = (): void => port.post({ type: 'stop', id: askId });
        signal?.addEventListener('abort', onAbort, { once: true });
        pending.set(askId, {
          method,
          // progress is parsed by the method's own schema before it gets here
          onProgress: onProgress as ((step: unknown) => void) | undefined,
          settle: (outcome) => {
            pending.delete(askId);
            signal?.removeEventListener('abort', onAbort);
            if ('error' in outcome) reject(outcome.error);
            else resolve(outcome.output as never);
          },
        });
        port.post({ type: 'ask', id: askId, method: name, input });
      });
    },

    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener as (payload: unknown) => void);
      return () => void set.delete(listener as (payload: unknown) => void);
    },
  };
}
