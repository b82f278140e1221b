import { z } from 'zod';
import { MapPoint } from '../../../contract/index.ts';
import type { RunId } from '../../../contract/index.ts';
import type { RunnerProcess } from '../../jobs/runnerProcess.ts';
import { readJson, writeJson } from '../../models/files.ts';
import type { Training } from '../training.ts';

interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: { done: number; total: number }) => void;
}

/**
 * Where the photos of a run lie beside each other; computed once.
 *
 * @throws training/run-unknown, model/unknown
 */
export async function mapOf(
  id: RunId,
  { runs, known, cacheDir }: Pick<Training, 'runs' | 'known' | 'cacheDir'>,
  runner: Pick<RunnerProcess, 'ask'>,
  watch: Watch,
): Promise<readonly MapPoint[]> {
  const files = runs.files(id);
  const [{ result }, plan] = [await runs.find(id), await runs.plan(id)];
  const kept = await readJson(files.map, z.array(MapPoint));
  if (kept !== null) return kept;
  const model = await known(plan.baseModel);
  const points = await runner.ask('training.map', { plan, model, folder: files.folder, cacheDir }, watch);
  // While a run is under way its network changes.
  if (result !== null) await writeJson(files.map, points);
  return points;
}
