import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../start/index.ts';
import { classify } from './classify.ts';
import type { Command, Values } from './command.ts';
import { detect } from './detect.ts';
import { devices } from './devices.ts';
import { evaluate } from './evaluate.ts';
import { evaluateDetection } from './evaluateDetection.ts';
import { evaluateMasks } from './evaluateMasks.ts';
import { exchangeCommands } from './exchange/index.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { exportModel } from './exportModel.ts';
import { gradcheck } from './gradcheck.ts';
import { commandHelp, generalHelp } from './help.ts';
import { keywordCommands } from './keywords/index.ts';
import { lab, labCommands } from './lab.ts';
import { label } from './label.ts';
import { labLayers } from './labLayers.ts';
import { labOpen } from './labOpen.ts';
import { lessons } from './lessons.ts';
import { merge } from './merge.ts';
import { modelShow } from './modelShow.ts';
import { modelsAdd } from './modelsAdd.ts';
import { modelsGet } from './modelsGet.ts';
import { modelsList } from './modelsList.ts';
import { modelsShow } from './modelsShow.ts';
import { inWords, print, tell } from './output.ts';
import { photographerIdentify } from './photographerIdentify.ts';
import { photographerReport } from './photographerReport.ts';
import { photographerTrain } from './photographerTrain.ts';
import { proposals } from './proposals.ts';
import { rerun } from './rerun.ts';
import { segment } from './segment.ts';
import { train } from './train.ts';
import { trainDetector } from './trainDetector.ts';
import { trainSegmenter } from './trainSegmenter.ts';

// The command line: finds the command, reads its words and options, runs it, ends with its code.

const commands: readonly Command[] = [
  classify,
  label,
  merge,
  detect,
  proposals,
  segment,
  trainDetector,
  trainSegmenter,
  train,
  evaluateDetection,
  evaluateMasks,
  evaluate,
  rerun,
  lessons,
  photographerTrain,
  photographerIdentify,
  photographerReport,
  ...labCommands,
  labLayers,
  labOpen,
  lab,
  ...exchangeCommands,
  ...keywordCommands,
  exportModel,
  modelsList,
  modelsGet,
  modelsAdd,
  modelsShow,
  modelShow,
  gradcheck,
  devices,
];

async function main(given: readonly string[]): Promise<ExitCode> {
  const [first = ''] = given;
  if (first === '--version' || first === '-v') return say(version());
  if (['', '--help', '-h', 'help'].includes(first)) {
    if (first === '') tell(generalHelp(commands));
    return first === '' ? exit.usage : say(generalHelp(commands));
  }
  const command = commandOf(given);
  if (!command) {
    tell(`There is no command "${given.slice(0, 2).join(' ')}".\n\n${generalHelp(commands)}`);
    return exit.usage;
  }
  return run(command, given.slice(command.name.split(' ').length));
}

async function run(command: Command, given: readonly string[]): Promise<ExitCode> {
  try {
    const { words, values } = read(command, given);
    if (values['help'] === true) return say(commandHelp(command));
    const { min, max } = command.words;
    if (words.length < min) throw new UsageError('Something is missing.');
    if (words.length > max) throw new UsageError(`"${words[max] ?? ''}" is too much.`);
    return await command.run(words, values);
  } catch (thrown) {
    tell(inWords(thrown));
    if (!(thrown instanceof UsageError)) return exit.nothing;
    tell(`\nfovea ${command.name} ${command.synopsis}`);
    return exit.usage;
  }
}

/** Words and options of a command. What node:util does not understand is a mistake of usage. */
function read({ options }: Command, given: readonly string[]): { words: readonly string[]; values: Values } {
  const help = { help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { positionals, values } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { ...options, ...help },
    });
    return { words: positionals, values };
  } catch (thrown) {
    throw new UsageError(inWords(thrown));
  }
}

const commandOf = (given: readonly string[]): Command | undefined =>
  commands.find(({ name }) => name.split(' ').every((word, i) => given[i] === word));

function say(text: string): ExitCode {
  print(text);
  return exit.done;
}

function version(): string {
  const { version: number } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return `fovea ${number}`;
}

process.exitCode = await main(process.argv.slice(2));
