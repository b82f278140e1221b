import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connect,
  engine as engineContract,
  engineEvents,
  type Client,
  type ClassifiedPhoto,
  type EngineContract,
  type EngineEvents,
  type Offer,
} from '../../contract/index.ts';
import type { EngineProcess } from '../start/index.ts';
import { samplePicture } from './samplePicture.ts';
import type { BrowserShell } from './serve.ts';

/**
 * Whether everything works, in one line: the window is served, and a sample picture goes through a network.
 *
 * @throws what went wrong, a sentence and a remedy
 */
export async function check(engine: EngineProcess, { url }: BrowserShell): Promise<string> {
  const page = await fetch(url, { redirect: 'manual' });
  if (page.status !== 303) throw new Error(`The window answers with ${page.status}.`);
  const window = connect(engineContract, engine.openWindow(), engineEvents);
  const { models, offers, chosen } = await window.ask('models.shelf', undefined);
  const classifiers = models.filter(({ card }) => card.task === 'classification');
  const model = classifiers.find(({ hash }) => hash === chosen) ?? classifiers[0];
  if (!model) return `Fovea works, but has no model yet. ${howToGetOne(offers)}`;
  const { photo, device } = await classifySample(engine, window, model.hash);
  const [best] = photo.top;
  if (!best) throw new Error(`The sample picture was not classified: ${photo.problem?.message ?? 'no class'}`);
  const percent = Math.round(best.probability * 100);
  return `Fovea works: the window is served, and ${model.card.name} on ${device} sees "${best.className}" (${percent} %) in the sample picture.`;
}

function howToGetOne(offers: readonly Offer[]): string {
  const [smallest] = offers.filter(({ task }) => task === 'classification').sort((a, b) => a.bytes - b.bytes);
  if (!smallest) return 'Drop an .onnx file on its window, or run: npx fovea models add FILE.onnx';
  const megabytes = Math.ceil(smallest.bytes / 1e6);
  return `Get one with: npx fovea models get "${smallest.name}" (${megabytes} MB)`;
}

async function classifySample(
  engine: EngineProcess,
  window: Client<EngineContract, EngineEvents>,
  model: string,
): Promise<{ photo: ClassifiedPhoto; device: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'fovea-check-'));
  try {
    const path = join(folder, 'sample.png');
    await writeFile(path, samplePicture());
    const grants = await engine.shell.ask('grants.add', { paths: [path] });
    const photos: ClassifiedPhoto[] = [];
    const { device } = await window.ask(
      'classification.files',
      { grants: grants.map(({ id }) => id), model, topK: 1, device: null },
      { onProgress: (step) => photos.push(...step.photos) },
    );
    const [photo] = photos;
    if (!photo) throw new Error('The sample picture was not reported.');
    return { photo, device };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
