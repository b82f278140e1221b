import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fovea } from '../../support/command.ts';

// The page of the command line against the help that the command prints.

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/command-line.md'), 'utf8');

const help = async (...words: readonly string[]): Promise<string> => (await fovea([...words, '--help'])).stdout;
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/^ {2}fovea (\S+(?: \S+)?) {2}/gm)].map(([, name = '']) => name);

/** What the page says under the heading of one command. */
const sectionOf = (name: string): string =>
  page.split('\n### ').find((part) => part.startsWith(`\`fovea ${name} `)) ?? '';

describe('docs/command-line.md', async () => {
  const general = await help();
  const names = commandsIn(general);

  test('the help lists commands to compare with', () => expect(names).toContain('models get'));

  test.each(names)('has a section about %s with its synopsis, and names its options', async (name) => {
    const text = await help(...name.split(' '));
    expect(sectionOf(name)).toContain(text.split('\n')[0]);
    for (const [option] of text.matchAll(/--[a-z]+/g)) expect(sectionOf(name)).toContain(option);
  });

  test('says what each command does in the words of the help', () => {
    for (const [, name = '', summary = ''] of general.matchAll(/^ {2}fovea (\S+(?: \S+)?) {2,}(.+)$/gm)) {
      expect(page).toMatch(new RegExp(`\\| \`fovea ${name}\` +\\| ${summary} +\\|`));
    }
  });

  test('names every exit code and every variable of the help', () => {
    for (const [code] of general.matchAll(/\b\d+(?= \w)/g)) expect(page).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'));
    for (const [variable] of general.matchAll(/FOVEA_\w+/g)) expect(page).toContain(`| \`${variable}\``);
  });
});
