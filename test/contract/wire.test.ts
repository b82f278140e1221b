import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  announcer,
  command,
  connect,
  fail,
  job,
  nothing,
  query,
  serve,
  type Handlers,
  type Scope,
} from '../../electron/contract/index.ts';
import { portPair } from '../support/portPair.ts';

const contract = {
  'sum.of': query({ input: z.object({ terms: z.array(z.number()) }), output: z.number() }),
  'count.to': job({ input: z.object({ last: z.int() }), progress: z.int(), output: z.string() }),
  'photo.lose': command({ input: nothing, output: nothing }),
  'lie.about': query({ input: nothing, output: z.number() }),
};
const events = { 'sum.changed': z.object({ total: z.number() }) };

const handlers = {
  'sum.of': ({ terms }) => terms.reduce((a, b) => a + b, 0),
  'count.to': async ({ last }, { stop, progress }) => {
    for (let i = 1; i <= last; i++) {
      await Promise.resolve();
      stop.throwIfAborted();
      progress(i);
    }
    return 'done';
  },
  'photo.lose': () => fail('library/photo-unknown', { photo: 7 }),
  'lie.about': () => 'not a number' as unknown as number,
} satisfies Handlers<typeof contract>;

const bothEnds = (table: Handlers<typeof contract> = handlers) => {
  const pair = portPair();
  const unexpected: unknown[] = [];
  serve(contract, table, pair.answerer, (_, thrown) => unexpected.push(thrown));
  const client = connect(contract, pair.asker, events);
  return { ...pair, client, unexpected, announce: announcer<typeof events>(pair.answerer) };
};

test('an answer reaches the asker', async () => {
  const { client } = bothEnds();
  await expect(client.ask('sum.of', { terms: [1, 2, 3.5] })).resolves.toBe(6.5);
});

test('an input that breaks its schema is refused before the handler sees it', async () => {
  const { client } = bothEnds();
  const wrong = { terms: ['one'] } as unknown as { terms: number[] };
  await expect(client.ask('sum.of', wrong)).rejects.toMatchObject({ code: 'engine/bad-request' });
});

test('an output that breaks its schema does not reach the asker', async () => {
  const { client } = bothEnds();
  await expect(client.ask('lie.about', undefined)).rejects.toMatchObject({ code: 'engine/unexpected' });
});

test('a method that is not in the contract is refused, even one every object has', async () => {
  const { client, asker } = bothEnds();
  await expect(client.ask('toString' as 'sum.of', { terms: [] })).rejects.toMatchObject({ code: 'engine/bad-request' });
  asker.post({ type: 'ask', id: 900, method: 'constructor', input: null });
  await expect(client.ask('sum.of', { terms: [1] })).resolves.toBe(1);
});

test('an error a person can act on crosses with its code, sentence and remedy', async () => {
  const { client, unexpected } = bothEnds();
  await expect(client.ask('photo.lose', undefined)).rejects.toMatchObject({
    code: 'library/photo-unknown',
    message: 'Photo 7 is not in the library.',
    remedy: expect.stringContaining('Undo') as string,
  });
  expect(unexpected).toEqual([]);
});

test('an error nobody foresaw is reported and crosses as engine/unexpected', async () => {
  const { client, unexpected } = bothEnds({
    ...handlers,
    'sum.of': () => {
      throw new TypeError('oops');
    },
  });
  await expect(client.ask('sum.of', { terms: [] })).rejects.toMatchObject({ code: 'engine/unexpected' });
  expect(unexpected).toEqual([expect.any(TypeError)]);
});

test('progress arrives in order and before the answer', async () => {
  const { client } = bothEnds();
  const seen: unknown[] = [];
  await client.ask('count.to', { last: 4 }, { onProgress: (i) => seen.push(i) }).then((answer) => seen.push(answer));
  expect(seen).toEqual([1, 2, 3, 4, 'done']);
});

test('a call stopped before it starts never reaches the handler', async () => {
  const { client } = bothEnds({ ...handlers, 'sum.of': () => expect.unreachable() });
  await expect(client.ask('sum.of', { terms: [] }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'engine/stopped',
  });
});

test('a call stopped on its way ends as stopped', async () => {
  const { client } = bothEnds();
  const controller = new AbortController();
  const counted = client.ask(
    'count.to',
    { last: 1e6 },
    { onProgress: () => controller.abort(), signal: controller.signal },
  );
  await expect(counted).rejects.toMatchObject({ code: 'engine/stopped' });
});

test('when the asker goes away its running calls are stopped', async () => {
  let scope: Scope<number> | undefined;
  const { client, close } = bothEnds({
    ...handlers,
    'count.to': (_, given) => {
      scope = given;
      return new Promise((resolve) => given.onStop(() => resolve('stopped')));
    },
  });
  const lost = client.ask('count.to', { last: 1 });
  await expect.poll(() => scope).toBeDefined();
  close();
  await expect(lost).rejects.toMatchObject({ code: 'engine/gone' });
  expect(scope?.stop.aborted).toBe(true);
});

test('when the answerer goes away every pending call and every later one fails as gone', async () => {
  const { client, close } = bothEnds({ ...handlers, 'sum.of': () => new Promise<number>(() => undefined) });
  const pending = client.ask('sum.of', { terms: [] });
  close();
  await expect(pending).rejects.toMatchObject({ code: 'engine/gone' });
  await expect(client.ask('sum.of', { terms: [] })).rejects.toMatchObject({ code: 'engine/gone' });
  expect(client.closed).toBe(true);
});

test('events reach every listener until it leaves', async () => {
  const { client, announce } = bothEnds();
  const seen: number[] = [];
  const leave = client.on('sum.changed', ({ total }) => seen.push(total));
  announce('sum.changed', { total: 1 });
  await expect.poll(() => seen).toEqual([1]);
  leave();
  announce('sum.changed', { total: 2 });
  await client.ask('sum.of', { terms: [] });
  expect(seen).toEqual([1]);
});

test('a message that is no message is reported and the port goes on', async () => {
  const { client, asker, unexpected } = bothEnds();
  asker.post({ type: 'nonsense' } as never);
  await expect(client.ask('sum.of', { terms: [2] })).resolves.toBe(2);
  expect(unexpected).toHaveLength(1);
});
