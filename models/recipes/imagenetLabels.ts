import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { namesFromSynonyms } from '../../electron/engine/models/classNames.ts';

// Writes models/labels/imagenet-1000.txt: one name per class, in the order of the networks' outputs.
//
//   npm pack @tensorflow-models/mobilenet@2.1.1 && tar xzf tensorflow-models-mobilenet-2.1.1.tgz
//   node models/recipes/imagenetLabels.ts package
//
// That package (Apache-2.0, Google LLC) carries the list of ILSVRC 2012 with its WordNet synonyms.

const classes = 1000;

/** Where the first synonym is ambiguous, misspelt or unknown to most people. */
const ownWords: Readonly<Record<number, string>> = {
  7: 'rooster',
  107: 'jellyfish',
  134: 'crane (bird)',
  517: 'crane (machine)',
  638: 'maillot',
  639: 'swimsuit',
};

const folder = process.argv[2];
if (folder === undefined) throw new Error('Usage: node models/recipes/imagenetLabels.ts UNPACKED-PACKAGE');
const packageFile = resolve(folder, 'package.json');
const { license } = JSON.parse(readFileSync(packageFile, 'utf8')) as { license: string };
if (license !== 'Apache-2.0') throw new Error(`The package's licence is ${license}, not Apache-2.0.`);
const published = createRequire(packageFile)('./dist/imagenet_classes.js') as {
  IMAGENET_CLASSES: Readonly<Record<number, string>>;
};
const synonyms = Array.from({ length: classes }, (_, index) => published.IMAGENET_CLASSES[index] ?? '');
const names = namesFromSynonyms(synonyms).map((name, index) => ownWords[index] ?? name);
if (names.includes('') || new Set(names).size !== classes) throw new Error('The list has gaps or repeats.');
writeFileSync(join(import.meta.dirname, '../labels/imagenet-1000.txt'), `${names.join('\n')}\n`);
