import { failure, type LabLayer } from '../../contract/index.ts';
import { jsonHelp, jsonOption, type Command } from './command.ts';
import { exit } from './exit.ts';
import { networkOf } from './labMake.ts';
import { print, printJson } from './output.ts';
import { withEngine } from './session.ts';
import { fitted } from './tables.ts';

/** fovea lab layers: what --layer may name. */
export const labLayers: Command = {
  name: 'lab layers',
  synopsis: '[--model FILE-OR-NAME] [--json]',
  summary: 'list the layers of a network that can be looked into',
  help: ['--model M          a name from "fovea models list" or an .onnx file; else the model in use', jsonHelp],
  options: { ...jsonOption, model: { type: 'string' } },
  words: { min: 0, max: 0 },
  run: (_, { model, json }) =>
    withEngine(async (session) => {
      const network = await networkOf(session, typeof model === 'string' ? model : null);
      const layers = await session.engine.ask('lab.layers', { model: network.hash });
      if (layers.length === 0) throw failure('lab/unfit', { reason: `"${network.card.name}" has no such layer.` });
      if (json === true) {
        layers.forEach((layer) => printJson(layer));
        printJson({ summary: { model: network.hash, name: network.card.name, layers: layers.length } });
      } else inWords(layers).forEach(print);
      return exit.done;
    }),
};

/** Letters of a line where nobody says how wide it is. */
const usualColumns = 120;

function inWords(layers: readonly LabLayer[]): string[] {
  const rows = layers.map(({ name, op, channels, rows: high, columns: wide, field, noGradient }) => [
    ...[name, op, `${channels}`, `${high} × ${wide}`],
    field ? `${Math.round(field.width)} × ${Math.round(field.height)}` : '–',
    noGradient ?? '',
  ]);
  const headings = ['layer', 'operator', 'channels', 'places', 'pixels seen', 'no gradient'];
  return fitted(headings, rows, { right: [2], columns: process.stdout.columns || usualColumns, shorten: 0 });
}
