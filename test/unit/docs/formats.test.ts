import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { BoxFormat, LabelFormat } from '../../../electron/contract/index.ts';
import { labelFormats } from '../../../electron/runner/vision/index.ts';

// The page about formats against what the formats hold.

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/formats.md'), 'utf8');
const order = [
  ...(['suggested', 'rejected', 'confidence', 'model', 'several', 'hierarchy', 'boxes', 'unlabelled'] as const),
  'isOfPhotos',
] as const;

test.each(LabelFormat.options)('the row of %s says what it holds', (format) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${format}\``)) ?? '';
  const cells = row.split('|').slice(2, -1);
  expect(cells.map((cell) => cell.trim() === 'yes')).toEqual(order.map((what) => labelFormats[format][what]));
});

test('each format has a paragraph of its own, and each format of boxes is named', () => {
  for (const format of LabelFormat.options) expect(page).toContain(`- **${format}**:`);
  const named: Partial<Record<BoxFormat, string>> = {
    ...{ voc: 'Pascal VOC', createml: 'Create ML', labelstudio: 'Label Studio' },
  };
  for (const format of BoxFormat.options) expect(page.toLowerCase()).toContain((named[format] ?? format).toLowerCase());
});
