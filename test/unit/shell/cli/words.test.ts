import { expect, test } from 'vitest';
import { trainingInWords } from '../../../../electron/shell/cli/devices.ts';
import { progressInWords } from '../../../../electron/shell/cli/progressLine.ts';
import { csvLine, fitted, table } from '../../../../electron/shell/cli/tables.ts';

test('a progress line says how many, how fast and how long still', () =>
  expect(progressInWords({ unit: 'photos', done: 120, total: 1000, before: 0, elapsedMs: 4000, remark: '' })).toBe(
    '120/1000 photos · 30.0/s · 30 s left',
  ));

test('an unknown amount has no time left', () =>
  expect(progressInWords({ unit: 'photos', done: 5, total: null, before: 0, elapsedMs: 1000, remark: 'reading' })).toBe(
    '5/? photos · 5.0/s · reading',
  ));

test('a CSV field with a comma, a quote or a line break is quoted, its quotes doubled', () =>
  expect(csvLine(['plain', 'a,b', 'say "hi"', 'two\nlines', 3, null])).toBe(
    'plain,"a,b","say ""hi""","two\nlines",3,',
  ));

test('columns are as wide as their widest cell, numbers to the right', () =>
  expect(
    table(
      ['name', 'n'],
      [
        ['a', '10'],
        ['longer', '5'],
      ],
      [1],
    ),
  ).toEqual(['name     n', 'a       10', 'longer   5']));

test('a table that is too wide shortens names at their beginning, where layers are alike', () => {
  const rows = [
    ['features.0.conv', 'Conv'],
    ['features.13.branch.conv', 'Conv'],
  ] as const;
  const fit = { right: [], columns: 22, shorten: 0 };
  expect(fitted(['layer', 'operator'], rows, fit)).toEqual([
    'layer         operator',
    '…ures.0.conv  Conv',
    '…branch.conv  Conv',
  ]);
});

test('the operators that do not train are grouped by reason', () => {
  const operators = [
    { op: 'Conv', trains: true, reason: '' },
    { op: 'LRN', trains: false, reason: 'runs on the CPU' },
    { op: 'LpPool', trains: false, reason: 'runs on the CPU' },
    { op: 'MaxPool', trains: false, reason: 'it is off by 1e-2' },
  ];
  expect(trainingInWords({ id: 'webgpu', operators })).toEqual([
    '',
    'webgpu trains 1 of 4 operators.',
    '  not LRN, LpPool: runs on the CPU',
    '  not MaxPool: it is off by 1e-2',
  ]);
});
