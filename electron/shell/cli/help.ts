import type { Command } from './command.ts';

const codes = `Exit codes: 0 all done, 1 some photos failed, a gradient is wrong or a run came out differently, 2 the command was not
understood, 3 nothing could run, 130 stopped by Ctrl+C. Results go to standard output, progress to standard error.

FOVEA_DATA_DIR names another folder for the library and the models, FOVEA_MODELS_DIR one more folder of models.`;

/** The help of everything. */
export function generalHelp(commands: readonly Command[]): string {
  const listed = commands.filter(({ isPart = false }) => !isPart);
  const width = Math.max(...listed.map(({ name }) => name.length));
  const lines = listed.map(({ name, summary }) => `  fovea ${name.padEnd(width)}  ${summary}`);
  return `Fovea runs convolutional networks over photos, on this machine.

${lines.join('\n')}

"fovea COMMAND --help" says more. "fovea --version" says which this is.

${codes}`;
}

/** The help of one command. */
export const commandHelp = ({ name, synopsis, summary, help }: Command): string =>
  `fovea ${name} ${synopsis}\n\n${summary}\n\n${help.map((line) => `  ${line}`.trimEnd()).join('\n')}\n\n${codes}`;
