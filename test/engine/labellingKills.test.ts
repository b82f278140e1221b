import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { seeded } from '../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { labelUnderKills } from '../support/labellingKills.ts';
import { libraryHere, writeLibrary } from '../support/labellingScript.ts';
import { chosenNetwork, engineVictims } from '../support/labellingVictims.ts';

// Two hundred kills of each process are `npm run study:kills`.
const seed = Number(process.env['SEED'] ?? 1);
const root = temporaryFolder();
afterAll(() => root.remove());

test('an engine killed at any moment of labelling has lost the gesture on its way at most, and its history leads to the start and back', async () => {
  const { modelsDir, network } = await chosenNetwork(root.path);
  const [dataDir, here] = [join(root.path, 'there'), join(root.path, 'here')];
  writeLibrary(dataDir, network);
  writeLibrary(here, network);
  const reference = libraryHere(here, network);
  const victims = engineVictims(dataDir, modelsDir);
  const asked = { dataDir, kills: 5, reference, random: seeded(seed), open: () => victims.open() };
  const { gestures, lost } = await labelUnderKills(asked);
  expect(gestures, `SEED=${seed}`).toBeGreaterThan(lost);
  await victims.close();
  reference.close();
});
