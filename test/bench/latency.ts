// How soon the engine answers its window while a job imports and classifies: `node test/bench/latency.ts [photos]`.

import { join } from 'node:path';
import { everything, type PhotoOrder } from '../../electron/contract/index.ts';
import { writeColorModel } from '../support/colorPhotos.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { writeScenes } from '../support/scenes.ts';

export interface Latency {
  readonly queries: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly worst: number;
}

/** Asks what a window asks, over the real link, for as long as the jobs last. */
export async function measureLatency(photoCount: number): Promise<Latency> {
  const folder = temporaryFolder();
  const [photos, models] = [join(folder.path, 'photos'), join(folder.path, 'models')];
  writeColorModel(models);
  await writeScenes(photos, photoCount, 7, { width: 640, height: 480, objects: 1 });
  const engine = forkEngine(join(folder.path, 'library'), models);
  await engine.window.ask('edits.history', undefined);
  const times: number[] = [];
  await importPaths(engine, [photos]);
  const watch = { isOver: false };
  const over = jobsEnded(engine, 600_000).finally(() => (watch.isOver = true));
  for (let round = 0; !watch.isOver; round += 1) {
    times.push(await timed(() => askOne(engine, round)));
    // A window asks as a person moves, not as fast as it can.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const jobs = await over;
  const listed = await allPhotos(engine);
  if (
    jobs.some(({ state }) => state !== 'done') ||
    listed.some(({ best }) => best === null) ||
    listed.length !== photoCount
  )
    throw new Error('the job did not do its work, so the times mean nothing');
  await engine.close();
  folder.remove();
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { queries: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), worst: at(1) };
}

const orders: readonly PhotoOrder[] = ['added', 'taken', 'name', 'probability'];

async function askOne({ window }: ForkedEngine, round: number): Promise<void> {
  const order = orders[round % orders.length] ?? 'added';
  const choice = round % 5;
  if (choice === 0) await window.ask('library.facets', { filter: everything });
  else if (choice === 1) await window.ask('jobs.list', undefined);
  else if (choice === 2) await window.ask('library.ids', { filter: everything, order, from: 0, to: 500 });
  else {
    const { photos } = await window.ask('library.list', { filter: everything, order, offset: 0, limit: 200 });
    const photo = photos[round % Math.max(1, photos.length)];
    if (photo && choice === 4) await window.ask('library.photo', { photo: photo.id });
  }
}

async function timed(ask: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await ask();
  return performance.now() - startMs;
}

/** One line with the figure of the bar: 95 % of queries within 50 ms. */
export const latencyLine = ({ queries, p50, p95, p99, worst }: Latency): string =>
  `latency while a job runs: ${queries} queries, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, ` +
  `p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(1)} ms (bar: p95 < 50 ms)`;

if (import.meta.main) {
  const latency = await measureLatency(Number(process.argv[2] ?? 300));
  console.log(latencyLine(latency));
  if (latency.p95 >= 50) process.exitCode = 1;
}
