import type { Port } from '../contract/index.ts';

/** The port to the process that forked this one. It is gone when that process is. */
export function parentPort(): Port {
  return {
    // Answers to a parent that has just gone have nowhere to go.
    post: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    listen(onMessage, onClose) {
      process.on('message', onMessage);
      process.once('disconnect', onClose);
    },
  };
}
