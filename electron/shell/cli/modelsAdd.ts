import { jsonHelp, jsonOption, type Command } from './command.ts';
import { exit } from './exit.ts';
import { addModelFile } from './models.ts';
import { print, printJson } from './output.ts';
import { withEngine } from './session.ts';

/** fovea models add: an .onnx file of one's own onto the shelf. */
export const modelsAdd: Command = {
  name: 'models add',
  synopsis: 'FILE.onnx [--json]',
  summary: 'put an .onnx file on the shelf, with a guessed card',
  help: ['FILE.onnx          copied; the original stays where it is', jsonHelp],
  options: jsonOption,
  words: { min: 1, max: 1 },
  run: ([file = ''], { json }) =>
    withEngine(async (session) => {
      const model = await addModelFile(session, file);
      if (json === true) {
        printJson(model);
        printJson({ summary: { added: 1 } });
      } else print(`${model.card.name}  ${model.card.task}  ${model.card.classNames.length} classes`);
      return exit.done;
    }),
};
