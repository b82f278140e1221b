import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readGolden } from '../golden/gradients/golden.ts';
import { gradientCases } from '../golden/gradients/problems.ts';
import { drift, tooFar } from '../peer/compare.ts';
import { runOurs } from '../peer/ours.ts';
import { Peer, peerAbsent, peerPython, type PeerResult } from '../peer/peer.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

// Whole networks against PyTorch. Where PyTorch is installed it computes the float64 gradients anew; elsewhere the
// committed figures stand for them.

const shared = sharedDir();
const models = join(shared ?? '', 'models');
const hasPeer = peerPython() !== null;
let pytorch: Peer | undefined;
afterAll(() => pytorch?.close());

describe.each(gradientCases)('$name', ({ name, isShared, problem }) => {
  const isAbsent = isShared && shared === null;
  let peer: Promise<PeerResult> | undefined;
  const live = (): Promise<PeerResult> => (peer ??= (pytorch ??= new Peer()).run(problem(models)));

  test.skipIf(isAbsent)('loss and every gradient are as near to float64 as PyTorch in float32', async () => {
    const golden = readGolden(name);
    const ours = await runOurs(problem(models));
    expect(Math.abs(ours.loss - golden.loss64), 'error of the loss').toBeLessThan(1e-5 * golden.loss64);
    expect(tooFar(ours.gradients, golden, null), 'by the committed projections').toEqual([]);
    if (hasPeer) expect(tooFar(ours.gradients, golden, (await live()).gradients), 'by the whole gradients').toEqual([]);
  });

  test.skipIf(isAbsent || !hasPeer)('PyTorch computes the committed figures here', async () => {
    const golden = readGolden(name);
    const { loss64, gradients } = await live();
    expect(Math.abs(loss64 - golden.loss64)).toBeLessThan(1e-9 * golden.loss64);
    expect(drift(golden, gradients)).toBeLessThan(1e-9);
  });
});

test.skipIf(hasPeer)(`PyTorch computes the committed figures here: ${peerAbsent}`, () => undefined);
test.skipIf(shared !== null)(`published networks: ${sharedAbsent}`, () => undefined);
