import { FoveaError, type EngineContract, type EpochRecord, type InputOf, type Lesson } from '../../contract/index.ts';
import { jsonHelp, jsonOption, type Command } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { print, printJson, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { table } from './tables.ts';
import { trainProgress } from './trainProgress.ts';

/** fovea lessons: the ready-made experiments of the Train page, with several seeds. */
export const lessons: Command = {
  name: 'lessons',
  synopsis: '[LESSON [VARIANT…]] [--seeds N] [--json]',
  summary: 'try out what training depends on, on generated scenes',
  help: [
    'LESSON             trains every variant of one lesson; without it, the lessons are listed',
    'VARIANT…           trains only these',
    '--seeds N          so many runs of each variant, from 1 to 10 (3)',
    jsonHelp,
  ],
  options: { ...jsonOption, seeds: { type: 'string', default: '3' } },
  words: { min: 0, max: Infinity },
  run: ([id, ...names], { json, seeds: typed }) => {
    const seeds = Number(typed);
    if (!Number.isInteger(seeds) || seeds < 1 || seeds > 10)
      throw new UsageError('--seeds takes a number from 1 to 10.');
    return withEngine(async (session) => {
      const all = await session.engine.ask('training.lessons', undefined);
      if (id === undefined) return list(all, json === true);
      const lesson = narrowed(all, id, names);
      return tryOut(session, lesson, { seeds, json: json === true });
    });
  },
};

/** A lesson with the variants that were named; without a name, with all. @throws UsageError */
function narrowed(all: readonly Lesson[], id: string, names: readonly string[]): Lesson {
  const listed = (known: readonly string[]): string => known.join(', ');
  const lesson = all.find((known) => known.id === id);
  if (!lesson) throw new UsageError(`There is no lesson "${id}"; there are ${listed(all.map((known) => known.id))}.`);
  const known = lesson.variants.map(({ name }) => name);
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) throw new UsageError(`The lesson ${id} has no "${strange}"; it has ${listed(known)}.`);
  const wanted = names.length === 0 ? known : names;
  return { ...lesson, variants: lesson.variants.filter(({ name }) => wanted.includes(name)) };
}

function list(all: readonly Lesson[], json: boolean): ExitCode {
  for (const { id, title, question, variants } of all) {
    const names = variants.map(({ name }) => name);
    if (json) printJson({ lesson: id, title, question, variants: names });
    else print(`${id}: ${question} (${names.join(', ')})`);
  }
  if (json) printJson({ summary: { lessons: all.length } });
  return exit.done;
}

/** What one run of a variant came to; a run whose loss became infinite came to nothing. */
interface Outcome {
  readonly variant: string;
  readonly seed: number;
  /** Of 1, on scenes that were not learned from; null: diverged. */
  readonly accuracy: number | null;
  /** Of the last epoch, and the smallest on the hold-out. */
  readonly trainLoss: number | null;
  readonly holdoutLoss: number | null;
  readonly seconds: number;
}

interface TryWith {
  readonly seeds: number;
  readonly json: boolean;
}

async function tryOut(session: Session, lesson: Lesson, { seeds, json }: TryWith): Promise<ExitCode> {
  const line = progressLine('photos');
  const { scenes, model } = await session.engine.ask('training.prepareLessons', undefined, {
    signal: session.stop,
    onProgress: ({ done, total }) => line.show(done, total),
  });
  line.clear();
  const granted = await session.shell.ask('grants.add', { paths: [scenes] });
  const source = { kind: 'folders', grants: granted.map(({ id }) => id) } as const;
  const outcomes: Outcome[] = [];
  try {
    // Seed by seed, so that whoever stops it has as much of each variant.
    for (let seed = 1; seed <= seeds; seed++)
      for (const { name, settings } of lesson.variants) {
        const outcome = await trained(session, {
          ...{ source, model, name: `${lesson.title}: ${name}, seed ${seed}` },
          settings: { ...settings, seed },
        });
        outcomes.push({ variant: name, seed, ...outcome });
        if (json) printJson({ lesson: lesson.id, ...outcomes.at(-1) });
      }
  } catch (thrown) {
    if (!session.stop.aborted) throw thrown;
  }
  const stopped = session.stop.aborted;
  const rows = lesson.variants.map(({ name }) => summaryOf(name, outcomes));
  if (json) printJson({ summary: { lesson: lesson.id, variants: rows, stopped } });
  else printTable(lesson, rows);
  return stopped ? exit.stopped : exit.done;
}

