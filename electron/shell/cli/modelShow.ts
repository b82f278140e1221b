import type { LayerRecord, NetworkRecord } from '../../contract/index.ts';
import { jsonHelp, jsonOption, type Command } from './command.ts';
import { exit } from './exit.ts';
import { fileHelp, inputsInWords, networkNamed, readSize, sizeHelp, sizeOptions } from './networks.ts';
import { print, printJson } from './output.ts';
import { withEngine } from './session.ts';
import { fitted, grouped, sizeInWords } from './tables.ts';

/** fovea model show: a network layer by layer, what it costs and what can be done with it. */
export const modelShow: Command = {
  name: 'model show',
  synopsis: 'FILE [--size WxH] [--batch N] [--json]',
  summary: 'show the layers of a network, what they cost and what can be trained',
  help: [fileHelp, ...sizeHelp, jsonHelp],
  options: { ...jsonOption, ...sizeOptions },
  words: { min: 1, max: 1 },
  run: ([file = ''], values) => {
    const size = readSize(values);
    return withEngine(async (session) => {
      const network = await networkNamed(session, file);
      const record = await session.engine.ask('models.describe', { network, size }, { signal: session.stop });
      if (values['json'] === true) {
        const { layers, ...summary } = record;
        layers.forEach(printJson);
        printJson({ summary });
      } else describe(record).forEach(print);
      return exit.done;
    });
  },
};

/** Letters in a line: what a terminal beside an editor has. */
const columns = 100;

export function describe(record: NetworkRecord): string[] {
  const { layers, parameters, multiplyAdds, activationBytes, inputs, complete, opset, file } = record;
  const headings = ['layer', 'operator', 'output', 'parameters', 'multiply-adds', 'sees', 'step', 'training'];
  const least = complete ? '' : 'at least ';
  return [
    ...fitted(headings, layers.map(cells), { right: [3, 4, 5, 6], columns, shorten: 0 }),
    '',
    `${file}, opset ${opset ?? '?'}, input ${inputsInWords(inputs)}`,
    `${grouped(layers.length)} nodes, ${grouped(parameters)} parameters, ${least}${grouped(multiplyAdds)} multiply-adds, ` +
      `${least}${sizeInWords(activationBytes)} of activations`,
    ...verdicts(layers),
    ...denseInWords(record.dense),
  ];
}

const cells = ({ name, op, dims, parameters, multiplyAdds, field, training }: LayerRecord): string[] => [
  name,
  op,
  dims === null ? '?' : dims.join('×'),
  parameters === 0 ? '' : grouped(parameters),
  multiplyAdds === null ? '?' : multiplyAdds === 0 ? '' : grouped(multiplyAdds),
  field ? bySide(field.width, field.height) : '',
  field ? bySide(field.stepX, field.stepY) : '',
  { yes: 'yes', fixed: '', stops: 'stops', no: 'no' }[training.trains],
];

/** 67, or 67×35 where width and height differ; at most two digits of what is not whole. */
function bySide(width: number, height: number): string {
  const [w, h] = [width, height].map((pixels) => String(Number(pixels.toFixed(2))));
  return w === h ? (w ?? '') : `${w}×${h}`;
}

/** What can be done with the network, a line for each. */
function verdicts(layers: readonly LayerRecord[]): string[] {
  const untrained = layers.filter(({ training }) => training.trains === 'no' || training.trains === 'stops');
  const unknown = layers.filter(({ problem }) => problem !== null);
  const quantized = layers.filter(({ quantized }) => quantized);
  const why = ({ op, name, training }: LayerRecord): string => `${op} at "${name}" (${training.reason})`;
  return [
    untrained.length === 0
      ? 'Everything can be trained.'
      : `${counted(untrained.length, layers.length)} cannot be trained: ${listed(untrained.map(why))}.`,
    ...(unknown.length === 0
      ? []
      : [`Fovea cannot look into ${counted(unknown.length, layers.length)}: ${opsOf(unknown)}.`]),
    ...(quantized.length === 0 ? [] : [`Quantized: ${counted(quantized.length, layers.length)}: ${opsOf(quantized)}.`]),
  ];
}

function denseInWords(dense: NetworkRecord['dense']): string[] {
  if (!dense) return [];
  if (!dense.possible) return [`Cannot be made dense: ${dense.reason}`];
  const { field } = dense;
  const seen = field
    ? `: step ${bySide(field.stepX, field.stepY)} px, receptive field ${field.width}×${field.height} px`
    : '';
  return [`Can be made dense${seen}.`];
}

const counted = (some: number, all: number): string => `${some} of ${all} nodes`;

/** More than this many nobody reads; --json has all. */
const listedNodes = 4;

const listed = (names: readonly string[]): string =>
  names.length <= listedNodes
    ? names.join(', ')
    : `${names.slice(0, listedNodes).join(', ')} and ${names.length - listedNodes} more`;

/** Operators and how often each occurs: "QLinearConv 20, MatMulInteger 1". */
function opsOf(layers: readonly LayerRecord[]): string {
  const counts = new Map<string, number>();
  for (const { op } of layers) counts.set(op, (counts.get(op) ?? 0) + 1);
  return [...counts].map(([op, count]) => `${op} ${count}`).join(', ');
}
