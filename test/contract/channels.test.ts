import { expect, test } from 'vitest';
import { z } from 'zod';
import { channelsOf, connect, query, serve, type Envelope, type Link } from '../../electron/contract/index.ts';

const contract = { 'name.ask': query({ input: z.null(), output: z.string() }) };

/** Two ends of a link in one process. */
const linkPair = () => {
  const ends = [0, 1].map(() => ({ onEnvelope: (_: Envelope): unknown => null, onClose: (): unknown => null }));
  const linkOf = (mine: number, other: number): Link => ({
    post: (envelope) => queueMicrotask(() => ends[other]!.onEnvelope(structuredClone(envelope))),
    listen: (onEnvelope, onClose) => void (ends[mine] = { onEnvelope, onClose }),
  });
  return { shell: linkOf(0, 1), engine: linkOf(1, 0), cut: () => ends.forEach((end) => end.onClose()) };
};

const answering = () => {
  const links = linkPair();
  const opened: string[] = [];
  const left: string[] = [];
  channelsOf(links.engine, (channel, port) => {
    opened.push(channel);
    serve(
      contract,
      { 'name.ask': () => channel },
      {
        post: port.post,
        listen: (onMessage, onClose) =>
          port.listen(onMessage, () => {
            left.push(channel);
            onClose();
          }),
      },
    );
  });
  return { ...links, channels: channelsOf(links.shell), opened, left };
};

test('each channel is a port of its own over one link', async () => {
  const { channels, opened } = answering();
  const a = connect(contract, channels.port('window 1'));
  const b = connect(contract, channels.port('shell'));
  await expect(Promise.all([a.ask('name.ask', null), b.ask('name.ask', null)])).resolves.toEqual(['window 1', 'shell']);
  expect(opened).toEqual(['window 1', 'shell']);
});

test('closing one channel tells its other end and leaves the rest alone', async () => {
  const { channels, left } = answering();
  const port = channels.port('window 1');
  const stays = connect(contract, channels.port('window 2'));
  await connect(contract, port).ask('name.ask', null);
  port.close();
  await expect(stays.ask('name.ask', null)).resolves.toBe('window 2');
  expect(left).toEqual(['window 1']);
});

test('a cut link closes every channel at both ends', async () => {
  const { channels, left, cut } = answering();
  const client = connect(contract, channels.port('window 1'));
  await client.ask('name.ask', null);
  cut();
  expect([client.closed, left]).toEqual([true, ['window 1']]);
});
