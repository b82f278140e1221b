import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorsPage } from '../../../docs/makeErrors.ts';
import { graphCatalogue } from '../../../electron/compiler/graph/errors.ts';
import { catalogue, type ErrorCode, failure, FoveaError, problemOf } from '../../../electron/contract/index.ts';

const ours = Object.entries(catalogue);
const all: readonly (readonly [string, { sentence: string; remedy: string }])[] = [
  ...ours,
  ...Object.entries(graphCatalogue),
];

const holesOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1] ?? '');

/** A number for every hole of every code: which holes a code has is the catalogue's own business. */
const anyFacts = (...texts: string[]) =>
  Object.fromEntries(texts.flatMap(holesOf).map((hole) => [hole, 7])) as Parameters<typeof failure<ErrorCode>>[1];

describe('every error', () => {
  test('has a code of its own', () => {
    expect(new Set(all.map(([code]) => code)).size).toBe(all.length);
  });

  test.each(all)('%s says what happened and what to do in whole sentences', (code, { sentence, remedy }) => {
    expect(code).toMatch(/^[a-z]+\/[a-z]+(-[a-z]+)*$/);
    expect(sentence).toMatch(/^(["A-Z{]).*([.:]|\{reason\})$/);
    expect(sentence).not.toMatch(/ {2}|\.\.|[!]/);
    expect(remedy).toMatch(/^([A-Z{]|Fovea ).*\.$/);
    expect(remedy).not.toMatch(/ {2}|\.\.|[!]|[Pp]lease/);
  });

  test.each(all)('%s has no brace that is no hole', (_, { sentence, remedy }) => {
    expect(`${sentence} ${remedy}`.replace(/\{[a-z]\w*\}/g, '')).not.toMatch(/[{}]/);
  });
});

describe('a failure', () => {
  test.each(ours)('%s leaves no hole open and keeps its code', (code, { sentence, remedy }) => {
    const error = failure(code as ErrorCode, anyFacts(sentence, remedy));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.remedy}`).not.toMatch(/[{}]/);
  });

  test('with a fact that looks like a hole is filled once', () => {
    expect(failure('model/unknown', { model: '{model}' }).message).toBe('There is no model "{model}".');
  });

  test('is its own problem, and anything else an unexpected one that names its reason', () => {
    const known = failure('job/unknown', { job: 3 });
    expect(problemOf(known)).toEqual({ code: 'job/unknown', message: known.message, remedy: known.remedy });
    expect(problemOf(new Error('pipe')).code).toBe('engine/unexpected');
    expect(problemOf('text').message).toContain('text');
  });
});

test('docs/errors.md is the page of these catalogues; else run `npm run docs`', async () => {
  const path = resolve(import.meta.dirname, '../../../docs/errors.md');
  expect(readFileSync(path, 'utf8')).toBe(await errorsPage());
});
