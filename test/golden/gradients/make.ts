// Rebuilds what gradientGoldens.test.ts expects: `make.ts [part of a name]`. Needs a Python with PyTorch; networks of the
// shared folder are left as they are where it is absent.

import { join } from 'node:path';
import { Peer, type PeerResult } from '../../peer/peer.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { writeGolden } from './golden.ts';
import { gradientCases, type GradientCase } from './problems.ts';

const [part = ''] = process.argv.slice(2);
const folder = sharedDir();
const peer = new Peer();

for (const gradientCase of gradientCases.filter(({ name }) => name.includes(part))) {
  if (gradientCase.isShared && folder === null) {
    console.log(`${gradientCase.name}: ${sharedAbsent}`);
    continue;
  }
  const result = await peer.run(gradientCase.problem(join(folder ?? '', 'models')));
  writeGolden(gradientCase.name, sourceOf(gradientCase, result), result);
  console.log(`${gradientCase.name}: loss ${result.loss64}, ${result.tensors.length} gradients`);
}
peer.close();

function sourceOf({ name, source }: GradientCase, { torch }: PeerResult): string {
  return `# ${name}

Loss and gradients of one whole network, so that what our compiler differentiates is judged by a peer that shares no
code with it.

- network, picture and target: \`problems.ts\`, seeded: ${source}
- numbers: PyTorch ${torch} on a CPU, float64, through \`test/peer/peer.py\`, which also says what each number is
- made by: \`npm run golden:gradients -- ${name}\`
`;
}
