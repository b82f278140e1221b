// What a photo costs fovea-base: `npm run bench:base-photo`. The network alone at batch 16, and the whole job of the runner
// from files to answers, on photos of 224 pixels; three rounds, medians.

import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { decode, readMetadata } from '../../../electron/compiler/index.ts';
import { cardKey, ModelCard } from '../../../electron/contract/index.ts';
import { createSession, Tensor } from '../../../electron/runner/runtime/index.ts';
import { startRunner } from '../../runner/support/runnerProcess.ts';
import { repository } from '../../support/fovea.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const bar = 6;
const rounds = 3;
const batch = 16;
const runs = 100;

const path = join(repository, 'models/fovea-base/model.onnx');
const bytes = readFileSync(path);
const card = ModelCard.parse(JSON.parse(readMetadata(decode(bytes), cardKey) ?? 'null'));
const { width, height } = card.preprocessing;

const shared = sharedDir();
if (shared === null) console.log(sharedAbsent);
else await measure(join(shared, 'data', 'imagenet_sample_1000'));

async function measure(folder: string): Promise<void> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.jpg'));
  const paths = files.map((file) => join(folder, file));
  const [alone, whole]: [number[], number[]] = [[], []];
  let batches = 0;
  for (let round = 0; round < rounds; round++) {
    alone.push(await networkMs());
    const runner = startRunner();
    const { perSecond, batch: used } = await runner.client.ask(
      'classification.classify',
      { model: { path, card }, paths, topK: 5, device: 'cpu' },
      { onProgress: () => undefined },
    );
    await runner.close();
    whole.push(1000 / perSecond);
    batches = used;
  }
  const holds = median(whole) <= bar;
  console.log(`${availableParallelism()} cores, ${files.length} photos, ${rounds} rounds`);
  console.log(`  network alone, batch ${batch}   ${median(alone).toFixed(2)} ms a photo`);
  console.log(`  from file to answer       ${median(whole).toFixed(2)} ms a photo, batch ${batches} chosen`);
  console.log(`  bar ${bar} ms: ${holds ? 'holds' : 'MISSED'}`);
}

async function networkMs(): Promise<number> {
  const session = await createSession(bytes, 'cpu', { threads: availableParallelism() });
  const dims = [batch, 3, height, width];
  const input = new Tensor('float32', new Float32Array(batch * 3 * height * width).fill(0.5), dims);
  await session.run({ [card.inputName]: input });
  const startedMs = performance.now();
  for (let run = 0; run < runs; run++) await session.run({ [card.inputName]: input });
  const each = (performance.now() - startedMs) / runs / batch;
  await session.release();
  return each;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
