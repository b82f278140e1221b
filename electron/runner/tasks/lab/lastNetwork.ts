import type { LabMethod } from '../../../contract/index.ts';
import { openNetwork, type EvidenceHooks, type OpenNetwork } from '../../evidence/index.ts';
import { lastOpened } from '../../runtime/index.ts';
import type { LabWork } from './work.ts';

const use = lastOpened<OpenNetwork>((network) => network.close());

/**
 * Uses the network of some work. It stays open until another one is asked for: a person who looks into one network turns
 * from photo to photo and from layer to layer, and each should answer at once.
 */
export function withLastNetwork<M extends LabMethod, R>(
  { model, device, stop }: Pick<LabWork<M>, 'model' | 'device' | 'stop'>,
  work: (network: OpenNetwork) => Promise<R>,
): Promise<R> {
  return use(
    [model.hash, device, JSON.stringify(model.card)].join(' '),
    () => openNetwork(model, device),
    (network) => {
      stop.throwIfAborted();
      return work(network);
    },
  );
}

/** How the work of one part of several is told: `part` of `parts`. */
export function hooksOf<M extends LabMethod>(work: LabWork<M>, part: number, parts: number): EvidenceHooks {
  const { turn, stop } = work;
  return { turn, stop, onProgress: (done, total) => work.progress({ done: part + done / total, total: parts }) };
}
