// Whether maps of evidence are to be believed, and what they cost:
//
//   node test/bench/lab/evidence.ts check  [--model NAME] [--photos N] [--grid N] [--maps A,B]   deletion and insertion
//   node test/bench/lab/evidence.ts random [--model NAME] [--photos N] [--maps A,B]   likeness to a network of drawn weights
//   node test/bench/lab/evidence.ts cost   [--model NAME] [--grid N]   occlusion beside plain runs; the first coarse map
//   node test/bench/lab/evidence.ts table  [NAMES] [--file MODEL.onnx]   every method on every network, or on one of yours
//   node test/bench/lab/evidence.ts torch                              gradients beside PyTorch's

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decode, readMetadata } from '../../../electron/compiler/index.ts';
import {
  cardKey,
  EvidenceMethodName,
  LabSettings,
  ModelCard,
  type KnownModel,
} from '../../../electron/contract/index.ts';
import { foundTarget, openNetwork, valuesOf } from '../../../electron/runner/evidence/index.ts';
import { makeInLab } from '../../../electron/runner/tasks/lab/index.ts';
import { seenPhoto } from '../../../electron/runner/tasks/lab/seenPhoto.ts';
import { seeded } from '../../../electron/runner/vision/index.ts';
import * as architectures from '../../support/architectures/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { distanceFromPytorch } from '../../support/labGradients.ts';
import { drawnModel, verdictsOf } from '../../support/labTable.ts';
import { never } from '../../support/lookedInto.ts';
import { atOnce, scopeOf } from '../photographers/collection.ts';
import { made, modelNamed, shared } from './support.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'mobilenet_v1_0.25_128_imagenet' },
    photos: { type: 'string', default: '200' },
    grid: { type: 'string', default: '15' },
    maps: { type: 'string', default: EvidenceMethodName.options.join() },
    file: { type: 'string' },
  },
});
const [part = 'check', ...named] = positionals;
const grid = Number(values.grid);
const maps = values.maps.split(',');
const folder = temporaryFolder();
const all = join(shared, 'data/imagenet_sample_1000');
const pictures = readdirSync(all)
  .filter((name) => name.endsWith('.jpg'))
  .sort();
const every = Math.max(1, Math.floor(pictures.length / Number(values.photos)));
const photos = pictures.filter((_, at) => at % every === 0).map((name) => join(all, name));

/** Mean, and the interval that holds 95 of 100 means of as many photos drawn from these. */
function interval(differences: readonly number[]): string {
  const rng = seeded(1);
  const meanOf = (own: readonly number[]): number => own.reduce((sum, value) => sum + value, 0) / own.length;
  const means = Array.from({ length: 2000 }, () =>
    meanOf(differences.map(() => differences[Math.floor(rng() * differences.length)] ?? 0)),
  ).sort((a, b) => a - b);
  const at = (share: number): string => (means[Math.floor(share * means.length)] ?? 0).toFixed(4);
  return `${meanOf(differences).toFixed(4)} (${at(0.025)} to ${at(0.975)})`;
}

async function check(model: KnownModel): Promise<void> {
  for (const map of maps) {
    const [lost, gained]: [number[], number[]] = [[], []];
    for (const photo of photos) {
      const { measures } = await made(
        { method: 'evidence', map, grid, check: true },
        { model, photos: [photo] },
        folder.path,
      );
      const area = (name: string): number => measures[name] ?? NaN;
      lost.push(area('deletion area of random maps') - area('deletion area'));
      gained.push(area('insertion area') - area('insertion area of random maps'));
    }
    console.log(`${map}, ${photos.length} photos: better than random maps by, 95 % interval`);
    console.log(`  deletion ${interval(lost)}, insertion ${interval(gained)}`);
  }
}

async function random(model: KnownModel): Promise<void> {
  for (const map of maps) {
    const found: number[] = [];
    for (const photo of photos) {
      const settings = { method: 'evidence', map, grid: 7, randomize: true };
      const { measures } = await made(settings, { model, photos: [photo] }, folder.path);
      found.push(measures['rank correlation'] ?? NaN);
    }
    console.log(`${map}, ${photos.length} photos: rank correlation with drawn weights ${interval(found)}`);
  }
}

/**
 * The map in turn with as many plain runs, both in seconds of the processor, which do not depend on what else the machine
 * does. The first map is in milliseconds of the clock, and of one processor.
 */
