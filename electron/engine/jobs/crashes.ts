import { failure, FoveaError } from '../../contract/index.ts';

/** Ends of the runner in a row over the same request, after which it is no accident. */
const mostCrashes = 3;

/**
 * Asks the runner; one that dies is asked again.
 *
 * @param hasMoved  whether it came further than the last time, which begins the count anew
 * @throws runner/crashed, and what `ask` throws
 */
export async function askedAgain<T>(ask: () => Promise<T>, hasMoved: () => boolean = () => false): Promise<T> {
  for (let crashes = 1; ; crashes += 1) {
    try {
      return await ask();
    } catch (thrown) {
      if (!isCrash(thrown)) throw thrown;
      if (hasMoved()) crashes = 1;
      if (crashes >= mostCrashes) throw thrown;
    }
  }
}

/**
 * The same for one photo: where the runner dies over it each time, the photo is at fault.
 *
 * @param isRead  whether the photo had been read by then, so that the fault lies elsewhere
 * @throws photo/corrupt, runner/crashed, and what `ask` throws
 */
export async function askedOfPhoto<T>(ask: () => Promise<T>, isRead: () => boolean = () => false): Promise<T> {
  try {
    return await askedAgain(ask);
  } catch (thrown) {
    throw isCrash(thrown) && !isRead() ? failure('photo/corrupt', { reason: thrown.message }) : thrown;
  }
}

const isCrash = (thrown: unknown): thrown is FoveaError =>
  thrown instanceof FoveaError && thrown.code === 'runner/crashed';
