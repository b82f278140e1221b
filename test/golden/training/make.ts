// Rebuilds what trainingAgainstPytorch.test.ts expects: `make.ts [part of a name]`. Needs a Python with PyTorch; networks
// of the shared folder are left as they are where it is absent.

import { join } from 'node:path';
import { peerLosses } from '../../peer/losses.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { writeGolden } from './golden.ts';
import { trainingCases, type TrainingCase } from './runs.ts';

const [part = ''] = process.argv.slice(2);
const folder = sharedDir();

for (const trainingCase of trainingCases.filter(({ name }) => name.includes(part))) {
  if (trainingCase.isShared && folder === null) {
    console.log(`${trainingCase.name}: ${sharedAbsent}`);
    continue;
  }
  const { torch, losses } = peerLosses(trainingCase.trained(join(folder ?? '', 'models')));
  writeGolden(trainingCase.name, sourceOf(trainingCase, torch), { losses });
  console.log(`${trainingCase.name}: ${losses[0]} to ${losses.at(-1)}`);
}

function sourceOf({ name, source }: TrainingCase, torch: string): string {
  return `# ${name}

Losses of twenty steps in which every layer of a network is trained, so that our training loop is judged by a peer that
shares no code with it.

- network, pictures and classes: \`runs.ts\`, seeded: ${source}
- numbers: PyTorch ${torch} on a CPU, float32, one thread, through \`test/peer/losses.py\`
- made by: \`npm run golden:training -- ${name}\`
`;
}