async function trained(
  session: Session,
  asked: InputOf<EngineContract['training.files']>,
): Promise<Omit<Outcome, 'variant' | 'seed'>> {
  const progress = trainProgress();
  const epochs: EpochRecord[] = [];
  const startedMs = performance.now();
  const losses = () => ({
    trainLoss: epochs.at(-1)?.trainLoss ?? null,
    holdoutLoss: epochs.reduce<number | null>((least, { holdoutLoss }) => smaller(least, holdoutLoss), null),
    seconds: Math.round(performance.now() - startedMs) / 1000,
  });
  try {
    const { run } = await session.engine.ask('training.files', asked, {
      signal: session.stop,
      onProgress: (step) => {
        epochs.push(...step.epochs);
        progress.show(step);
      },
    });
    return { accuracy: run.result?.report.accuracy.value ?? null, ...losses() };
  } catch (thrown) {
    if (!(thrown instanceof FoveaError) || thrown.code !== 'training/diverged') throw thrown;
    progress.clear();
    tell(`${asked.name}: ${thrown.message}`);
    return { accuracy: null, ...losses() };
  } finally {
    progress.clear();
  }
}

const smaller = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

interface VariantSummary {
  readonly variant: string;
  readonly runs: number;
  readonly diverged: number;
  /** Mean over seeds, and half of its 95 % interval; null where it cannot be said. */
  readonly accuracy: number | null;
  readonly interval: number | null;
  readonly trainLoss: number | null;
  readonly holdoutLoss: number | null;
}

function summaryOf(variant: string, outcomes: readonly Outcome[]): VariantSummary {
  const own = outcomes.filter((outcome) => outcome.variant === variant);
  const numbers = (key: 'accuracy' | 'trainLoss' | 'holdoutLoss'): number[] =>
    own.flatMap((outcome) => (outcome.accuracy === null ? [] : (outcome[key] ?? [])));
  const accuracies = numbers('accuracy');
  return {
    ...{ variant, runs: own.length, diverged: own.length - accuracies.length },
    ...{ accuracy: mean(accuracies), interval: halfInterval(accuracies) },
    ...{ trainLoss: mean(numbers('trainLoss')), holdoutLoss: mean(numbers('holdoutLoss')) },
  };
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Student's t at 97.5 % for 1 to 9 degrees of freedom. */
const student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

function halfInterval(values: readonly number[]): number | null {
  const [middle, t] = [mean(values), student[values.length - 2]];
  if (middle === null || t === undefined) return null;
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return t * Math.sqrt(squares / (values.length - 1) / values.length);
}

function printTable({ question, look }: Lesson, rows: readonly VariantSummary[]): void {
  print(question);
  print(look);
  print('');
  const percent = (share: number | null): string => (share === null ? '' : (100 * share).toFixed(1));
  const loss = (value: number | null): string => value?.toFixed(3) ?? '';
  const cells = rows.map(({ variant, runs, diverged, accuracy, interval, trainLoss, holdoutLoss }) => [
    ...[variant, percent(accuracy), interval === null ? '' : `± ${percent(interval)}`],
    ...[loss(trainLoss), loss(holdoutLoss), diverged === 0 ? '' : `${diverged} of ${runs} diverged`],
  ]);
  table(['variant', 'right, %', '95 %', 'training loss', 'hold-out loss', ''], cells, [1, 2, 3, 4]).forEach(print);
}
