import type { Stop } from '../../contract/index.ts';
import type { Turn } from '../runtime/index.ts';

/** How long work is ordered, watched and stopped. */
export interface EvidenceHooks {
  readonly turn: Turn;
  readonly stop: Stop;
  readonly onProgress?: (done: number, total: number) => void;
}
