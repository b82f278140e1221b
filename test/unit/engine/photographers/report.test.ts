import { expect, test } from 'vitest';
import type { PhotographerProfile, PhotographerReport } from '../../../../electron/contract/index.ts';
import { colorProfile } from '../../../../electron/engine/photographers/report/colorProfile.ts';
import { confusionTable } from '../../../../electron/engine/photographers/report/confusion.ts';
import { labelsOf } from '../../../../electron/engine/photographers/report/map.ts';
import { markup } from '../../../../electron/engine/photographers/report/markup.ts';
import { reportPage } from '../../../../electron/engine/photographers/report/page.ts';
import { bar, scoreTable } from '../../../../electron/engine/photographers/report/scores.ts';
import { measuredInWords } from '../../../../electron/engine/photographers/report/words.ts';

const measured = { value: 0.5, low: 0.4, high: 0.6 };
const look = { lightness: 50, contrast: 20, chroma: 10, shadows: 0.1, highlights: 0.2, warmth: 1, symmetry: 0.5 };
const hostile = `<script>alert("x")</script>&'"`;

const reportOf = (names: readonly string[]): PhotographerReport => ({
  ...{ classNames: names, photos: 12, shoots: 9, folds: 5, repetitions: 1, c: 1, strangers: null },
  taps: [{ value: 'features', pooling: 'mean' }],
  rows: [
    { kind: 'features', name: names[0] ?? '', accuracy: measured, macroF1: measured, repetitions: 1, chosen: true },
  ],
  photographers: names.map((className) => ({
    ...{ className, photos: 6, shoots: 4, precision: null, recall: 0.5, f1: 0.5 },
  })),
  confusion: names.map((_, truth) => names.map((__, answer) => (truth === answer ? 5 : 0.5))),
  findings: names.map((name) => ({
    ...{ kind: 'mark', severity: 'warning', photographer: name, photos: [] },
    ...{ sentence: `${name} carries a mark.`, remedy: name },
  })),
  map: names.map((_, at) => ({ x: at / names.length, y: 0.5 })),
  familiarity: { score: { mean: 0, deviation: 1 }, likeness: { mean: 0, deviation: 1 }, below: 0 },
});

const profileOf = (className: string): PhotographerProfile => ({
  ...{ className, look: { ...look, weightX: 0.5, weightY: 0.5 }, upright: 0.2, square: 0 },
  colors: Array.from({ length: 90 }, () => 1 / 30),
  setApart: [
    { thing: className, higher: 0.8, q: 0.01 },
    { thing: 'sea', higher: 0.1, q: 0.02 },
  ],
  typical: [`/photos/${className}.jpg`],
});

test('names, things and file names that look like markup stay text, wherever they stand', () => {
  const names = [hostile, 'فاطمة'];
  const page = reportPage({
    ...{ model: '0'.repeat(64), dataset: null, seed: 1, createdMs: 0, name: hostile, trunkName: hostile },
    ...{ report: reportOf(names), profiles: names.map(profileOf), recognizer: hostile },
    thumbnails: new Map([[`/photos/${hostile}.jpg`, 'data:image/jpeg;base64,AAAA']]),
  });
  expect(page).not.toContain('<script');
  expect(page).not.toContain(hostile);
  expect(page.split('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;&quot;').length).toBeGreaterThan(10);
  expect(page).toContain('<h2>فاطمة</h2>');
  expect(page).toContain('src="data:image/jpeg;base64,AAAA"');
  // A photo that is gone is left out.
  expect(page.match(/<img /g)).toHaveLength(1);
  expect(page).toContain('on 1970-01-01');
  expect(page).not.toMatch(/https?:|url\(|undefined|NaN/);
});

test('pieces nest, texts in them are escaped once, nothing is nothing', () => {
  const inner = markup`<b>${'<&'}</b>`;
  expect(markup`${[inner, ' "', 3, null]}`.markup).toBe('<b>&lt;&amp;</b> &quot;3');
});

test('a bar is as long as its share and its line spans the interval', () => {
  const { markup: drawn } = bar({ value: 0.5, low: 0.25, high: 1.2 });
  expect(drawn).toContain('<rect class="bar" width="120.0"');
  expect(drawn).toContain('x1="60.0" x2="240.0"');
});

test('what is in use stands first, then the best of each kind', () => {
  const row = (kind: 'features' | 'baseline', name: string, value: number, chosen = false) => ({
    ...{ kind, name, accuracy: { value, low: value, high: value }, macroF1: measured, repetitions: 1, chosen },
  });
  const rows = [row('baseline', 'color', 0.9), row('features', 'late', 0.3), row('features', 'early', 0.4)];
  const { markup: drawn } = scoreTable([...rows, row('features', 'used', 0.1, true)]);
  const places = ['used', 'early', 'late', 'color'].map((name) => drawn.indexOf(name));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
});

test('words for shares have an interval where there is one', () => {
  expect(measuredInWords({ value: 0.826, low: 0.757, high: 0.888 })).toBe('83 % (76–89 %)');
  expect(measuredInWords({ value: 0.1, low: 0.1, high: 0.1 })).toBe('10 %');
});

test('cells of the confusion are shaded by their share of the row; a thousand photographers make no table', () => {
  const { markup: drawn } = confusionTable({
    classNames: ['a', 'b'],
    confusion: [
      [3, 1],
      [0, 0],
    ],
  });
  expect([...drawn.matchAll(/var\(--fill\) (\d+)%/g)].map(([, share]) => Number(share))).toEqual([45, 15, 0, 0]);
  const many = Array.from({ length: 61 }, (_, at) => `${at}`);
  expect(confusionTable({ classNames: many, confusion: [] }).markup).not.toContain('<table');
});

test('no two names of the map lie on each other, and all lie within it', () => {
  const names = Array.from({ length: 12 }, (_, at) => `photographer ${at} ${'x'.repeat(7 * at)}`);
  const labels = labelsOf(
    names,
    names.map((_, at) => ({ x: at < 6 ? 0.3 : 0.7, y: 0.5 + at / 1000 })),
  );
  for (const [at, a] of labels.entries()) {
    for (const b of labels.slice(at + 1))
      if (a.reachesLeft === b.reachesLeft) expect(Math.abs(a.nameY - b.nameY)).toBeGreaterThan(14.9);
    const end = a.reachesLeft ? a.x - 7.5 * a.name.length : a.x + 7.5 * a.name.length;
    expect(end > 0 && end < 560).toBe(true);
  }
  expect(labels.map(({ y }) => y).every((y) => y >= 40 && y <= 360)).toBe(true);
  expect(labelsOf(['alone'], [{ x: 0.5, y: 0.5 }])).toMatchObject([{ x: 280, y: 200, nameY: 200 }]);
});

test('a color profile has a bar for each bin, the tallest as tall as its frame', () => {
  const colors = Array.from({ length: 90 }, (_, bin) => (bin % 30 === 3 ? 0.5 : 0.01));
  const { markup: drawn } = colorProfile(colors);
  expect(drawn.match(/height="60\.0"/g)).toHaveLength(3);
  expect(drawn.match(/color-mix/g)).toHaveLength(90);
  expect(colorProfile([]).markup).toBe('');
});
