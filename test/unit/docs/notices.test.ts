import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { notices } from '../../../docs/makeNotices.ts';

const root = resolve(import.meta.dirname, '../../..');

test('the third-party notices are those of the locked packages; else run `npm run notices`', () => {
  expect(readFileSync(resolve(root, 'THIRD_PARTY_NOTICES.md'), 'utf8')).toBe(notices(root));
});

test('every package that the program imports at run time is named, and no tool that only builds it', () => {
  const { dependencies } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const text = notices(root);
  for (const [name, version] of Object.entries(dependencies)) expect(text).toContain(`| ${name} | ${version} |`);
  for (const name of ['vitest', 'esbuild', 'typescript', 'adm-zip']) expect(text).not.toContain(`| ${name} |`);
});
