import { z } from 'zod';
import type { ErrorCode } from './errors.ts';

// The four kinds of entry a contract has. They differ in promise:
//   a query may be repeated, a command may not, a job reports progress, can be stopped and outlives the window;
//   an event is announced to everybody and answered by nobody.

type Schema = z.ZodType;

export interface Query<I extends Schema = Schema, O extends Schema = Schema> {
  readonly kind: 'query';
  readonly input: I;
  readonly output: O;
  readonly errors: readonly ErrorCode[];
}

export interface Command<I extends Schema = Schema, O extends Schema = Schema> {
  readonly kind: 'command';
  readonly input: I;
  readonly output: O;
  readonly errors: readonly ErrorCode[];
}

export interface Job<I extends Schema = Schema, O extends Schema = Schema, P extends Schema = Schema> {
  readonly kind: 'job';
  readonly input: I;
  readonly output: O;
  readonly progress: P;
  readonly errors: readonly ErrorCode[];
}

export type Method = Query | Command | Job;
export type Contract = Readonly<Record<string, Method>>;
export type Events = Readonly<Record<string, Schema>>;

interface Asked<I extends Schema, O extends Schema> {
  input: I;
  output: O;
  errors?: readonly ErrorCode[];
}

export const query = <I extends Schema, O extends Schema>({ errors = [], ...entry }: Asked<I, O>): Query<I, O> => ({
  kind: 'query',
  errors,
  ...entry,
});

export const command = <I extends Schema, O extends Schema>({ errors = [], ...entry }: Asked<I, O>): Command<I, O> => ({
  kind: 'command',
  errors,
  ...entry,
});

export const job = <I extends Schema, O extends Schema, P extends Schema>({
  errors = [],
  ...entry
}: Asked<I, O> & { progress: P }): Job<I, O, P> => ({ kind: 'job', errors, ...entry });

export type InputOf<M extends Method> = z.infer<M['input']>;
export type OutputOf<M extends Method> = z.infer<M['output']>;
export type ProgressOf<M extends Method> = M extends Job ? z.infer<M['progress']> : never;

/** A moment to give up: an `AbortSignal` satisfies it by shape. */
export interface Stop {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

/** What a handler gets besides its input. */
export interface Scope<P = never> {
  readonly stop: Stop;
  /** Runs `listener` once when the asker stops the call or goes away. */
  onStop(listener: () => void): void;
  progress(step: P): void;
}

/** One function per method: a missing one does not compile. */
export type Handlers<C extends Contract> = {
  readonly [N in keyof C]: (
    input: InputOf<C[N]>,
    scope: Scope<ProgressOf<C[N]>>,
  ) => Promise<OutputOf<C[N]>> | OutputOf<C[N]>;
};

/** For inputs and outputs that are nothing. */
export const nothing = z.void().or(z.null().transform(() => undefined));
