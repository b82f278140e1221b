import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';

// A run's folder. The engine writes run.json before anything computes, state.json as the run goes, and result.json,
// card.json and README.md at its end; the runner writes metrics.jsonl, checkpoint/, predictions.jsonl and model.onnx.

export const filesIn = (folder: string) => ({
  folder,
  plan: join(folder, 'run.json'),
  state: join(folder, 'state.json'),
  lock: join(folder, 'run.lock'),
  metrics: join(folder, 'metrics.jsonl'),
  checkpoint: join(folder, 'checkpoint'),
  predictions: join(folder, 'predictions.jsonl'),
  network: join(folder, 'model.onnx'),
  result: join(folder, 'result.json'),
  card: join(folder, 'card.json'),
  readme: join(folder, 'README.md'),
  map: join(folder, 'map.json'),
});
export type RunFiles = ReturnType<typeof filesIn>;

/** The records of a file with one JSON object per line; a line that a crash left half written is passed over. */
export async function readLines<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const parsed = schema.safeParse(jsonOf(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
