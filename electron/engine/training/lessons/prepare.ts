import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stop } from '../../../contract/index.ts';
import { sceneClasses, writeScenes } from '../../images/index.ts';
import type { RunnerProcess } from '../../jobs/index.ts';
import type { ModelStore } from '../../models/index.ts';

/** Width and height of a scene in pixels. */
const side = 48;
/** Scenes of each class, and the seed of the first; a class has a range of seeds of its own. */
const parts = { train: { count: 80, seed: 10_000 }, test: { count: 45, seed: 20_000 } } as const;
const seedsPerClass = 1000;

export interface PrepareWith {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly models: Pick<ModelStore, 'addTrained'>;
}

export interface Prepared {
  /** The folder of scenes: train and test, and in each a folder per class. */
  readonly scenes: string;
  /** Hash of the network that lessons begin with. */
  readonly model: string;
}

/**
 * Makes what lessons work on, in a folder of the data folder; what is there stays. The same everywhere.
 *
 * @throws disk/full, disk/denied, engine/stopped
 */
export async function prepareLessons(
  dataDir: string,
  { runner, models }: PrepareWith,
  { stop, onProgress }: { readonly stop: Stop; readonly onProgress: (done: number, total: number) => void },
): Promise<Prepared> {
  const folder = join(dataDir, 'lessons');
  const scenes = join(folder, 'Lesson scenes');
  const rows = Object.entries(parts).flatMap(([part, { count, seed }]) =>
    sceneClasses.map((className, index) => ({ part, className, count, seed: seed + seedsPerClass * index })),
  );
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  for (const { part, className, count, seed } of rows) {
    stop.throwIfAborted();
    await writeScenes(join(scenes, part, className), count, seed, { className, width: side, height: side });
    onProgress((done += count), total);
  }
  await mkdir(folder, { recursive: true });
  const { card } = await runner.ask('training.lessonNetwork', { folder, classNames: sceneClasses });
  const { hash } = await models.addTrained(join(folder, 'model.onnx'), card);
  return { scenes, model: hash };
}
