import type { KeywordReading } from '../../../contract/index.ts';
import { jsonHelp, jsonOption, type Command } from '../command.ts';
import { exit, type ExitCode } from '../exit.ts';
import { grantPhotos } from '../grants.ts';
import { print, printJson, sentences, tell } from '../output.ts';
import { progressLine } from '../progressLine.ts';
import { withEngine, type Session } from '../session.ts';
import { counted } from '../tables.ts';

/** fovea keywords read: what files say of photos. */
export const keywordsRead: Command = {
  name: 'keywords read',
  synopsis: 'PATH… [--json]',
  summary: 'show the keywords, stars and names in photos and their sidecars',
  help: ['PATH…              photos, and folders with everything in them', jsonHelp],
  options: jsonOption,
  words: { min: 1, max: Infinity },
  run: (paths, { json }) => withEngine((session) => read(session, paths, json === true)),
};

async function read(session: Session, paths: readonly string[], json: boolean): Promise<ExitCode> {
  const { grants, missing } = await grantPhotos(session, paths);
  missing.forEach(({ problem }) => tell(sentences(problem)));
  if (grants.length === 0) return exit.nothing;
  const line = progressLine('photos');
  try {
    const onProgress = (step: { done: number; total: number; files: readonly KeywordReading[] }): void => {
      line.clear();
      step.files.forEach(json ? printJson : show);
      line.show(step.done, step.total);
    };
    const read = await session.engine.ask('keywords.readFiles', { grants }, { signal: session.stop, onProgress });
    line.clear();
    if (json) printJson({ summary: { ...read, stopped: false } });
    else tell(`${counted(read.done, 'photo')} read${read.failed > 0 ? `, ${read.failed} with a problem` : ''}.`);
    return read.failed + missing.length > 0 ? exit.someFailed : exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { stopped: true } });
    return exit.stopped;
  }
}

function show({ path, keywords, rating, label, artist, problem }: KeywordReading): void {
  const stars = rating === null ? [] : [rating < 0 ? 'rejected' : counted(rating, 'star')];
  const marks = [...stars, ...(label === null ? [] : [label]), ...(artist === null ? [] : [`by ${artist}`])];
  const said = [...keywords.map((one) => one.path.join('|')), ...marks].join(', ');
  print(`${path}: ${problem ? sentences(problem) : said || 'nothing'}`);
}
