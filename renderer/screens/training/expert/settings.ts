import { TrainingSettings } from '../../../../electron/contract/index.ts';
import { phrase } from '../../../words/index.ts';

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
  title: phrase('The head'),
  rows: [
    {
      kind: 'layer',
      name: phrase('Layer that it reads'),
      why: phrase('Earlier layers know textures, later ones know things.'),
    },
    orNone(
      'c',
      phrase('Freedom (C)'),
      phrase('The larger, the closer it follows the examples; too large, and it learns by heart.'),
      phrase('Try and choose'),
      1,
    ),
    number('folds', phrase('Folds'), phrase('Into so many parts the examples are split to choose among heads.')),
    choice(
      'balance',
      phrase('Rare classes'),
      phrase('Keeps a class with few photos from being drowned by the others.'),
      {
        none: phrase('As they are'),
        weights: phrase('Weigh more'),
        resample: phrase('Draw more often'),
      },
    ),
  ],
};

export const loopGroup: SettingGroup = {
  title: phrase('Deeper than the head'),
  rows: [
    number('epochs', phrase('Epochs'), phrase('How many times every photo is learned from.')),
    orNone(
      'patience',
      phrase('Patience'),
      phrase('Ends after so many epochs that were no better on the hold-out.'),
      phrase('Never end early'),
      5,
    ),
    number('batch', phrase('Batch'), phrase('Photos per step. Smaller is noisier and takes less memory.')),
    orNone(
      'learningRate',
      phrase('Learning rate'),
      phrase('How far each step goes, at most.'),
      phrase('Find by a short test'),
      0.01,
    ),
    choice('schedule', phrase('Schedule'), phrase('How the learning rate goes on from there.'), {
      constant: phrase('Constant'),
      step: phrase('A tenth at each third'),
      cosine: phrase('Half a cosine'),
      'one-cycle': phrase('Up, then down'),
      plateau: phrase('A tenth when stuck'),
    }),
    number('warmupEpochs', phrase('Warm-up'), phrase('Epochs over which the learning rate rises from nothing.')),
    choice('optimizer', phrase('Optimizer'), phrase('How gradients become steps.'), {
      sgd: 'SGD',
      momentum: phrase('SGD with momentum'),
      nesterov: phrase('SGD, Nesterov'),
      adam: 'Adam',
      adamw: 'AdamW',
    }),
    number('momentum', phrase('Momentum'), phrase('How much of the last step goes into the next.')),
    number(
      'weightDecay',
      phrase('Weight decay (L2)'),
      phrase('Pulls all weights towards zero; less is learned by heart.'),
    ),
    number('l1', phrase('Sparsity (L1)'), phrase('Pulls small weights to exactly zero.')),
    number('dropout', phrase('Dropout'), phrase('Share of features that are left out at random in each step.')),
    number('labelSmoothing', phrase('Label smoothing'), phrase('How much doubt is left in each true answer.')),
    number('mixup', phrase('Mixup'), phrase('Strength of blending two photos into one.')),
    number('cutmix', phrase('Cutmix'), phrase('Strength of pasting a part of one photo into another.')),
    {
      ...number(
        'adversarial',
        phrase('Adversarial (ε)'),
        phrase('Where all layers learn: photos are changed by so many of 255 levels to mislead, then learned from.'),
      ),
      onlyAll: true,
    },
    orNone(
      'clipNorm',
      phrase('Clip gradients at'),
      phrase('No step is taken further than this, whatever a batch says.'),
      phrase('Do not clip'),
      5,
    ),
    choice('batchNorm', phrase('Batch normalization'), phrase('Frozen is safest below about 1,000 photos.'), {
      frozen: phrase('Frozen'),
      updated: phrase('Updated'),
    }),
    choice('headStart', phrase('Head begins'), phrase('From the solved head, or from chance.'), {
      solved: phrase('Solved on features'),
      xavier: phrase('Drawn (Xavier)'),
      he: phrase('Drawn (He)'),
    }),
    choice(
      'layerStart',
      phrase('Layers begin'),
      phrase('Where all layers learn: from what the network knows, or from chance.'),
      {
        kept: phrase('As the network has learned'),
        xavier: phrase('Drawn (Xavier)'),
        he: phrase('Drawn (He)'),
        small: phrase('Drawn too small'),
        large: phrase('Drawn too large'),
      },
    ),
    choice('activation', phrase('Activation'), phrase('Where all layers learn: what stands between them.'), {
      kept: phrase('As in the network'),
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
      name: phrase('Learn once more from all'),
      why: phrase('Trains again with the hold-out photos, for as many epochs as were best.'),
    },
    number(
      'restarts',
      phrase('Restarts'),
      phrase('Runs from different seeds; the best is kept and the spread is told.'),
    ),
    number('checkpointSeconds', phrase('Checkpoint every'), phrase('Seconds that a crash can cost at most.')),
    {
      kind: 'switch',
      key: 'search',
      name: phrase('Search first'),
      why: phrase('Tries C, depth and learning rate before the run.'),
    },
  ],
};

export const viewsRow = number(
  'views',
  phrase('Kept copies'),
  phrase('Varied copies of each photo that pass the frozen part once; 0: none.'),
);

export const asideGroup: SettingGroup = {
  title: phrase('What is set aside'),
  rows: [
    number('test', phrase('To judge by'), phrase('Share of all photos, where the set has no test folder of its own.')),
    number('holdout', phrase('To stop by'), phrase('Share of the training photos that decides when to end.')),
    number(
      'keepRight',
      phrase('Keep right answers'),
      phrase('Says “unknown” so rarely that this share of right answers stays; 1: never.'),
    ),
    number('seed', phrase('Seed'), phrase('The same seed makes the same run again.')),
  ],
};

/** Whether the contract takes a value for a setting. */
export const fits = (key: NumberKey, value: number | null): boolean =>
  TrainingSettings.shape[key].safeParse(value).success;
