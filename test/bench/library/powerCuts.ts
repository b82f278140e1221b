// The power is cut while a person labels: `npm run study:power [-- CUTS GESTURES SEED]`. Needs strace. Ends with code 1 when
// an answered gesture is missing, the file is damaged or the history leads elsewhere.

import { temporaryFolder } from '../../support/fovea.ts';
import { hasStrace, labelUnderCuts } from '../../support/labellingCuts.ts';

const [cuts, gestures, seed] = [process.argv[2] ?? 500, process.argv[3] ?? 300, process.argv[4] ?? 1].map(Number) as [
  number,
  number,
  number,
];
if (!hasStrace) throw new Error('This study needs strace.');
const root = temporaryFolder();
try {
  const { calls, kept, lost } = await labelUnderCuts({ root: root.path, gestures, cuts, seed });
  console.log(
    `${cuts} cuts within ${calls} calls of ${gestures} gestures, seed ${seed}: ` +
      `every answered gesture is there; of those under way ${kept} were kept and ${lost} were not`,
  );
} finally {
  root.remove();
}
