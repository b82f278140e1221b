import type { Part } from '../../../contract/index.ts';

/** What a set calls one of its parts. */
export type SplitName = 'train' | 'val' | 'test';

const names: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
  testing: 'test',
};

/** The part that a folder or a cell of a table names; null: it names none. */
export const splitOf = (name: string): SplitName | null => names[name.trim().toLowerCase()] ?? null;

/**
 * What the parts of a set are for. A set with train and val alone means by val what is judged; with a test part of its
 * own, val is what decides when to stop. Where only train is named, nothing is set apart yet and Fovea does it.
 */
export function holdoutAndTest(splits: readonly (SplitName | null)[]): {
  readonly given: boolean;
  readonly partOf: (split: SplitName) => Part;
} {
  const hasTest = splits.includes('test');
  const given = hasTest || splits.includes('val');
  return { given, partOf: (split) => (split === 'train' ? 'train' : split === 'val' && hasTest ? 'holdout' : 'test') };
}
