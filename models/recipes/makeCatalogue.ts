import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { z } from 'zod';
import { Sha256 } from '../../electron/contract/index.ts';
import type { CatalogueEntry } from '../../electron/engine/models/index.ts';
import { type OfferedNetwork, offeredNetworks } from './networks.ts';

// Writes models/catalogue.json from a list of the public ONNX model zoo's files (hashes, bytes, licences, accuracies):
//
//   node models/recipes/makeCatalogue.ts FACTS.json

/** Name and dims; the dims are known to the networks themselves. */
const Port = z.tuple([z.string(), z.unknown()]);
const Percent = z.object({ top1: z.number(), top5: z.number() });
const ZooFile = z.object({
  file: z.string(),
  path: z.string(),
  sha256: Sha256,
  bytes: z.int(),
  opset: z.int(),
  licence_in_readme: z.string().nullable(),
  accuracy_percent_imagenet_val: Percent.nullable().default(null),
  error_percent_imagenet_val: Percent.optional(),
  inputs: z.array(Port).nullable(),
  outputs: z.array(Port).nullable(),
});
type ZooFile = z.infer<typeof ZooFile>;

/** Oldest opset that ONNX Runtime promises to run. */
const oldestOpset = 7;

const percentRight = ({ accuracy_percent_imagenet_val: right, error_percent_imagenet_val: wrong }: ZooFile) =>
  right ?? (wrong ? { top1: 100 - wrong.top1, top5: 100 - wrong.top5 } : null);

/** Of a network's float32 files the one published as most often right; among equals the newest opset. */
function bestFile(files: readonly ZooFile[], stem: string): ZooFile {
  const versions = files.filter(
    ({ file, opset, inputs }) =>
      opset >= oldestOpset && inputs !== null && file.replace(/-\d+\.onnx$/, '') === stem && !/int8|qdq/.test(file),
  );
  const [best] = versions.sort(
    (a, b) => (percentRight(b)?.top1 ?? 0) - (percentRight(a)?.top1 ?? 0) || b.opset - a.opset,
  );
  if (!best) throw new Error(`The list holds no usable file of ${stem}.`);
  return best;
}

function entryOf(network: OfferedNetwork, zoo: ZooFile): CatalogueEntry {
  const { name, task, summary, pixels, outputKind, labels, isSure } = network;
  const accuracy = accuracyOf(zoo);
  const inputName = zoo.inputs?.[0]?.[0] ?? '';
  const outputName = zoo.outputs?.[0]?.[0] ?? '';
  const licence = zoo.licence_in_readme;
  return {
    hash: zoo.sha256,
    file: zoo.file,
    name,
    task,
    bytes: zoo.bytes,
    licence,
    accuracy,
    summary,
    mirrors: mirrorsOf(zoo),
    card: {
      name,
      task,
      preprocessing: pixels,
      inputName,
      outputName,
      outputKind,
      labels,
      licence,
      source: 'github.com/onnx/models',
      accuracy,
      notes: isSure ? null : 'Its publisher documents the preprocessing in part; look at the first results.',
      confirmed: isSure,
    },
  };
}

function accuracyOf(zoo: ZooFile): CatalogueEntry['accuracy'] {
  const percent = percentRight(zoo);
  const fraction = (value: number): number => Math.round(value * 100) / 1e4;
  return (
    percent && { on: 'ImageNet validation, as published', top1: fraction(percent.top1), top5: fraction(percent.top5) }
  );
}

/** Where the file may be found. Hosts move; only the hash is trusted. */
const mirrorsOf = ({ path, file }: ZooFile): readonly string[] => [
  `https://media.githubusercontent.com/media/onnx/models/main/${path}`,
  `https://huggingface.co/onnxmodelzoo/${file.replace(/\.onnx$/, '')}/resolve/main/${file}`,
  `https://github.com/onnx/models/raw/main/${path}`,
];

const factsPath = process.argv[2];
if (factsPath === undefined) throw new Error('Usage: node models/recipes/makeCatalogue.ts FACTS.json');
const facts = z.object({ models: z.array(ZooFile) }).parse(JSON.parse(readFileSync(factsPath, 'utf8')));
const models = offeredNetworks.map((network) => entryOf(network, bestFile(facts.models, network.stem)));
const text = await format(JSON.stringify({ models }), { parser: 'json', printWidth: 120 });
writeFileSync(join(import.meta.dirname, '../catalogue.json'), text);
