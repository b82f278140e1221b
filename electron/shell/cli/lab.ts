import { DeviceId, type LabMethod } from '../../contract/index.ts';
import { jsonOption, type Command, type Options, type Values } from './command.ts';
import { UsageError } from './exit.ts';
import { makeOne, networkOf, type LabAsked } from './labMake.ts';
import { helpLine, labMethods, methodNamed, optionWidth } from './labOptions.ts';
import { aliases, methodTexts } from './labTexts.ts';
import { settingHelp, settingOptions, settingsFrom } from './labValues.ts';
import { withEngine } from './session.ts';
import { deviceFrom } from './typed.ts';

export const labOptions = {
  ...jsonOption,
  model: { type: 'string' },
  others: { type: 'string' },
  device: { type: 'string' },
  out: { type: 'string', default: '.' },
  pdf: { type: 'boolean' },
} as const satisfies Options;

export const labHelp = [
  helpLine('--model M', 'a name from "fovea models list" or an .onnx file; else the model in use'),
  helpLine('--others M,…', 'networks that answer too'),
  helpLine('--out FOLDER', 'where the pictures go; it is made where there is none (.)'),
  helpLine('--pdf', 'a poster of each picture beside it, a page of A3'),
  helpLine('--device D', `${DeviceId.options.join(', ')}; else Fovea chooses`),
  helpLine('--json', 'one JSON object per picture, {"summary":…} last'),
];

/** fovea lab: what networks see, drawn from the networks. Each method is a command of its own as well. */
export const lab: Command = {
  name: 'lab',
  synopsis: 'METHOD PHOTO… [--model FILE-OR-NAME] [--out FOLDER] [--json]',
  summary: 'show what networks see, and how they are fooled',
  help: [
    ...labMethods.map((method) => helpLine(wordsOf(method, method), methodTexts[method].summary)),
    ...Object.entries(aliases).map(([name, { method }]) => helpLine(wordsOf(name, method), `as ${method}`)),
    ...['', ...labHelp, ''],
    ...everySetting(),
  ],
  options: { ...labOptions, ...settingOptions(labMethods) },
  words: { min: 1, max: Infinity },
  run: ([name = '']) => {
    throw new UsageError(
      methodNamed(name)
        ? `The method comes first: "fovea lab ${name} …".`
        : `There is no method "${name}"; there are ${labMethods.join(', ')}.`,
    );
  },
};

/** fovea lab evidence, fovea lab attack … */
export const labCommands: readonly Command[] = [...labMethods, ...Object.keys(aliases)].flatMap((name) => {
  const found = methodNamed(name);
  return found ? [commandOf(name, found.method, found.preset)] : [];
});

function commandOf(name: string, method: LabMethod, preset: object): Command {
  const { words, summary, min, max } = methodTexts[method];
  return {
    ...{ name: `lab ${name}`, isPart: true, summary, words: { min, max } },
    synopsis: `${words === '' ? '' : `${words} `}[--model FILE-OR-NAME] [--out FOLDER] [--json]`,
    help: [...settingHelp(method), ...labHelp],
    options: { ...labOptions, ...settingOptions([method]) },
    run: (photos, values) =>
      withEngine(async (session) => {
        const asked = askedFrom(values);
        const network = await networkOf(session, asked.model);
        const { classNames } = network.card;
        const settings = settingsFrom(method, { preset, values, classNames });
        const others = await Promise.all(asked.others.map((other) => networkOf(session, other)));
        const task = { model: network.hash, others: others.map(({ hash }) => hash), photos, settings };
        return makeOne(session, task, asked);
      }),
  };
}

/** @throws UsageError */
export function askedFrom({ model, others, device, out, pdf, json }: Values): LabAsked {
  return {
    model: typeof model === 'string' ? model : null,
    others: typeof others === 'string' ? others.split(',') : [],
    device: deviceFrom(device),
    out: String(out),
    posters: pdf === true,
    json: json === true,
  };
}

function wordsOf(name: string, method: LabMethod): string {
  return `${name} ${methodTexts[method].words}`.trim();
}

/** Each option once, with the methods that have it. */
function everySetting(): string[] {
  const methodsOf = new Map<string, LabMethod[]>();
  for (const method of labMethods)
    for (const help of settingHelp(method)) {
      const option = help.slice(0, optionWidth).trim();
      methodsOf.set(option, [...(methodsOf.get(option) ?? []), method]);
    }
  methodsOf.delete('');
  return [...methodsOf].map(([option, methods]) => helpLine(option, methods.join(', ')));
}
