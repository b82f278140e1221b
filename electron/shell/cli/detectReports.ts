import type { EngineContract, OutputOf, SearchedFile } from '../../contract/index.ts';
import { exit, type ExitCode } from './exit.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { percent } from './tables.ts';

/** Beyond this windows see too much of what is around them to be trusted. */
const muchDifference = 0.1;

/** What was found in one photo: a line for each box, or one JSON object. */
export function reportPhoto({ path, written, result, problem }: SearchedFile, json: boolean): void {
  if (json) {
    const objects = result?.detections.map(({ className, classIndex, score, box }) => ({
      ...{ class: className, index: classIndex, score, box: [box.x0, box.y0, box.x1, box.y1] },
    }));
    printJson({
      path,
      ...{ width: result?.photoWidth ?? null, height: result?.photoHeight ?? null, objects: objects ?? [] },
      ...{ windows: result?.windows ?? 0, difference: result?.difference ?? null, written },
      fellBack: result?.fellBack ?? null,
      error: problem && { code: problem.code, message: problem.message },
    });
    return;
  }
  if (problem) return tell(`${path}: ${sentences(problem)}`);
  if (!result) return;
  if (result.fellBack !== undefined) tell(`${path}: ${result.fellBack}`);
  if (result.detections.length === 0) print(`${path}  nothing`);
  for (const { className, score, box } of result.detections) {
    const corners = [box.x0, box.y0, box.x1, box.y1].map(Math.round);
    print(`${path}  ${percent(score)} ${className}  ${corners.join(' ')}`);
  }
  if (result.difference !== null && result.difference > muchDifference)
    tell(
      `${path}: what lies around its windows changes the model's answers, by ${percent(result.difference)} on average. ` +
        '--naive judges each window by itself.',
    );
}

/** What was done with all photos. */
export function reportDone(
  { done, failed, model, written, losses }: OutputOf<EngineContract['detection.files']>,
  json: boolean,
): ExitCode {
  if (json) printJson({ summary: { photos: done, failed, model, written, losses, stopped: false } });
  else {
    written.forEach(print);
    losses.forEach(tell);
  }
  if (done === 0) tell('There are no photos there.');
  return done === 0 ? exit.nothing : failed > 0 ? exit.someFailed : exit.done;
}
