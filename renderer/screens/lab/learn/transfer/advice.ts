import { phrase } from '../../../../words/index.ts';

// What to learn anew of a network that was trained on other photos.

export const amounts = ['little', 'much'] as const;
export const likenesses = ['similar', 'different'] as const;
export type Amount = (typeof amounts)[number];
export type Likeness = (typeof likenesses)[number];

interface Advice {
  /** As the lecture's table has it. */
  readonly sentence: string;
  readonly why: string;
  /** Stages, counted from the head, that learn beside it. */
  readonly stages: number;
  /** Features of several stages are tried, not only those of the last. */
  readonly severalStages: boolean;
}

/** Stages of the network that is drawn. */
export const stageCount = 5;

const table: Readonly<Record<Amount, Readonly<Record<Likeness, Advice>>>> = {
  little: {
    similar: {
      sentence: phrase('Linear classifier on the top layer.'),
      why: phrase('The last features already tell such photos apart, and few photos cannot spoil them.'),
      stages: 0,
      severalStages: false,
    },
    different: {
      sentence: phrase('Hard: try linear classifiers on features of different stages.'),
      why: phrase('Late features belong to the old classes; earlier ones, edges and textures, are everybody’s.'),
      stages: 0,
      severalStages: true,
    },
  },
  much: {
    similar: {
      sentence: phrase('Fine-tune a few layers.'),
      why: phrase('The late features move to the new classes; the early ones are right already.'),
      stages: 2,
      severalStages: false,
    },
    different: {
      sentence: phrase('Fine-tune a larger number of layers.'),
      why: phrase('There are photos enough to learn other features without learning by heart.'),
      stages: 4,
      severalStages: false,
    },
  },
};

export const adviceOf = (amount: Amount, likeness: Likeness): Advice => table[amount][likeness];
