import { resolve } from 'node:path';
import { jsonOption, type Command } from './command.ts';
import { exit, type ExitCode } from './exit.ts';
import { grantTarget } from './grants.ts';
import { modelHash } from './models.ts';
import { print, printJson, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';

/** fovea export: a model with all that another program needs to use it. */
export const exportModel: Command = {
  name: 'export',
  synopsis: 'MODEL FOLDER [--json]',
  summary: 'write a model for other programs',
  help: [
    'MODEL              a name from "fovea models list", or an .onnx file (which is put on the shelf)',
    'FOLDER             an empty folder; it is made where there is none',
    '--json             one JSON object per file, {"summary":…} last',
  ],
  options: jsonOption,
  words: { min: 2, max: 2 },
  run: ([model = '', folder = ''], { json }) =>
    withEngine((session) => write(session, model, resolve(folder), json === true)),
};

async function write(session: Session, typed: string, folder: string, json: boolean): Promise<ExitCode> {
  const model = (await modelHash(session, typed)) ?? typed;
  const target = await grantTarget(session, folder);
  const line = progressLine('steps');
  try {
    const { files } = await session.engine.ask(
      'training.export',
      { model, target },
      { signal: session.stop, onProgress: ({ done, total }) => line.show(done, total) },
    );
    line.clear();
    if (json) {
      files.forEach((file) => printJson({ file }));
      printJson({ summary: { model, folder, files: files.length, stopped: false } });
    } else files.forEach(print);
    return exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    tell('Stopped.');
    return exit.stopped;
  }
}
