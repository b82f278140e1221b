import { describe, expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { bytes, count, duration, percent } from '../../../renderer/ui/index.ts';
import { engineWords, languageOf, problemWords, speak, t } from '../../../renderer/words/index.ts';
import type { Language } from '../../../renderer/words/index.ts';

test('the language of the system is spoken where it is known, else the next one, else English', () => {
  expect(languageOf('system', ['de-AT', 'en'])).toBe('de');
  expect(languageOf('system', ['pt-BR', 'es-MX'])).toBe('es');
  expect(languageOf('system', ['nl'])).toBe('en');
  expect(languageOf('ja', ['de'])).toBe('ja');
});

test('speaking a language says so to screen readers', async () => {
  await speak('fr');
  expect(document.documentElement.lang).toBe('fr');
});

describe.each<[Language, string, string, string]>([
  ['en', '1 class', '12,345 classes', '0 classes'],
  ['de', '1 Klasse', '12.345 Klassen', '0 Klassen'],
  ['fr', '1 classe', '12\u202f345 classes', '0 classe'],
  ['es', '1 clase', '12.345 clases', '0 clases'],
  ['ja', '1 クラス', '12,345 クラス', '0 クラス'],
])('in %s', (language, one, many, none) => {
  test('a number chooses the form of a sentence and is written as there', async () => {
    await speak(language);
    expect([1, 12_345, 0].map((n) => t('{count} classes', { count: n }))).toEqual([one, many, none]);
  });
});

test('numbers with units follow the language', async () => {
  expect([count(20_134), percent(0.934), percent(0.001), bytes(5_243_000), duration(95)]).toEqual([
    '20,134',
    '93 %',
    '< 1 %',
    '5.2 MB',
    '1 min 35 s',
  ]);
  await speak('de');
  expect([count(20_134), percent(0.934), bytes(5_243_000)]).toEqual(['20.134', '93 %', '5,2 MB']);
  await speak('fr');
  expect([percent(0.934), bytes(5_243_000)]).toEqual(['93\u00a0%', '5,2 Mo']);
  await speak('ja');
  expect([percent(0.934), duration(95)]).toEqual(['93%', '1 分 35 秒']);
});

test('an error of the engine is said again from its template, with the facts it was rendered with', async () => {
  const { code, message, remedy } = failure('training/too-few', { className: 'raccoon {x}', count: 3, needed: 5 });
  expect(problemWords({ code, message, remedy })).toMatchObject({ message });
  await speak('de');
  expect(problemWords({ code, message, remedy })).toEqual({
    code,
    message: 'Die Klasse „raccoon {x}“ hat zu wenige brauchbare Fotos: 3, und 5 sind nötig.',
    remedy: 'Ihr Fotos hinzufügen oder die Klasse herausnehmen.',
  });
});

test('an error that is not known, or was changed on its way, stays as it came', async () => {
  await speak('es');
  const foreign = { code: 'graph/unknown-op', message: 'No.', remedy: 'Stop.' };
  expect(problemWords(foreign)).toEqual(foreign);
  const changed = { code: 'disk/full', message: 'card: the disk is full', remedy: 'Free some space.' };
  expect(problemWords(changed)).toEqual(changed);
});

test.each([
  ['Label 1,204 photos “sea”', '1.204 Fotos als „sea“ labeln'],
  ['Label 1 photo “sea” as well', '1 Foto zusätzlich als „sea“ labeln'],
  ['Draw a box of “cat”', 'Einen Rahmen von „cat“ zeichnen'],
  ['Draw 3 boxes', '3 Rahmen zeichnen'],
  ['Give 2 photos 4 stars', '2 Fotos 4 Sterne geben'],
  ['Import DCIM', 'DCIM importieren'],
  ['Import 3 boxes for 2 photos', '3 Rahmen für 2 Fotos importieren'],
  ['20 photos classified by SqueezeNet, 2 unreadable', '20 Fotos von SqueezeNet klassifiziert, 2 unlesbar'],
  ['Import 1 new photo from DCIM', '1 neues Foto aus DCIM importieren'],
  ['3 photos copied and compared, 1,204 here already', '3 Fotos kopiert und verglichen, 1.204 schon hier'],
  [
    'Labels of 2 photos written to /a.b. Left out: a box (3 times). Left out: "score" of an object.',
    'Labels von 2 Fotos in /a.b geschrieben. Weggelassen: ein Rahmen (3-mal). Weggelassen: „score“ (ein Objekt).',
  ],
  [
    '3 photos read; “old” and 1 other folder cannot be read',
    '3 Fotos gelesen; „old“ und 1 anderer Ordner können nicht gelesen werden',
  ],
  ['3 photos read, and then it rained', '3 photos read, and then it rained'],
  ['Something that nobody translated', 'Something that nobody translated'],
])('a title of the engine, %s, is recognized', async (title, said) => {
  expect(engineWords(title)).toBe(title);
  await speak('de');
  expect(engineWords(title)).toBe(said);
});
