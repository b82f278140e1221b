/** Decides what to do when the runner dies in the middle of a list: try again, go one by one, or blame a photo. */
export interface CrashWatch {
  photosAtOnce(usual: number): number;
  /** The network is loaded; from here on a crash may be a photo's fault. */
  began(): void;
  answered(count: number): void;
  crashed(): 'try again' | 'blame the photo' | 'give up';
}

/** Crashes in a row without an answer, after which photos are tried one by one. */
const patience = 3;
/** Crashes in a row with the same single photo, after which it is the photo's fault. */
const proof = 2;
/** How many photos go one by one before whole lists are trusted again: more than a runner decodes ahead. */
const suspects = 64;
/** Crashes in a row before the network was loaded, after which it is the network's or the device's fault. */
const mostFailedStarts = 8;
/** Photos blamed in a row, after which it is no photo's fault but the network's or the device's. */
const mostBlamed = 5;

export function crashWatch(): CrashWatch {
  let crashes = 0;
  let singles = 0;
  let blamed = 0;
  let failedStarts = 0;
  let hasBegun = false;
  return {
    photosAtOnce: (usual) => (singles > 0 ? 1 : usual),
    began() {
      hasBegun = true;
      failedStarts = 0;
    },
    answered(count) {
      if (count === 0) return;
      crashes = 0;
      blamed = 0;
      singles = Math.max(0, singles - count);
    },
    crashed() {
      if (!hasBegun) return ++failedStarts >= mostFailedStarts ? 'give up' : 'try again';
      hasBegun = false;
      crashes += 1;
      if (singles > 0 && crashes >= proof) {
        crashes = 0;
        blamed += 1;
        return blamed >= mostBlamed ? 'give up' : 'blame the photo';
      }
      if (singles === 0 && crashes >= patience) {
        crashes = 0;
        singles = suspects;
      }
      return 'try again';
    },
  };
}
