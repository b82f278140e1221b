import { jsonHelp, jsonOption, type Command } from './command.ts';
import { exit } from './exit.ts';
import { print, printJson, tell } from './output.ts';
import { withEngine } from './session.ts';
import { percent, sizeInWords, table } from './tables.ts';

/** fovea models list: the shelf, and what the catalogue offers. */
export const modelsList: Command = {
  name: 'models list',
  synopsis: '[--json]',
  summary: 'show the models that are here and those that can be downloaded',
  help: [jsonHelp],
  options: jsonOption,
  words: { min: 0, max: 0 },
  run: (_words, { json }) =>
    withEngine(async ({ engine }) => {
      const { models, offers, chosen } = await engine.ask('models.shelf', undefined);
      const rows = [
        ...models.map(({ hash, bytes, origin, card }) => ({
          name: card.name,
          task: card.task,
          bytes,
          licence: card.licence,
          top1: card.accuracy?.top1 ?? null,
          state: origin,
          chosen: hash === chosen,
          hash,
        })),
        ...offers
          .filter(({ installed }) => !installed)
          .map(({ hash, name, task, bytes, licence, accuracy }) => ({
            name,
            task,
            bytes,
            licence,
            top1: accuracy?.top1 ?? null,
            state: 'offered',
            chosen: false,
            hash,
          })),
      ];
      if (json === true) {
        rows.forEach(printJson);
        printJson({ summary: { here: models.length, offered: rows.length - models.length } });
        return exit.done;
      }
      const cells = rows.map(({ name, task, bytes, licence, top1, state, chosen: marked }) => [
        `${marked ? '*' : ' '} ${name}`,
        task,
        sizeInWords(bytes),
        top1 === null ? '' : percent(top1),
        state,
        licence ?? '',
      ]);
      table(['  name', 'task', 'size', 'top-1', 'state', 'licence'], cells, [2, 3]).forEach(print);
      if (models.length === 0) tell('There is no model here yet. Download one: fovea models get NAME');
      return exit.done;
    }),
};
