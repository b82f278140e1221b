import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCocoBoxes, readVocBoxes, writeCocoBoxes, writeVocBoxes } from '../../electron/runner/vision/index.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

// Two published sets, as their authors' tools wrote them.

const shared = sharedDir();
test.runIf(shared === null)(sharedAbsent, () => undefined);

const sets = [
  { folder: 'raccoon/annotations', classNames: ['raccoon'] },
  { folder: 'bccd/BCCD/Annotations', classNames: ['Platelets', 'RBC', 'WBC'] },
];

describe.skipIf(shared === null).each(sets)('the annotations in $folder', ({ folder, classNames }) => {
  const textsIn = (): string[] => {
    const path = join(shared!, 'data', folder);
    return readdirSync(path).map((file) => readFileSync(join(path, file), 'utf8'));
  };

  test('are read whole: every object, of the known classes', () => {
    const found = new Set<string>();
    for (const text of textsIn()) {
      const { annotations, classNames: own } = readVocBoxes(text);
      expect(annotations[0]!.objects.length).toBe(text.split('<object>').length - 1);
      for (const name of own) found.add(name);
    }
    expect([...found].sort()).toEqual(classNames);
  });

  test('come back as they were by way of VOC and of COCO', () => {
    const annotations = textsIn().flatMap((text) => readVocBoxes(text).annotations);
    expect(annotations.length).toBeGreaterThan(100);
    expect(annotations.flatMap((one) => readVocBoxes(writeVocBoxes(one).text).annotations)).toEqual(annotations);
    expect(readCocoBoxes(writeCocoBoxes(annotations).text).annotations).toEqual(annotations);
  });
});
