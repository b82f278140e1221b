import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { literalsIn } from '../../support/literals.ts';
import { root, windowSources } from '../../support/sentences.ts';

/** Folders whose components still say English sentences; the list may only become shorter. */
const notYet = JSON.parse(readFileSync(resolve(root, 'test/unit/words/notYet.json'), 'utf8')) as string[];

const components = windowSources().filter((file) => file.endsWith('.svelte'));
const waits = (file: string): boolean => notYet.some((folder) => file.startsWith(`${folder}/`));

test('every text of a component goes through t()', () => {
  const spoken = components.filter((file) => !waits(file));
  expect(spoken.length).toBeGreaterThan(40);
  const found = spoken.flatMap((file) => literalsIn(file).map((text) => `${file}: ${text}`));
  expect(found).toEqual([]);
});

test.each(notYet)('%s is still to be done; where it is done it leaves notYet.json', (folder) => {
  const literals = components.filter((file) => file.startsWith(`${folder}/`)).flatMap((file) => literalsIn(file));
  expect(literals.length).toBeGreaterThan(0);
});

test.each([
  ['<p>Nothing here</p>', ['Nothing here']],
  ['<p>{t("Nothing here")}</p>', []],
  ['<p>{empty ? "Nothing here" : t("Something")}</p>', ['Nothing here']],
  ['<p>{`${n} photos`}</p>', [' photos']],
  ['<Button label="Close">{t("Close")}</Button>', ['Close']],
  ['<Button label={`Remove ${name}`} />', ['Remove ']],
  ['<Button class="wide" keys="Control+Z" />', []],
  ['<script lang="ts">const options = [{ value: "a", label: "First" }];</script>', ['First']],
  ['<script lang="ts">const options = [{ value: "a", label: t("First") }];</script>', []],
  ['<kbd>{key}</kbd> × Fovea', []],
])('of %s it sees %j', (source, literals) => {
  expect(literalsIn('planted.svelte', source)).toEqual(literals);
});
