import type { Message, Port } from './wire.ts';

// Several ports over one link. A shell and its engine share one link (a child's IPC channel); each window has a channel
// of its own on it, and the shell itself the channel `shell`.

/** What travels on the link. */
export type Envelope =
  { readonly channel: string; readonly message: Message } | { readonly channel: string; readonly closed: true };

/** The raw link: posts and hears envelopes, and knows when the other process is gone. */
export interface Link {
  post(envelope: Envelope): void;
  listen(onEnvelope: (envelope: Envelope) => void, onClose: () => void): void;
}

/** The channel on which a shell speaks for itself; every other channel is a window. */
export const shellChannel = 'shell';

export interface Channels {
  /** The port of a channel; made at the first call. */
  port(channel: string): ClosablePort;
}

export interface ClosablePort extends Port {
  /** Tells the other end that nobody is here any more. */
  close(): void;
}

interface End {
  onMessage: (message: unknown) => void;
  onClose: () => void;
  /** Messages that arrived before anybody listened. */
  early: unknown[] | null;
}

/**
 * Splits a link into ports. `onOpened` is told of each channel that the other end opens, before its first message is
 * delivered.
 */
export function channelsOf(
  link: Link,
  onOpened: (channel: string, port: ClosablePort) => void = () => undefined,
): Channels {
  const ends = new Map<string, End>();

  const endOf = (channel: string): End => {
    const known = ends.get(channel);
    if (known) return known;
    const end: End = { onMessage: (message) => end.early?.push(message), onClose: () => undefined, early: [] };
    ends.set(channel, end);
    return end;
  };

  const portOf = (channel: string): ClosablePort => ({
    post: (message) => link.post({ channel, message }),
    listen: (onMessage, onClose) => {
      const end = endOf(channel);
      const { early } = end;
      Object.assign(end, { onMessage, onClose, early: null });
      early?.forEach((message) => onMessage(message));
    },
    close: () => {
      ends.delete(channel);
      link.post({ channel, closed: true });
    },
  });

  const leave = (channel: string): void => {
    const end = ends.get(channel);
    ends.delete(channel);
    end?.onClose();
  };

  link.listen(
    (envelope) => {
      if ('closed' in envelope) return leave(envelope.channel);
      if (!ends.has(envelope.channel)) {
        endOf(envelope.channel);
        onOpened(envelope.channel, portOf(envelope.channel));
      }
      ends.get(envelope.channel)?.onMessage(envelope.message);
    },
    () => [...ends.keys()].forEach(leave),
  );

  return {
    port(channel) {
      endOf(channel);
      return portOf(channel);
    },
  };
}
