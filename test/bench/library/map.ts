import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { layOut } from '../../../electron/runner/tasks/collection/map/layOut.ts';
import type { Rows } from '../../../electron/runner/tasks/collection/map/rows.ts';
import { islandsOf, seeded, shuffled } from '../../../electron/runner/vision/index.ts';
import { drawnMixture, sameClass, trustworthiness } from '../../support/trustworthiness.ts';
import { builtIn } from '../../support/models.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { flowersFeatures } from '../learning/flowersHeads.ts';

// `npm run bench:map [-- PHOTOS…]`: how long the map of a library takes to draw, the longest it holds the runner, and how
// far its neighbors can be trusted. Time on the processor too, because a busy machine lengthens the clock's.

const sizes = process.argv.slice(2).map(Number);
const mixture = { dims: 256, classes: 30 };
const asked = 300;
/** As the library groups them. */
const islandSize = 12;

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${process.version}\n`);
for (const count of sizes.length > 0 ? sizes : [10_000, 100_000]) {
  const { rows, classes } = drawnMixture(count, mixture.dims, mixture.classes, seeded(1));
  judge(`${count.toLocaleString('en')} drawn × ${mixture.dims}`, rows, classes);
}
if (sharedDir() === null) console.log(sharedAbsent);
else await judgeFlowers();

/** flowers5 as the network in the box sees it, each row of length 1 as a library's are. */
async function judgeFlowers(): Promise<void> {
  const model = builtIn();
  const hash = createHash('sha256').update(readFileSync(model.path)).digest('hex');
  const folder = mkdtempSync(join(tmpdir(), 'fovea-map-'));
  try {
    const { width, train, test } = await flowersFeatures(folder, { ...model, hash });
    const values = Float32Array.from([...train.features, ...test.features]);
    for (let at = 0; at < values.length; at += width) {
      const own = values.subarray(at, at + width);
      const length = Math.hypot(...own);
      own.forEach((value, d) => (own[d] = value / length));
    }
    const rows = { count: values.length / width, dims: width, values };
    judge(`${rows.count} flowers × ${width}`, rows, Int32Array.from([...train.classOf, ...test.classOf]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(name: string, rows: Rows, classes: Int32Array): void {
  const { result: places, clockS, processorS, longestMs } = timed(layOut(rows, 1));
  const map: Rows = { count: rows.count, dims: 2, values: places };
  const sample = shuffled(rows.count, seeded(2)).subarray(0, asked);
  console.log(name);
  console.log(`  ${clockS.toFixed(1)} s by the clock, ${processorS.toFixed(1)} s of the processor`);
  console.log(`  longest step ${longestMs.toFixed(0)} ms`);
  console.log(`  trustworthiness@15 ${trustworthiness(rows, map, sample).toFixed(4)}`);
  const [onMap, inSpace] = [sameClass(map, classes, sample), sameClass(rows, classes, sample)];
  console.log(`  10 nearest of the same class: map ${onMap.toFixed(4)}, features ${inSpace.toFixed(4)}`);
  judgeIslands(places, classes);
}

/** How often a photo is of the commonest class of its island; photos alone count as right. */
function judgeIslands(places: Float32Array, classes: Int32Array): void {
  const axis = (from: number): Float32Array => places.filter((_, at) => at % 2 === from);
  const { result, clockS } = timed(islandsOf({ x: axis(0), y: axis(1) }, islandSize));
  const islands = [...Map.groupBy(result.keys(), (index) => result[index] ?? -1)].filter(([island]) => island >= 0);
  const stray = islands.map(([, members]) => {
    const counts = Map.groupBy(members, (index) => classes[index]).values();
    return members.length - Math.max(...Array.from(counts, (same) => same.length));
  });
  const right = 1 - stray.reduce((sum, strays) => sum + strays, 0) / classes.length;
  console.log(`  ${islands.length} islands in ${clockS.toFixed(2)} s, of their commonest class: ${right.toFixed(4)}\n`);
}

function timed<T>(steps: Generator<unknown, T>) {
  const [startMs, before] = [performance.now(), process.cpuUsage()];
  let longestMs = 0;
  for (;;) {
    const beganMs = performance.now();
    const step = steps.next();
    longestMs = Math.max(longestMs, performance.now() - beganMs);
    if (step.done !== true) continue;
    const { user, system } = process.cpuUsage(before);
    const clockS = (performance.now() - startMs) / 1000;
    return { result: step.value, clockS, processorS: (user + system) / 1e6, longestMs };
  }
}
