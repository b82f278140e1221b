import { resolve } from 'node:path';
import { DetectorExportKind } from '../../contract/index.ts';
import { jsonOption, type Command, type Values } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { grantTarget } from './grants.ts';
import { modelHash } from './models.ts';
import { print, printJson, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';

/** fovea export: a model with all that another program needs to use it. */
export const exportModel: Command = {
  name: 'export',
  synopsis: 'MODEL FOLDER [--kind K] [--json]',
  summary: 'write a model for other programs',
  help: [
    'MODEL              a name from "fovea models list", or an .onnx file (which is put on the shelf)',
    'FOLDER             an empty folder; it is made where there is none',
    '--kind K           of a detector, what its network takes: with-proposals, a photo and boxes; photo-alone, a photo,',
    '                   for the shared form only (with-proposals)',
    '--json             one JSON object per file, {"summary":…} last',
  ],
  options: { ...jsonOption, kind: { type: 'string' } },
  words: { min: 2, max: 2 },
  run: ([model = '', folder = ''], values) => {
    const kind = kindFrom(values);
    return withEngine((session) =>
      write(session, { typed: model, folder: resolve(folder), kind }, values['json'] === true),
    );
  },
};

interface Asked {
  readonly typed: string;
  readonly folder: string;
  /** null: nothing was said. */
  readonly kind: DetectorExportKind | null;
}

async function write(session: Session, { typed, folder, kind }: Asked, json: boolean): Promise<ExitCode> {
  const model = (await modelHash(session, typed)) ?? typed;
  const isDetector = await findsThings(session, model);
  if (kind !== null && !isDetector) throw new UsageError(`--kind is for detectors; "${typed}" is none.`);
  const target = await grantTarget(session, folder);
  const line = progressLine('steps');
  const watch = {
    signal: session.stop,
    onProgress: ({ done, total }: { done: number; total: number }) => line.show(done, total),
  };
  try {
    const { files } = isDetector
      ? await session.engine.ask('detectors.export', { model, kind: kind ?? 'with-proposals', target }, watch)
      : await session.engine.ask('training.export', { model, target }, watch);
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

async function findsThings({ engine }: Session, hash: string): Promise<boolean> {
  const { models } = await engine.ask('models.shelf', undefined);
  return models.find((model) => model.hash === hash)?.card.task === 'detection';
}

/** @throws UsageError */
function kindFrom({ kind }: Values): DetectorExportKind | null {
  if (kind === undefined) return null;
  const known = DetectorExportKind.safeParse(kind);
  if (known.success) return known.data;
  throw new UsageError(`--kind takes one of ${DetectorExportKind.options.join(', ')}.`);
}
