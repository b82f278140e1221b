import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { TrainingSettings } from '../../../../electron/contract/index.ts';
import type { Part, SurveyedPhoto } from '../../../../electron/contract/index.ts';
import { seeded } from '../../../../electron/runner/vision/index.ts';
import { listingOf } from '../../../../electron/engine/training/datasets/listing.ts';
import { examplesOf, preflight, surveyOf, unseen } from '../../../../electron/engine/training/datasets/preflight.ts';
import { withLabels } from '../../../../electron/engine/training/datasets/usable.ts';

const settings = TrainingSettings.parse({});
const seed = Number(process.env['SEED'] ?? 2012);

interface Drawn {
  path: string;
  classNames: string[];
  part?: Part | null;
  /** Photos of one content are the same file; absent: like no other. */
  content?: string;
  /** Photos of one look are alike. */
  look?: number;
  broken?: boolean;
}

const listing = (photos: readonly Drawn[], more: Partial<Parameters<typeof listingOf>[0]> = {}) =>
  listingOf({
    photos: photos.map(({ path, classNames, part = null }) => ({ path, classNames, part })),
    ...{ named: [], unlabelled: [], multiLabel: photos.some(({ classNames }) => classNames.length > 1), ...more },
  });

/** Looks of different numbers differ in about 32 of 64 bits. */
const looks = (index: number): string => createHash('sha256').update(String(index)).digest('hex').slice(0, 16);

const surveyed = (photos: readonly Drawn[]) =>
  surveyOf(
    photos.map(({ path, content = path, look, broken = false }, index): SurveyedPhoto => {
      const hash = Buffer.from(content).toString('hex').padStart(64, '0').slice(-64);
      const problem = broken ? { code: 'photo/empty', message: 'The file is empty.', remedy: '' } : null;
      const fingerprint = broken ? null : looks(look ?? 1000 + index);
      return { ...{ index, path, takenAtMs: null, camera: null }, hash: broken ? null : hash, fingerprint, problem };
    }),
  );

const check = (photos: readonly Drawn[], more: Partial<Parameters<typeof listingOf>[0]> = {}, dropRare = false) =>
  preflight(listing(photos, more), surveyed(photos), settings, dropRare);

const some = (className: string, count: number, more: Partial<Drawn> = {}): Drawn[] =>
  Array.from({ length: count }, (_, at) => {
    const path = `/${className}/${String(at).padStart(4, '0')}${more.part ?? ''}.jpg`;
    return { path, classNames: [className], ...more };
  });

const kinds = ({ findings }: ReturnType<typeof check>): string[] =>
  findings.map(({ kind, severity, count }) => `${severity} ${kind} ${count}`);

