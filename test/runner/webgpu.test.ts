import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ClassifiedPhoto, DeviceId } from '../../electron/contract/index.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';
import { startRunner } from './support/runnerProcess.ts';
import { sharedClassifiers, sharedModel } from './support/shelf.ts';

/** Vulkan in software, as Debian's Chromium brings it: slow, but the real WebGPU provider runs on it. */
const driver = process.env['VK_ICD_FILENAMES'] ?? '/usr/lib/chromium/vk_swiftshader_icd.json';
const shared = sharedDir();
const possible = shared !== null && process.platform === 'linux' && existsSync(driver);

const runner = possible ? startRunner({ VK_ICD_FILENAMES: driver }) : null;
afterAll(() => runner?.close());

/** Every class's probability, as the runner gives it on a device. */
async function probabilities(name: (typeof sharedClassifiers)[number], path: string, device: DeviceId) {
  const model = sharedModel(shared!, name);
  const photos: ClassifiedPhoto[] = [];
  const end = await runner!.client.ask(
    'classification.classify',
    { model, paths: [path], topK: 1000, device },
    { onProgress: (step) => photos.push(...step.photos) },
  );
  const byClass = photos[0]!.top.toSorted((a, b) => a.classIndex - b.classIndex);
  return { device: end.device, values: byClass.map(({ probability }) => probability) };
}

test.skipIf(!possible).each(sharedClassifiers)(
  '%s on WebGPU agrees with the CPU within a thousandth of the largest probability',
  async (name) => {
    const dir = join(shared!, 'data', 'imagenet_sample_1000');
    const path = join(
      dir,
      readdirSync(dir).find((file) => file.endsWith('.jpg'))!,
    );
    const cpu = await probabilities(name, path, 'cpu');
    const webgpu = await probabilities(name, path, 'webgpu');
    expect(webgpu.device, 'nothing fell back').toBe('webgpu');
    const worst = Math.max(...cpu.values.map((value, at) => Math.abs(value - webgpu.values[at]!)));
    expect(worst / Math.max(...cpu.values)).toBeLessThan(1e-3);
  },
  300_000,
);

test.skipIf(!possible)(
  'a software adapter is usable but not recommended, and the verdict says by how much it is slower',
  async () => {
    const verdicts = await runner!.client.ask('devices.probe', undefined);
    const verdict = verdicts.find(({ id }) => id === 'webgpu');
    expect(verdict).toMatchObject({ usable: true, recommended: false });
    expect(verdict?.reason).toMatch(/^Slower than the CPU \(.*×\)\.$/);
    expect(verdict?.relativeError).toBeLessThan(1e-3);
  },
  120_000,
);

test.runIf(!possible)(
  shared === null ? sharedAbsent : `skipped: no Vulkan driver at ${driver} (Debian: chromium, libvulkan1)`,
  () => undefined,
);
