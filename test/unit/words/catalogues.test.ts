import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allSentences, root } from '../../support/sentences.ts';

// Every sentence of the window in every language. What is missing is printed as it would stand in the catalogue.

type Entry = string | Readonly<Record<string, string>>;
type Catalogue = Readonly<Record<string, Entry>>;

const read = (language: string): Catalogue =>
  JSON.parse(readFileSync(resolve(root, `renderer/words/${language}.json`), 'utf8')) as Catalogue;

const sentences = allSentences();
const formsOf = (entry: Entry): readonly string[] => (typeof entry === 'string' ? [entry] : Object.values(entry));
const holesOf = (text: string): string[] => [...new Set([...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole))].sort();

const missing = (catalogue: Catalogue, asked: ReadonlyMap<string, string>): string[] =>
  [...asked].filter(([sentence]) => !(sentence in catalogue)).map(([sentence]) => `${JSON.stringify(sentence)}: "",`);

const unused = (catalogue: Catalogue, asked: ReadonlyMap<string, string>): string[] =>
  Object.keys(catalogue).filter((sentence) => !asked.has(sentence));

/** Sentences whose holes are not those of the English one; "one thing" may be said without its number. */
const otherHoles = (catalogue: Catalogue): string[] =>
  Object.entries(catalogue).flatMap(([sentence, entry]) =>
    formsOf(entry).filter((form) => {
      const [asked, given] = [holesOf(sentence), holesOf(form)];
      const withoutCount = asked.filter((hole) => hole !== '{count}');
      const single = typeof entry !== 'string' && form === entry['one'];
      return ![asked, ...(single ? [withoutCount] : [])].some((holes) => holes.join() === given.join());
    }),
  );

const otherForms = (catalogue: Catalogue, language: string): string[] => {
  const known = new Set<string>(new Intl.PluralRules(language).resolvedOptions().pluralCategories);
  return Object.entries(catalogue)
    .filter(([sentence, entry]) => {
      if (typeof entry === 'string') return false;
      const forms = Object.keys(entry);
      return !sentence.includes('{count}') || forms.some((form) => !known.has(form));
    })
    .map(([sentence]) => sentence);
};

test('sentences are found in components, in modules, in the table of keys and in the errors', () => {
  expect(sentences.get('Copy report')).toBe('renderer/screens/settings/SettingsScreen.svelte');
  expect(sentences.get('Label {count} photos “{name}”')).toBe('renderer/words/patterns/edits.ts');
  expect(sentences.get('Accept the suggestion')).toBe('renderer/frame/keys.ts');
  expect(sentences.get('The disk is full: "{path}" could not be written.')).toBe('disk/full');
});

describe.each(['de', 'fr', 'es', 'ja'])('%s', (language) => {
  const catalogue = read(language);

  test('has every sentence', () => expect(missing(catalogue, sentences)).toEqual([]));
  test('has no sentence that nobody says', () => expect(unused(catalogue, sentences)).toEqual([]));
  test('has the holes of each sentence', () => expect(otherHoles(catalogue)).toEqual([]));
  test('has only forms that the language has, and the one for most numbers', () => {
    expect(otherForms(catalogue, language)).toEqual([]);
    for (const entry of Object.values(catalogue)) if (typeof entry !== 'string') expect(entry['other']).toBeTruthy();
  });
  test('is in order, so that two who add a sentence rarely meet', () =>
    expect(Object.keys(catalogue)).toEqual(Object.keys(catalogue).toSorted()));
  test('says nothing with an empty text', () =>
    expect(
      Object.values(catalogue)
        .flatMap(formsOf)
        .filter((form) => form.trim() === ''),
    ).toEqual([]));
});

test('English has only sentences that are said, each with another form for one thing', () => {
  const english = read('en');
  expect(unused(english, sentences)).toEqual([]);
  expect(otherHoles(english)).toEqual([]);
  expect(Object.values(english).filter((entry) => typeof entry === 'string' || !entry['one'])).toEqual([]);
});

/** Said of several things only, whatever their number is. */
const neverOne =
  /^(None|Without|The worst|The masks have|The folder of masks|There are boxes|While this ran)|photographers apart|less probable|classes \(\{names\}\)|\{count\} paths/;

test('English has another form for one thing wherever a number stands before things', () => {
  const english = read('en');
  const things = [...sentences.keys()].filter((sentence) => /\{count\} (\w+ )?\w+s\b/.test(sentence));
  expect(things.filter((sentence) => !(sentence in english) && !neverOne.test(sentence))).toEqual([]);
});

test('planted mistakes are seen: a sentence missing, one too many, another hole, a form too many', () => {
  const asked = new Map([['Label {count} photos', 'a.svelte']]);
  expect(missing({}, asked)).toEqual(['"Label {count} photos": "",']);
  expect(unused({ Gone: 'Fort' }, asked)).toEqual(['Gone']);
  expect(otherHoles({ 'Label {count} photos': '{number} Fotos labeln' })).toHaveLength(1);
  expect(otherHoles({ 'Label {count} photos': { one: 'Ein Foto labeln', other: 'Fotos labeln' } })).toHaveLength(1);
  expect(otherForms({ 'Label {count} photos': { few: 'x', other: 'y' } }, 'de')).toHaveLength(1);
});
