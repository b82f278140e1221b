import { expect, test } from 'vitest';
import { lessons } from '../../../electron/engine/training/lessons/lessons.ts';
import { adviceFor } from '../../../electron/runner/tasks/learning/advice.ts';
import { engineWords, speak } from '../../../renderer/words/index.ts';

/** Names that every language shares. */
const names = /^(Sigmoid|tanh|ReLU|Leaky ReLU|ELU|Maxout|Xavier|He|Dropout)$/;

test('every text of the lessons is said in the spoken language', async () => {
  const texts = lessons.flatMap(({ title, question, look, variants }) => [
    ...[title, question, look],
    ...variants.map(({ name }) => name),
  ]);
  await speak('de');
  expect(texts.filter((text) => !names.test(text) && engineWords(text) === text)).toEqual([]);
});

test('advice on depth is said again with what it rests on', async () => {
  await speak('de');
  expect(engineWords(adviceFor([], ['rose', 'tulip'], 20).reason)).toBe(
    '10 Fotos je Klasse sind wenig: Ein Kopf auf dem, was das Netz weiß, ist am sichersten; wie ähnlich sie dem sind, woraus es gelernt hat, ist nicht bekannt.',
  );
  expect(engineWords(adviceFor(['rose'], ['rose', 'tulip'], 20_000).reason)).toContain(
    'zu trainieren; es kennt 1 der 2',
  );
});

test.each([
  ['The class “a” has no photos and will not be learned.', 'Die Klasse “a” hat keine Fotos; das wird nicht gelernt.'],
  [
    'The classes “a”, “b” and “c” have no photos to judge by.',
    'Die Klassen “a”, “b” und “c” haben keine Fotos zum Beurteilen.',
  ],
  [
    '12 classes (“a”, “b”, …) have a single photo and will not be learned.',
    '12 Klassen (“a”, “b”, …) haben nur ein einziges Foto; das wird nicht gelernt.',
  ],
  ['“a” has 1,200 photos and “b” 3.', '„a“ hat 1.200 Fotos und „b“ 3.'],
  ['1 photo without a class will not be used.', '1 Foto ohne Klasse wird nicht benutzt.'],
  ['no better for 5 epochs', 'seit 5 Epochen nicht besser'],
])('“%s” is found again', async (english, german) => {
  await speak('de');
  expect(engineWords(english)).toBe(german);
});
