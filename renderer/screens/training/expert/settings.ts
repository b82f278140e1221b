import { TrainingSettings } from '../../../../electron/contract/index.ts';

// Every setting in plain words: its name, and in one sentence what it does. What lies within bounds is the contract's
// to say; nothing here repeats it.

type Settings = TrainingSettings;
type KeysOf<V> = { [K in keyof Settings]: Settings[K] extends V ? K : never }[keyof Settings];

export type NumberKey = KeysOf<number | null>;
export type ChoiceKey = 'balance' | 'optimizer' | 'schedule' | 'batchNorm' | 'headStart' | 'layerStart' | 'activation';

interface Named {
  readonly name: string;
  readonly why: string;
}

interface NumberRow extends Named {
  readonly kind: 'number';
  readonly key: NumberKey;
  readonly none?: string;
  readonly start?: number;
  /** Can only be set where all layers learn. */
  readonly onlyAll?: true;
}

export type SettingRow =
  | NumberRow
  | (Named & { readonly kind: 'choice'; readonly key: ChoiceKey; readonly options: readonly Option[] })
  | (Named & { readonly kind: 'switch'; readonly key: 'search' | 'refit' })
  | (Named & { readonly kind: 'layer' });

interface Option {
  readonly value: string;
  readonly label: string;
}

export interface SettingGroup {
  readonly title: string;
  readonly rows: readonly SettingRow[];
}

const number = (key: NumberKey, name: string, why: string): NumberRow => ({ kind: 'number', key, name, why });

/** A number that may also be left to the program; `start` is what stands there when it is not. */
const orNone = (key: NumberKey, name: string, why: string, none: string, start: number): SettingRow => ({
  ...{ kind: 'number', key, name, why, none, start },
});

const choice = (key: ChoiceKey, name: string, why: string, options: Readonly<Record<string, string>>): SettingRow => ({
  ...{ kind: 'choice', key, name, why },
  options: Object.entries(options).map(([value, label]) => ({ value, label })),
});

export const headGroup: SettingGroup = {
  title: 'The head',
  rows: [
    { kind: 'layer', name: 'Layer that it reads', why: 'Earlier layers know textures, later ones know things.' },
    orNone(
      'c',
      'Freedom (C)',
      'The larger, the closer it follows the examples; too large, and it learns by heart.',
      'Try and choose',
      1,
    ),
    number('folds', 'Folds', 'Into so many parts the examples are split to choose among heads.'),
    choice('balance', 'Rare classes', 'Keeps a class with few photos from being drowned by the others.', {
      none: 'As they are',
      weights: 'Weigh more',
      resample: 'Draw more often',
    }),
  ],
};

export const loopGroup: SettingGroup = {
  title: 'Deeper than the head',
  rows: [
    number('epochs', 'Epochs', 'How many times every photo is learned from.'),
    orNone(
      'patience',
      'Patience',
      'Ends after so many epochs that were no better on the hold-out.',
      'Never end early',
      5,
    ),
    number('batch', 'Batch', 'Photos per step. Smaller is noisier and takes less memory.'),
    orNone('learningRate', 'Learning rate', 'How far each step goes, at most.', 'Find by a short test', 0.01),
    choice('schedule', 'Schedule', 'How the learning rate goes on from there.', {
      constant: 'Constant',
      step: 'A tenth at each third',
      cosine: 'Half a cosine',
      'one-cycle': 'Up, then down',
      plateau: 'A tenth when stuck',
    }),
    number('warmupEpochs', 'Warm-up', 'Epochs over which the learning rate rises from nothing.'),
    choice('optimizer', 'Optimizer', 'How gradients become steps.', {
      sgd: 'SGD',
      momentum: 'SGD with momentum',
      nesterov: 'SGD, Nesterov',
      adam: 'Adam',
      adamw: 'AdamW',
    }),
    number('momentum', 'Momentum', 'How much of the last step goes into the next.'),
    number('weightDecay', 'Weight decay (L2)', 'Pulls all weights towards zero; less is learned by heart.'),
    number('l1', 'Sparsity (L1)', 'Pulls small weights to exactly zero.'),
    number('dropout', 'Dropout', 'Share of features that are left out at random in each step.'),
    number('labelSmoothing', 'Label smoothing', 'How much doubt is left in each true answer.'),
    number('mixup', 'Mixup', 'Strength of blending two photos into one.'),
    number('cutmix', 'Cutmix', 'Strength of pasting a part of one photo into another.'),
    {
      ...number(
        'adversarial',
        'Adversarial (ε)',
        'Where all layers learn: photos are changed by so many of 255 levels to mislead, then learned from.',
      ),
      onlyAll: true,
    },
    orNone(
      'clipNorm',
      'Clip gradients at',
      'No step is taken further than this, whatever a batch says.',
      'Do not clip',
      5,
    ),
    choice('batchNorm', 'Batch normalization', 'Frozen is safest below about 1,000 photos.', {
      frozen: 'Frozen',
      updated: 'Updated',
    }),
    choice('headStart', 'Head begins', 'From the solved head, or from chance.', {
      solved: 'Solved on features',
      xavier: 'Drawn (Xavier)',
      he: 'Drawn (He)',
    }),
    choice('layerStart', 'Layers begin', 'Where all layers learn: from what the network knows, or from chance.', {
      kept: 'As the network has learned',
      xavier: 'Drawn (Xavier)',
      he: 'Drawn (He)',
      small: 'Drawn too small',
      large: 'Drawn too large',
    }),
    choice('activation', 'Activation', 'Where all layers learn: what stands between them.', {
      kept: 'As in the network',
      sigmoid: 'Sigmoid',
      tanh: 'tanh',
      relu: 'ReLU',
      'leaky-relu': 'Leaky ReLU',
      elu: 'ELU',
      maxout: 'Maxout',
    }),
    {
      kind: 'switch',
      key: 'refit',
      name: 'Learn once more from all',
      why: 'Trains again with the hold-out photos, for as many epochs as were best.',
    },
    number('restarts', 'Restarts', 'Runs from different seeds; the best is kept and the spread is told.'),
    number('checkpointSeconds', 'Checkpoint every', 'Seconds that a crash can cost at most.'),
    { kind: 'switch', key: 'search', name: 'Search first', why: 'Tries C, depth and learning rate before the run.' },
  ],
};

export const viewsRow = number(
  'views',
  'Kept copies',
  'Varied copies of each photo that pass the frozen part once; 0: none.',
);

export const asideGroup: SettingGroup = {
  title: 'What is set aside',
  rows: [
    number('test', 'To judge by', 'Share of all photos, where the set has no test folder of its own.'),
    number('holdout', 'To stop by', 'Share of the training photos that decides when to end.'),
    number(
      'keepRight',
      'Keep right answers',
      'Says “unknown” so rarely that this share of right answers stays; 1: never.',
    ),
    number('seed', 'Seed', 'The same seed makes the same run again.'),
  ],
};

/** Whether the contract takes a value for a setting. */
export const fits = (key: NumberKey, value: number | null): boolean =>
  TrainingSettings.shape[key].safeParse(value).success;
