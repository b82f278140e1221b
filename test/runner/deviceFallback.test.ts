import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  DeviceId,
  failure,
  SegmentationSettings,
  WindowSettings,
  type ModelFile,
  type Scope,
} from '../../electron/contract/index.ts';
import { onDeviceOrCpu, providersInBuild, type Turn } from '../../electron/runner/runtime/index.ts';
import { windowSearch } from '../../electron/runner/tasks/detection/index.ts';
import { segmentPhoto } from '../../electron/runner/tasks/segmentation/index.ts';
import { seedOf } from '../support/dense.ts';
import { noisyPicture } from '../support/denseTwin.ts';
import { sharedModel } from '../support/models.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';
import { disk, photoOf, removeFiles } from '../support/windowModels.ts';

// What a device could not do, the CPU does again. A device that this build of ONNX Runtime does not know is taken for the
// CPU by it, so that it can be opened on every machine; that it fails is played by whoever gives out turns.

const seed = seedOf(5);
const folder = mkdtempSync(join(tmpdir(), 'fovea-fallback-'));
const search = windowSearch();
// ONNX Runtime for Node warns of each session on a device that it does not know.
beforeAll(() => void vi.spyOn(console, 'warn').mockImplementation(() => undefined));
afterAll(async () => {
  vi.restoreAllMocks();
  await search.clear();
  rmSync(folder, { recursive: true });
  removeFiles();
});

const played = DeviceId.options.find((device) => !providersInBuild().includes(device)) ?? 'coreml';
const shared = sharedDir();
const now: Turn = (step) => step();
/** The device is lost at one of its steps, counted from 1. */
function losing(at: number): Turn {
  let steps = 0;
  return (step) => ((steps += 1) === at ? Promise.reject(new Error('device lost')) : step());
}
const lost = `The device "${played}" failed (device lost); the CPU goes on.`;
const scope: Scope<unknown> = {
  progress: () => undefined,
  stop: { aborted: false, throwIfAborted: () => undefined },
  onStop: () => undefined,
};

describe('work for which a device is wanted', () => {
  test('is done once where the device holds', async () => {
    const used: string[] = [];
    const done = await onDeviceOrCpu('webgpu', (device) => Promise.resolve(used.push(device)));
    expect({ done, used }).toEqual({ done: { result: 1, fellBack: null }, used: ['webgpu'] });
  });

  test('is done again on the CPU where the device fails in the middle, and that is said', async () => {
    const steps: string[] = [];
    const work = async (device: DeviceId): Promise<string> => {
      for (const step of ['open', 'run']) {
        steps.push(`${step} on ${device}`);
        if (device !== 'cpu' && step === 'run') throw new Error('device lost\n  at some place');
        await Promise.resolve();
      }
      return device;
    };
    const { result, fellBack } = await onDeviceOrCpu('webgpu', work);
    expect(result).toBe('cpu');
    expect(steps).toEqual(['open on webgpu', 'run on webgpu', 'open on cpu', 'run on cpu']);
    expect(fellBack).toBe('The device "webgpu" failed (device lost); the CPU goes on.');
  });

  test.each([
    ['a stop', 'webgpu', failure('engine/stopped', {})],
    ['a photo that cannot be read', 'webgpu', failure('photo/missing', {})],
    ['a failure of the CPU itself', 'cpu', new Error('out of memory')],
  ] as const)('is not done again after %s', async (_, device, thrown) => {
    let times = 0;
    const work = (): Promise<never> => {
      times += 1;
      return Promise.reject(thrown);
    };
    await expect(onDeviceOrCpu(device, work)).rejects.toBe(thrown);
    expect(times).toBe(1);
  });
});

const segment = async (model: ModelFile, path: string, device: DeviceId, turn = now) => {
  const settings = SegmentationSettings.parse({ longSide: 96, stepPx: 4 });
  const { elapsedMs: _, ...result } = await segmentPhoto({ model, path, settings, device, folder }, scope, turn);
  return { ...result, pixels: readFileSync(join(folder, result.classes)) };
};
const find = async (path: string, device: DeviceId, settings: Partial<WindowSettings>, turn = now) => {
  const asked = { model: disk(), path, settings: WindowSettings.parse({ threshold: 0, ...settings }), device };
  const { elapsedMs: _, ...result } = await search.find(asked, scope, turn);
  return result;
};
const noise = () => photoOf(noisyPicture(seed, 120, 80), 'noise');
const pixelNetwork = 'deeplabv3_mnv2_voc_os8_dynamic';

test('a photo in which the device is lost is segmented by the CPU: a classifier at every place', async () => {
  const path = await noise();
  const fallen = await segment(disk(), path, played, losing(1));
  expect(fallen, `SEED=${seed}`).toEqual({ ...(await segment(disk(), path, 'cpu')), fellBack: lost });
});

test.skipIf(shared === null)(
  `so is one in which it cannot be opened, or is lost: a network made for pixels (${shared ? 'DeepLab' : sharedAbsent})`,
  async () => {
    const model = await sharedModel(shared!, pixelNetwork);
    const path = await noise();
    const onCpu = await segment(model, path, 'cpu');
    expect(await segment(model, path, played, losing(1))).toEqual({ ...onCpu, fellBack: lost });
    const { fellBack, ...unopened } = await segment(model, path, 'cuda');
    expect(unopened, `SEED=${seed}`).toEqual(onCpu);
    expect(fellBack).toContain('The device "cuda" failed');
  },
);

test.each([
  ['all at once', { mode: 'dense' }],
  ['one by one', { mode: 'naive' }],
  ['one by one with the photo around them', { mode: 'naive', surroundings: 'photo' }],
] as const)('windows of a photo in which the device is lost are judged by the CPU: %s', async (_, settings) => {
  const path = await noise();
  const fallen = await find(path, played, settings, losing(3));
  expect(fallen.detections.length).toBeGreaterThan(0);
  expect(fallen, `SEED=${seed}`).toEqual({ ...(await find(path, 'cpu', settings)), fellBack: lost });
});

test('a device that holds is not spoken of', async () => {
  const path = await noise();
  expect(await segment(disk(), path, played)).not.toHaveProperty('fellBack');
  expect(await find(path, played, {})).not.toHaveProperty('fellBack');
});

test('a file that is no network is the network’s fault, not that of a device that cannot be opened', async () => {
  const path = join(folder, 'none.onnx');
  writeFileSync(path, 'not a network');
  const model: ModelFile = { path, card: { ...disk().card, task: 'segmentation' } };
  await expect(segment(model, await noise(), 'cuda')).rejects.toMatchObject({ code: 'model/not-onnx' });
});
