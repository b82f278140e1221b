// Labels in a process of its own and says after each gesture that it was answered: `labellingChild.ts FOLDER GESTURES SEED`.

import { writeSync } from 'node:fs';
import { seeded } from '../../electron/runner/vision/index.ts';
import { answered, libraryHere, nextGesture } from './labellingScript.ts';

const [, , folder = '', gestures, seed] = process.argv;
const library = libraryHere(folder);
const random = seeded(Number(seed));
for (let gesture = 1; gesture <= Number(gestures); gesture += 1) {
  await answered(await nextGesture(library, random), library);
  writeSync(1, `answered ${gesture}\n`);
}
