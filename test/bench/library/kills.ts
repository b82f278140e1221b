// kill -9 of shell, engine and runner while a person labels: `npm run study:kills [-- KILLS SEED]`. Ends with code 1 when
// more than the gesture on its way is lost, the file is damaged or the history leads elsewhere.

import { join } from 'node:path';
import { seeded } from '../../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { labelUnderKills } from '../../support/labellingKills.ts';
import { libraryHere, writeLibrary } from '../../support/labellingScript.ts';
import { chosenNetwork, engineVictims, runnerVictims, shellVictims } from '../../support/labellingVictims.ts';

const kills = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);
const root = temporaryFolder();

try {
  const { modelsDir, network } = await chosenNetwork(root.path);
  const kinds = { engine: engineVictims, shell: shellVictims, runner: runnerVictims } as const;
  for (const [at, [name, victimsOf]] of Object.entries(kinds).entries()) {
    const [dataDir, here] = [join(root.path, name), join(root.path, `${name}-here`)];
    writeLibrary(dataDir, network);
    writeLibrary(here, network);
    const reference = libraryHere(here, network);
    const victims = victimsOf(dataDir, modelsDir);
    const startedMs = performance.now();
    const asked = { dataDir, kills, reference, random: seeded(seed + at), open: () => victims.open() };
    const { gestures, lost } = await labelUnderKills(asked);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    console.log(
      `${name}: ${kills} kills within ${gestures} gestures, ${lost} made again, ${seconds} s, seed ${seed + at}`,
    );
    await victims.close();
    reference.close();
  }
} finally {
  root.remove();
}
