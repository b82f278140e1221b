import type { Message, Port } from '../../electron/contract/index.ts';

/** Two ends of a port in one process. Messages arrive in order, one microtask later, as structured clones. */
export function portPair(): { asker: Port; answerer: Port; close(): void } {
  const ends = [newEnd(), newEnd()] as const;
  const portOf = (mine: End, other: End): Port => ({
    post: (message) => deliver(other, structuredClone(message)),
    listen: (onMessage, onClose) => Object.assign(mine, { onMessage, onClose }),
  });
  return {
    asker: portOf(ends[0], ends[1]),
    answerer: portOf(ends[1], ends[0]),
    close: () => {
      for (const end of ends) {
        end.open = false;
        end.onClose();
      }
    },
  };
}

interface End {
  open: boolean;
  onMessage: (message: unknown) => void;
  onClose: () => void;
}

const newEnd = (): End => ({ open: true, onMessage: () => undefined, onClose: () => undefined });

const deliver = (end: End, message: Message): void => {
  queueMicrotask(() => {
    if (end.open) end.onMessage(message);
  });
};
