import {
  seeded,
  type LabelClass,
  type LabelledPhoto,
  type LabelSet,
  type LabelWriteOptions,
  type WholeLabel,
} from '../../../../../electron/runner/vision/index.ts';

// Sets of labels with whatever names people and systems come up with.

export const classNames = [
  'dog',
  'guide dog',
  `it's "quoted", twice ""`,
  'Ünïcödé ß',
  '犬 と 猫',
  '🐕‍🦺 service',
  'כלב ו-قطة',
  '#%&<>',
  '</name><tag>',
  'a|b',
  'a/b',
  'two\nlines',
  'trailing dot.',
  'con',
  'Dog',
  'x;y\tz',
  '007',
  '=1+1',
  '__proto__',
  'constructor',
  '%d\\n',
  'class_trainval.txt',
  'ß'.repeat(190),
];

const folders = ['a', 'some folder/Übung', '日本/שלום', `#%20 & <b>`, `${'deep folder/'.repeat(22)}end`];
const stems = ['IMG 0001', '写真', '🌅 sunset', 'a,b "c"', "it's", '100%', 'a#b', 'a+b=c', 'مرحبا', 'a.b.c'];

/** Each of these once in each folder: some paths have more than 300 characters. */
export const files = folders.flatMap((folder) => stems.map((stem) => `${folder}/${stem}.jpg`));

export const model = 'ab'.repeat(32);
export const options: LabelWriteOptions = { forSpreadsheets: false, heldOut: 0.3, seed: 1 };

/** What a format keeps of a photo. */
export interface Keeps {
  readonly several: boolean;
  readonly suggested: boolean;
  readonly rejected: boolean;
}

/** @returns  each photo with labels of the states that are kept; a class has at most one state per photo */
export function drawnSet(seed: number, { several, suggested, rejected }: Keeps): LabelSet {
  const rng = seeded(seed);
  const below = (count: number): number => Math.floor(rng() * count);
  const labelsOf = (): WholeLabel[] => {
    const names = new Set(
      Array.from({ length: several ? below(4) : below(2) }, () => classNames[below(classNames.length)]!),
    );
    return [...names].map((className): WholeLabel => {
      const roll = rng();
      if (suggested && roll < 0.3) return { className, state: 'suggested', confidence: rng(), model };
      if (rejected && roll < 0.5) return { className, state: 'rejected', model };
      return { className, state: 'human' };
    });
  };
  const photos = files.map((file, at): LabelledPhoto => {
    // Orientations 5 to 8 turn a photo on its side: labels go with pixels as they are seen.
    const [width, height] = at % 8 < 4 ? [640, 480] : [480, 640];
    return { file, width, height, labels: labelsOf(), objects: [] };
  });
  const classes = classNames.map((name, at): LabelClass => ({
    name,
    parent: at % 5 === 4 ? classNames[at - 1]! : null,
  }));
  return { classes, photos };
}

/** Labels of each photo in an order of their own. */
export const byFile = (photos: readonly LabelledPhoto[]): Record<string, WholeLabel[]> =>
  Object.fromEntries(
    photos.map(({ file, labels }) => [file, labels.toSorted((a, b) => (a.className < b.className ? -1 : 1))]),
  );
