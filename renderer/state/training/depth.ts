import type { Depth, DepthChoices, LossKind } from '../../../electron/contract/index.ts';
import { t } from '../../words/index.ts';

// The handle on the picture of the network stands at a position: 0 is the head alone, k the last k blocks, and the last
// position everything.

/** How far the handle can go: the number of blocks, or 0 where no layer can be trained. */
export const deepest = (choices: DepthChoices | null): number =>
  choices?.problem === null ? choices.blocks.length : 0;

export function positionOf(depth: Depth, last: number): number {
  if (depth.kind === 'head') return 0;
  return depth.kind === 'all' ? last : Math.min(depth.blocks, last);
}

export function depthAt(position: number, last: number): Depth {
  if (position <= 0) return { kind: 'head' };
  return position >= last ? { kind: 'all' } : { kind: 'blocks', blocks: position };
}

/** "Head", "Last block", "Last 3 blocks", "Everything". */
export function depthWords(depth: Depth): string {
  if (depth.kind === 'head') return t('Head');
  if (depth.kind === 'all') return t('Everything');
  return t('Last {count} blocks', { count: depth.blocks });
}

/** The same within a sentence: "head", "last block". */
export function depthInSentence(depth: Depth): string {
  if (depth.kind === 'head') return t('head');
  if (depth.kind === 'all') return t('everything');
  return t('last {count} blocks', { count: depth.blocks });
}

/** Parameters that learn at a position, and how many there are in all. */
export function parametersAt(choices: DepthChoices, position: number): { learn: number; all: number } {
  const sum = (blocks: DepthChoices['blocks']): number => blocks.reduce((total, block) => total + block.parameters, 0);
  return {
    learn: choices.headParameters + sum(choices.blocks.slice(0, position)),
    all: choices.headParameters + sum(choices.blocks),
  };
}

/**
 * Seconds that a run is expected to take. The choices know those of the default settings; what lies above the head's
 * share grows with epochs and restarts.
 *
 * @param times  epochs × restarts, relative to the default settings
 */
export function secondsAt(choices: DepthChoices, position: number, times: number): number | null {
  const head = choices.seconds[0];
  const here = choices.seconds[position];
  return head === undefined || here === undefined ? null : head + Math.max(0, here - head) * times;
}

/** What can be minimized at a depth. */
export function lossesFor(depth: Depth, multiLabel: boolean): readonly LossKind[] {
  if (multiLabel) return ['sigmoid'];
  return depth.kind === 'head' ? ['softmax', 'svm'] : ['softmax', 'hinge', 'squared-hinge', 'triplet'];
}

/** The loss nearest to a wished one among those that a depth has: a linear SVM is the squared hinge of one layer. */
export function lossNear(wished: LossKind, losses: readonly LossKind[]): LossKind {
  const twin: Partial<Record<LossKind, LossKind>> = { svm: 'squared-hinge', hinge: 'svm', 'squared-hinge': 'svm' };
  const found = [wished, twin[wished]].find((loss) => loss !== undefined && losses.includes(loss));
  return found ?? losses[0] ?? 'softmax';
}