/** The code that training answers with, null where it could begin. */
const refused = (checked: ReturnType<typeof check>): string | null => {
  try {
    examplesOf(checked, '/photos');
    return null;
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
};

test('two good classes have nothing to say, and are parted as the settings ask', () => {
  const checked = check([...some('a', 50), ...some('b', 50)]);
  expect(checked.findings).toEqual([]);
  const parts = Map.groupBy(examplesOf(checked, ''), ({ part, classIndices }) => `${part} ${classIndices[0] ?? ''}`);
  expect(Object.fromEntries([...parts].map(([key, list]) => [key, list.length]))).toEqual({
    ...{ 'train 0': 36, 'holdout 0': 4, 'test 0': 10 },
    ...{ 'train 1': 36, 'holdout 1': 4, 'test 1': 10 },
  });
});

test.each<[string, Drawn[], string, string]>([
  ['one class', some('a', 20), 'training/one-class', 'error one-class 1'],
  ['no class', [], 'training/no-class', 'error unlabelled 0'],
  ['one photo per class', [...some('a', 1), ...some('b', 1)], 'training/too-few', 'error tiny-class 2'],
  ['a class of one photo', [...some('a', 20), ...some('b', 1)], 'training/too-few', 'error tiny-class 1'],
  [
    'nothing readable',
    [...some('a', 9, { broken: true }), ...some('b', 9, { broken: true })],
    'training/nothing-readable',
    'error unreadable 18',
  ],
  [
    'a class of unreadable photos',
    [...some('a', 20), ...some('b', 20), ...some('c', 5, { broken: true })],
    'training/too-few',
    'error tiny-class 1',
  ],
  [
    'one scene per class',
    [...some('a', 12, { look: 1 }), ...some('b', 12, { look: 2 })],
    'training/no-test',
    'error no-group-to-test 2',
  ],
])('%s: a finding says why training cannot begin, and training says it too', (_name, photos, code, finding) => {
  const checked = check(photos);
  expect(refused(checked)).toBe(code);
  expect(kinds(checked)).toContain(finding);
});

test('an error among the findings and a refusal to train always come together', () => {
  const rng = seeded(seed);
  const draw = (below: number): number => Math.floor(rng() * below);
  for (let round = 0; round < 300; round += 1) {
    const count = draw(25);
    const photos = Array.from({ length: count }, (_, at): Drawn => {
      const part = ([null, null, 'train', 'holdout', 'test'] as const)[draw(5)] ?? null;
      const content = `content ${draw(2) === 0 ? at : draw(count)}`;
      const classNames = ['a', 'b', 'c'].filter((_name, index) => index === at % 3 || draw(12) === 0);
      return { path: `/${at}.jpg`, classNames, part, content, look: draw(2 * count), broken: draw(6) === 0 };
    });
    const checked = check(photos, {}, draw(2) === 0);
    const hasError = checked.findings.some(({ severity }) => severity === 'error');
    expect(hasError, `seed ${seed}, round ${round}: ${kinds(checked).join(', ')}`).toBe(refused(checked) !== null);
  }
});

test('no group is in two parts and no file counts twice, whatever the source says', () => {
  const rng = seeded(seed + 1);
  const draw = (below: number): number => Math.floor(rng() * below);
  for (let round = 0; round < 200; round += 1) {
    const given = round % 2 === 0;
    const photos = Array.from({ length: 60 }, (_, at): Drawn => {
      const part = given ? ((['train', 'train', 'holdout', 'test'] as const)[draw(4)] ?? null) : null;
      return { path: `/${at}.jpg`, classNames: [`c${at % 3}`], part, content: `${draw(50)}`, look: draw(40) };
    });
    const { parted } = check(photos);
    const stated = new Map(photos.map(({ path, part }) => [path, part]));
    const statedOf = (path: string) => stated.get(path);
    const hasHoldout = parted.photos.some(({ path, part }) => part === 'holdout' && statedOf(path) === 'holdout');
    const where = `seed ${seed}, round ${round}`;
    const parts = Map.groupBy(parted.photos, ({ group }) => group);
    for (const list of parts.values()) expect(new Set(list.map(({ part }) => part)).size, where).toBe(1);
    expect(new Set(parted.photos.map(({ hash }) => hash)).size, where).toBe(parted.photos.length);
    // What the source gives is judged as it is: of the test part nothing is lost but copies and conflicts.
    // Only a hold-out may be drawn, from what is there to learn from, where the source's own came to nothing.
    if (given)
      for (const { path, part } of parted.photos)
        expect(part === 'holdout' && !hasHoldout ? 'train' : part, where).toBe(statedOf(path));
    if (given)
      expect(
        parted.leaking.every(({ part }) => part !== 'test'),
        where,
      ).toBe(true);
  }
});

test('photos to learn from that show what is judged are left out, and counted', () => {
  const photos = [
    ...some('a', 20, { part: 'train' }),
    ...some('b', 20, { part: 'train' }),
    ...some('a', 10, { part: 'test' }),
    ...some('b', 10, { part: 'test' }),
  ];
  const twins = photos.map((photo, at) => ({ ...photo, look: at === 0 || at === 1 || at === 45 ? 7 : 100 + at }));
  const checked = check(twins);
  expect(kinds(checked)).toEqual(['warning near-duplicates 2', 'note near-duplicates 3']);
  expect(checked.parted.photos).toHaveLength(58);
  expect(checked.parted.leaking.map(({ path }) => path)).toEqual(['/a/0000train.jpg', '/a/0001train.jpg']);
});

test('copies count once within a class, and in two classes not at all', () => {
  const photos = [...some('a', 20), ...some('b', 20)];
  const extra: Drawn[] = [
    { path: '/a/copy.jpg', classNames: ['a'], content: '/a/0000.jpg', look: 1000 },
    { path: '/b/copy.jpg', classNames: ['b'], content: '/a/0001.jpg', look: 1001 },
  ];
  const checked = check([...photos, ...extra]);
  expect(kinds(checked)).toEqual(['warning same-photo-in-classes 2', 'note duplicates 1']);
  expect(checked.findings[0]?.paths).toEqual(['/a/0001.jpg', '/b/copy.jpg']);
  const paths = checked.parted.photos.map(({ path }) => path);
  expect(paths).toContain('/a/0000.jpg');
  for (const gone of ['/a/copy.jpg', '/a/0001.jpg', '/b/copy.jpg']) expect(paths).not.toContain(gone);
});

test('empty classes, loose photos, imbalance and small classes are told without preventing anything', () => {
  const checked = check([...some('a', 60), ...some('b', 5)], { named: ['a', 'b', 'c'], unlabelled: ['/x.jpg'] });
  expect(kinds(checked)).toEqual([
    'warning empty-class 1',
    'warning tiny-class 1',
    'warning imbalance 1',
    'note unlabelled 1',
  ]);
  expect(refused(checked)).toBeNull();
});

test('keywords of a single photo are left out instead of preventing training', () => {
  const photos = [...some('a', 20), ...some('b', 20), ...some('once', 1)];
  const checked = check(photos, {}, true);
  expect(checked.classNames).toEqual(['a', 'b']);
  expect(kinds(checked)).toEqual(['warning tiny-class 1']);
  expect(refused(checked)).toBeNull();
});

test('a label replaces what the source says, joins several classes, and gives loose photos a class', () => {
  const said = listing(
    [
      { path: '/1', classNames: ['a'] },
      { path: '/2', classNames: ['a', 'b'] },
      { path: '/3', classNames: ['d'] },
    ],
    { unlabelled: ['/0', '/4'] },
  );
  const labels = new Map([
    ['/0', ['a']],
    ['/1', ['z']],
    ['/2', ['Z']],
    ['/3', ['c', 'a']],
  ]);
  expect(withLabels(said, labels)).toEqual({
    photos: [
      { path: '/0', classNames: ['a'], part: null },
      { path: '/1', classNames: ['z'], part: null },
      { path: '/2', classNames: ['Z', 'a', 'b'], part: null },
      { path: '/3', classNames: ['a', 'c'], part: null },
    ],
    ...{ emptyClasses: ['d'], unlabelled: ['/4'], multiLabel: true },
  });
});

test('the hash follows content, class and part, and not where the photos lie', () => {
  const photos = [...some('a', 20), ...some('b', 20)];
  const moved = photos.map((photo) => ({ ...photo, path: `/elsewhere${photo.path}`, content: photo.path }));
  const { hash } = check(photos);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(check(moved).hash).toBe(hash);
  expect(check(photos.toReversed()).hash).toBe(hash);
  expect(check(photos.map((photo, at) => (at === 3 ? { ...photo, classNames: ['b'] } : photo))).hash).not.toBe(hash);
  expect(check(photos.map((photo, at) => (at === 3 ? { ...photo, content: 'edited' } : photo))).hash).not.toBe(hash);
});

test('before anybody has looked there are counts, and no hash', () => {
  const checked = preflight(listing([...some('a', 20), ...some('b', 20)]), unseen, settings, false);
  expect(checked.hash).toBeNull();
  expect(checked.parted.photos).toHaveLength(40);
  expect(checked.groups).toBe(40);
  expect(checked.findings).toEqual([]);
});

test('10,000 classes are one finding, worked out in seconds', { timeout: 30_000 }, () => {
  const photos = Array.from({ length: 20_000 }, (_, at): Drawn => {
    return { path: `/${at}.jpg`, classNames: [`class ${at % 10_000}`] };
  });
  const startedMs = performance.now();
  const checked = check(photos);
  expect((performance.now() - startedMs) / 1000).toBeLessThan(15);
  // Among so many drawn looks some are alike by chance; that is a note.
  const told = kinds(checked).filter((finding) => !finding.startsWith('note'));
  expect(told).toEqual(['warning tiny-class 10000', 'warning many-classes 10000']);
  expect(refused(checked)).toBeNull();
});

test('sentences count and name what they are about', () => {
  const names = ['b', 'c', 'd', 'e', 'f', 'g'];
  const sentence = (count: number): string => {
    const checked = check(some('a', 20), { named: names.slice(0, count) });
    return checked.findings.find(({ kind }) => kind === 'empty-class')?.sentence ?? '';
  };
  expect([1, 2, 6].map(sentence)).toEqual([
    'The class “b” has no photos and will not be learned.',
    'The classes “b” and “c” have no photos and will not be learned.',
    '6 classes (“b”, “c”, “d”, “e”, “f”, …) have no photos and will not be learned.',
  ]);
});
