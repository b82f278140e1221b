import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { classListsIn } from '../../../electron/engine/models/classNames.ts';
import { fullCard, readManifest } from '../../../electron/engine/models/catalogue.ts';
import { readCatalogue } from '../../../electron/engine/models/index.ts';
import { cardKey, ModelCard } from '../../../electron/contract/index.ts';
import { decode, readMetadata } from '../../../electron/compiler/index.ts';
import { sha256 } from '../../support/catalogue.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const builtInDir = resolve(import.meta.dirname, '../../../models');
const catalogue = readCatalogue(builtInDir);
const lists = classListsIn(builtInDir);
const shared = sharedDir();

describe('the catalogue', () => {
  test('offers the networks that the field began with, each once', () => {
    const names = catalogue.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(catalogue.map(({ hash }) => hash)).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['AlexNet', 'ZFNet-512', 'VGG-16', 'GoogLeNet', 'ResNet-50 v1', 'R-CNN ILSVRC13']),
    );
  });

  test.each(catalogue.map((entry) => [entry.name, entry] as const))('%s has a card that is whole', async (_, entry) => {
    const card = ModelCard.parse(await fullCard(entry.card, lists));
    expect(card.classNames.length).toBe({ 'imagenet-1000': 1000, 'voc-21': 21 }[entry.card.labels ?? ''] ?? 0);
    expect(entry.summary).toMatch(/^[A-Z].*\.$/);
    expect(entry.licence).not.toBeNull();
  });

  test('knows at least two mirrors of each, all of them encrypted', () => {
    for (const { mirrors } of catalogue) {
      expect(mirrors.length).toBeGreaterThan(1);
      for (const mirror of mirrors) expect(new URL(mirror).protocol).toBe('https:');
    }
  });

  test('holds no quantized network', () => {
    for (const { file } of catalogue) expect(file).not.toMatch(/int8|qdq/);
  });

  test('is empty in a build without one', () => {
    expect(readCatalogue(null)).toEqual([]);
    expect(readCatalogue('nowhere')).toEqual([]);
    expect(readManifest('nowhere')).toEqual([]);
  });

  test.skipIf(shared === null)(
    shared === null ? sharedAbsent : 'states hashes, bytes and accuracies as the list of the zoo does',
    () => {
      const facts = JSON.parse(readFileSync(join(shared ?? '', 'facts/onnx-model-zoo-vision.json'), 'utf8')) as {
        models: {
          file: string;
          sha256: string;
          bytes: number;
          accuracy_percent_imagenet_val?: { top1: number } | null;
        }[];
      };
      for (const { file, hash, bytes, accuracy } of catalogue) {
        const zoo = facts.models.find((model) => model.file === file);
        expect([zoo?.sha256, zoo?.bytes]).toEqual([hash, bytes]);
        const top1 = zoo?.accuracy_percent_imagenet_val?.top1;
        if (top1 !== undefined) expect(accuracy?.top1).toBeCloseTo(top1 / 100, 6);
      }
    },
  );
});

describe('what travels with Fovea', () => {
  const [base, ...others] = readManifest(builtInDir);

  test('is fovea-base alone, with the bytes and the card that the manifest states', async () => {
    expect(others).toEqual([]);
    const bytes = readFileSync(join(builtInDir, base!.file));
    expect(sha256(bytes)).toBe(base!.hash);
    expect(bytes.length).toBeLessThanOrEqual(8e6);
    const card = ModelCard.parse(await fullCard(base!.card, lists));
    expect(JSON.parse(readMetadata(decode(bytes), cardKey) ?? 'null')).toEqual(card);
    expect(card).toMatchObject({ name: 'fovea-base', task: 'classification', confirmed: true });
    expect([card.classNames.length, card.classKinds?.length]).toEqual([200, 200]);
  });
});

describe('the class names', () => {
  test('are a thousand, each once', async () => {
    const names = await lists.named('imagenet-1000');
    expect(names).toHaveLength(1000);
    expect(new Set(names).size).toBe(1000);
  });

  test('of a sorted list are what stands last, with what they are kinds of', async () => {
    const [names, kinds] = [await lists.named('fovea-base'), await lists.kinds('fovea-base')];
    expect([names.length, new Set(names).size, kinds?.length]).toEqual([200, 200, 200]);
    expect([names[0], kinds?.[0]]).toEqual(['goldfish', 'animal › fish']);
    expect(new Set(kinds?.map((kind) => kind.split(' › ').length))).toEqual(new Set([2]));
    expect(await lists.kinds('imagenet-1000')).toBeNull();
    const [entry] = catalogue;
    const card = await fullCard({ ...entry!.card, labels: 'fovea-base' }, lists);
    expect([card.classNames, card.classKinds]).toEqual([names, kinds]);
  });

  test('of a list that is not there, or not in the folder, are none', async () => {
    expect(await lists.named('nothing')).toEqual([]);
    expect(await lists.named('../catalogue')).toEqual([]);
  });

  test.skipIf(shared === null)(
    shared === null ? sharedAbsent : 'are in the order of another copy of the list',
    async () => {
      const names = await lists.named('imagenet-1000');
      const synonyms = readFileSync(join(shared ?? '', 'models/imagenet1000_labels.txt'), 'utf8')
        .trim()
        .split('\n');
      const differing = synonyms.flatMap((line, i) => (line.split(',')[0] === names[i] ? [] : [i]));
      // Where ours are in other words: the rooster, the two cranes and the swimsuit.
      expect(differing).toEqual([7, 134, 517, 639]);
    },
  );
});
