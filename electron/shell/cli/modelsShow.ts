import { jsonHelp, jsonOption, type Command } from './command.ts';
import { exit } from './exit.ts';
import { modelNamed } from './models.ts';
import { print, printJson } from './output.ts';
import { withEngine } from './session.ts';
import { percent, sizeInWords, table } from './tables.ts';
import type { GraphFacts, Model } from '../../contract/index.ts';

/** fovea models show: one card, and what its graph says. */
export const modelsShow: Command = {
  name: 'models show',
  synopsis: 'NAME [--json]',
  summary: 'show the card and the graph of a model',
  help: ['NAME               a name from "fovea models list", or the first digits of its SHA-256', jsonHelp],
  options: jsonOption,
  words: { min: 1, max: 1 },
  run: ([name = ''], { json }) =>
    withEngine(async ({ engine }) => {
      const { models } = await engine.ask('models.shelf', undefined);
      const model = modelNamed(name, models);
      const facts = await engine.ask('models.facts', { model: model.hash });
      if (json === true) {
        printJson({ ...model, facts });
        printJson({ summary: { shown: 1 } });
      } else describe(model, facts).forEach(print);
      return exit.done;
    }),
};

function describe({ card, hash, bytes, origin }: Model, facts: GraphFacts): string[] {
  const { preprocessing: p, accuracy } = card;
  const dims = (values: GraphFacts['inputs']): string =>
    values.map(({ name, dims: shape }) => `${name} [${shape.join(', ')}]`).join(', ');
  const rows = [
    ['name', card.name + (card.confirmed ? '' : ' (the card is a guess)')],
    ['task', card.task],
    ['file', `${sizeInWords(bytes)}, ${origin}, SHA-256 ${hash}`],
    ['licence', card.licence ?? 'not stated'],
    ['source', card.source ?? 'not stated'],
    ['accuracy', accuracy ? `top-1 ${percent(accuracy.top1)} on ${accuracy.on}` : 'not measured'],
    ['photo', `${p.fit} to ${p.width} × ${p.height}, ${p.colorOrder}, ${p.layout}`],
    ['pixels', `mean ${p.mean.join(', ')}; standard deviation ${p.std.join(', ')}`],
    ['classes', `${card.classNames.length}: ${card.classNames.slice(0, 4).join(', ')} …`],
    ['inputs', dims(facts.inputs)],
    ['outputs', dims(facts.outputs)],
    ['graph', `${facts.nodes} nodes, ${facts.parameters} parameters, opset ${facts.opset ?? '?'}`],
    ['operators', facts.ops.map(({ op, count }) => `${op} ${count}`).join(', ')],
    ['notes', card.notes ?? ''],
  ];
  return table(['', ''], rows).slice(1);
}
