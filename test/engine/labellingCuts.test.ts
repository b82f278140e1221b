import { afterAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/fovea.ts';
import { hasStrace, labelUnderCuts } from '../support/labellingCuts.ts';

// Five hundred cuts are `npm run study:power`.
const seed = Number(process.env['SEED'] ?? 1);
const root = temporaryFolder();
afterAll(() => root.remove());

test.skipIf(!hasStrace)(
  'what was answered is there when the power is cut, and the file is sound (needs strace)',
  async () => {
    const { kept, lost } = await labelUnderCuts({ root: root.path, gestures: 40, cuts: 40, seed });
    expect(kept + lost, `SEED=${seed}`).toBe(40);
  },
);
