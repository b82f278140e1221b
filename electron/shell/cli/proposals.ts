import { ProposalSource, type EngineContract, type OutputOf, type ProgressOf } from '../../contract/index.ts';
import { jsonOption, type Command, type Values } from './command.ts';
import { sourceFrom } from './detectorValues.ts';
import { exit, type ExitCode } from './exit.ts';
import { grantAnnotations, grantPhotos } from './grants.ts';
import { wholeNumber } from './networks.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { grouped, percent } from './tables.ts';

const usualMost = 2000;

/** fovea proposals: which regions of photos may hold a thing. */
export const proposals: Command = {
  name: 'proposals',
  synopsis: 'PHOTOS… [--annotations DIR|FILE] [--mode M] [--most N] [--json]',
  summary: 'propose regions of photos that may hold a thing',
  help: [
    'PHOTOS…            photos, and folders with everything in them',
    '--annotations A    files of boxes: how much of what is there the regions cover',
    `--mode M           ${ProposalSource.options.join(', ')} (fast): single, fast and quality are selective search`,
    `--most N           the most regions of a photo (${usualMost})`,
    '--json             one JSON object per photo with its regions, {"summary":…} last',
  ],
  options: {
    ...jsonOption,
    ...{ annotations: { type: 'string' }, mode: { type: 'string' }, most: { type: 'string' } },
  },
  words: { min: 1, max: Infinity },
  run: (paths, values) => {
    const asked = readValues(values);
    return withEngine((session) => propose(session, paths, asked));
  },
};

interface Asked {
  readonly annotations: string | null;
  readonly source: ProposalSource;
  readonly most: number;
  readonly json: boolean;
}

function readValues({ annotations, mode, most, json }: Values): Asked {
  return {
    annotations: typeof annotations === 'string' ? annotations : null,
    source: sourceFrom('--mode', mode) ?? 'fast',
    most: typeof most === 'string' ? wholeNumber('--most', most, 1, 20_000) : usualMost,
    json: json === true,
  };
}

type Method = EngineContract['detection.proposals'];

async function propose(session: Session, paths: readonly string[], asked: Asked): Promise<ExitCode> {
  const { annotations: typed, source, most, json } = asked;
  const { grants: photos, missing } = await grantPhotos(session, paths);
  for (const { path, problem } of missing) reportFile({ path, boxes: [], elapsedMs: 0, problem }, json);
  if (photos.length === 0) return exit.nothing;
  const annotations = typed === null ? null : await grantAnnotations(session, typed);
  const line = progressLine('photos');
  let failed = missing.length;
  try {
    const done = await session.engine.ask(
      'detection.proposals',
      { photos, annotations, source, most },
      {
        signal: session.stop,
        onProgress: ({ done: count, total, file }) => {
          line.clear();
          if (file?.problem) failed += 1;
          if (file) reportFile(file, json);
          line.show(count, total);
        },
      },
    );
    line.clear();
    reportAll(done, failed, json);
    return failed > 0 ? exit.someFailed : exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    tell('Stopped.');
    if (json) printJson({ summary: { stopped: true } });
    return exit.stopped;
  }
}

type ProposedFile = NonNullable<ProgressOf<Method>['file']>;

function reportFile({ path, boxes, elapsedMs, problem }: ProposedFile, json: boolean): void {
  if (json) {
    const corners = Array.from({ length: boxes.length / 4 }, (_, at) => boxes.slice(4 * at, 4 * at + 4));
    printJson({
      path,
      boxes: corners,
      ms: elapsedMs,
      error: problem && { code: problem.code, message: problem.message },
    });
  } else if (problem) tell(`${path}: ${sentences(problem)}`);
  else print(`${path}  ${grouped(boxes.length / 4)} regions in ${Math.round(elapsedMs)} ms`);
}

function reportAll(done: OutputOf<Method>, failed: number, json: boolean): void {
  if (json) return printJson({ summary: { ...done, failed, stopped: false } });
  print(`On average ${grouped(Math.round(done.meanCount))} regions in ${Math.round(done.meanMs)} ms.`);
  if (done.recall !== null && done.meanBestOverlap !== null)
    print(
      `Of the boxes drawn, ${percent(done.recall)} have a region of IoU 0.5 or more; mean best overlap ${percent(done.meanBestOverlap)}.`,
    );
}
