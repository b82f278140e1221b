import { resolve } from 'node:path';
import { failure, type DeviceId, type LabRun, type LabSettings, type Model } from '../../contract/index.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { grantTarget } from './grants.ts';
import { answersInWords, measuresInWords, robustnessInWords } from './labReports.ts';
import { modelHash } from './models.ts';
import { print, printJson, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import type { Session } from './session.ts';

/** What was typed for every method. */
export interface LabAsked {
  readonly model: string | null;
  readonly others: readonly string[];
  readonly device: DeviceId | null;
  readonly out: string;
  /** Whether each picture is written as a page too. */
  readonly posters: boolean;
  readonly json: boolean;
}

/** What is to be made, with networks by their hashes. */
export interface LabTask {
  readonly model: string;
  readonly others: readonly string[];
  readonly photos: readonly string[];
  readonly settings: LabSettings;
}

/** The network that was named, else the one in use. @throws model/none, model/unknown */
export async function networkOf(session: Session, typed: string | null): Promise<Model> {
  const wanted = await modelHash(session, typed);
  const { models, chosen } = await session.engine.ask('models.shelf', undefined);
  const found = models.find(({ hash }) => hash === (wanted ?? chosen));
  if (!found) throw failure('model/none', {});
  return found;
}

/** Makes it, writes its pictures, and says what came out; null where it was stopped. */
export async function madeAndSaved(
  session: Session,
  task: LabTask,
  { device, out, posters, json }: LabAsked,
): Promise<{ readonly run: LabRun; readonly paths: readonly string[] } | null> {
  const photos = await Promise.all(task.photos.map((path) => grantOf(session, path)));
  const target = await grantTarget(session, out);
  const line = progressLine('parts');
  try {
    const run = await session.engine.ask(
      'lab.make',
      { ...task, photos, device },
      {
        signal: session.stop,
        onProgress: ({ done, total, loss }) =>
          line.show(done, total, loss === null ? '' : `loss ${loss.toPrecision(3)}`),
      },
    );
    line.clear();
    const files = run.result.pictures.map(({ file }) => file);
    const { paths } =
      files.length === 0 ? { paths: [] } : await session.engine.ask('lab.save', { run: run.id, files, target });
    const asPages = { run: run.id, files, form: 'pdf' as const, target };
    const pages = posters && files.length > 0 ? (await session.engine.ask('lab.save', asPages)).paths : [];
    report(run, paths, json);
    if (!json) pages.forEach(print);
    return { run, paths };
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    if (json) printJson({ summary: { stopped: true } });
    else tell('Stopped. Nothing was written.');
    return null;
  }
}

/** Makes one thing, from what was typed. */
export async function makeOne(session: Session, task: LabTask, asked: LabAsked): Promise<ExitCode> {
  const made = await madeAndSaved(session, task, asked);
  if (made && asked.json) summarize(made.run);
  return made ? exit.done : exit.stopped;
}

async function grantOf({ shell }: Session, typed: string): Promise<{ grant: string }> {
  const granted = await shell.ask('grants.add', { paths: [resolve(typed)] });
  const photo = granted.find(({ kind }) => kind === 'photos');
  if (!photo) throw new UsageError(`"${typed}" is no photo; --model names a network.`);
  return { grant: photo.id };
}

/** A line for each picture; what was answered and measured goes beside the results. */
function report({ result }: LabRun, paths: readonly string[], json: boolean): void {
  for (const [index, { role, about, width, height }] of result.pictures.entries()) {
    if (json) printJson({ file: paths[index], role, about, width, height });
    else print(paths[index] ?? '');
  }
  if (json) return;
  robustnessInWords(result.curves).forEach(print);
  for (const text of [...answersInWords(result.answers), ...measuresInWords(result.measures)]) tell(text);
  if (result.fellBack !== null) tell(result.fellBack);
}

/** The last line of JSON. */
export function summarize({ id, recipe, result }: LabRun, more: object = {}): void {
  const { maps, curves, answers, measures, elapsedMs, fellBack } = result;
  const { network, photos, settings } = recipe;
  const made = { run: id, network, photos, settings, maps, curves, answers, measures, seconds: elapsedMs / 1000 };
  printJson({ summary: { ...made, fellBack, ...more, stopped: false } });
}