async function cost(model: KnownModel): Promise<void> {
  const settings = LabSettings.parse({ method: 'evidence', map: 'occlusion', grid });
  const asked = { model, others: [], settings, device: 'cpu' as const, folder: folder.path };
  const network = await openNetwork(model, 'cpu');
  const { picture } = await seenPhoto(photos[0], model.card);
  const { unit } = await foundTarget(network, { kind: 'class', classIndex: null }, picture, {
    turn: atOnce,
    stop: never,
  });
  const room = new Float32Array(network.batch * picture.length);
  for (const [turn, photo] of photos.slice(0, 8).entries()) {
    let first = '';
    const [begun, spent] = [performance.now(), processorMs()];
    const scope = scopeOf<{ map: object | null }>(({ map }) => {
      if (map && first === '')
        first = `${ms(performance.now() - begun)} ms, of a processor ${ms(processorMs() - spent)} ms`;
    });
    await makeInLab({ ...asked, photos: [photo] }, scope, atOnce);
    const [map, plainFrom] = [processorMs() - spent, processorMs()];
    for (let done = 0; done < grid ** 2; done += network.batch) await valuesOf(network, [unit.value], room);
    const plain = processorMs() - plainFrom;
    console.log(
      `${turn === 0 ? 'opened' : 'open'}: first map after ${first}; ${grid} × ${grid} with reading and writing ` +
        `${ms(map)} ms, as many plain runs ${ms(plain)} ms, ratio ${(map / plain).toFixed(2)}`,
    );
  }
  await network.close();
}

/** Of this process, on all processors. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const ms = (time: number): string => time.toFixed(0);

/** A network that Fovea wrote, with the card inside. */
function ownModel(path: string): KnownModel {
  const card: unknown = JSON.parse(readMetadata(decode(readFileSync(path)), cardKey) ?? 'null');
  return { path, hash: '0'.repeat(64), card: ModelCard.parse(card) };
}

async function table(): Promise<void> {
  const published = [
    ...['fovea-base', 'mobilenet_v1_0.25_96_person', 'mobilenet_v1_0.25_128_imagenet', 'mobilenetv2_1.0_224_imagenet'],
    ...['resnet8_cifar10', 'resnet50v2_c4_features', 'squeezenet1_1_imagenet'],
    ...['deeplabv3_mnv2_dm05_voc_513', 'deeplabv3_mnv2_voc_os8_dynamic', 'fastestdet_coco'],
  ];
  const { alexNet, denseNet121, googLeNet, mobileNetV2, resNet18, resNet50V2, vgg11, vgg16, zfNet } = architectures;
  const drawn = { alexNet, zfNet, vgg11, vgg16, googLeNet, resNet18, resNet50V2, denseNet121, mobileNetV2 };
  const row = async (name: string, model: KnownModel): Promise<void> => {
    const verdicts = Object.entries(await verdictsOf(model, photos[0] ?? '', folder.path));
    const refused = verdicts.filter(([, verdict]) => verdict !== 'works');
    console.log(`${name}: ${verdicts.length - refused.length} of ${verdicts.length} work`);
    for (const [method, verdict] of refused) console.log(`  ${method}: ${verdict}`);
  };
  if (values.file !== undefined) return row(values.file, ownModel(values.file));
  const isMeant = (name: string): boolean => named.length === 0 || named.includes(name);
  for (const name of published.filter(isMeant)) await row(name, await modelNamed(name));
  for (const [name, make] of Object.entries(drawn).filter(([own]) => isMeant(own)))
    await row(name, drawnModel(name, make, join(folder.path, `${name}.onnx`)));
}

async function torch(): Promise<void> {
  for (const name of [
    'resnet18',
    'alexnet',
    'resnet8_cifar10',
    'squeezenet1_1_imagenet',
    'mobilenetv2_1.0_224_imagenet',
  ])
    console.log(`${name}: ${(await distanceFromPytorch(name, join(shared, 'models'))).toExponential(1)} from PyTorch`);
}

if (part === 'table') await table();
else if (part === 'torch') await torch();
else {
  const model = await modelNamed(values.model);
  console.log(values.model);
  await (part === 'check' ? check : part === 'random' ? random : cost)(model);
}
folder.remove();
