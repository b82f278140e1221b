import { failure } from '../../../../contract/index.ts';
import type { AttackedNetwork } from '../../../adversary/index.ts';

/** @throws lab/unfit  the network has no such class */
export async function checkClass(network: AttackedNetwork, classIndex: number): Promise<void> {
  const classes = await network.classes();
  if (classIndex < classes) return;
  const reason = `"${network.card.name}" has ${classes} classes, none of them number ${classIndex}.`;
  throw failure('lab/unfit', { reason });
}
