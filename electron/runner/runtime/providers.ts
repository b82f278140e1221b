import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { DeviceId, DeviceVerdict, OutputOf, RunnerContract, Scope, ProgressOf } from '../../contract/index.ts';
import { providersInBuild } from './session.ts';

/** What a probe found, as it comes from the child. */
export type ProbeReport =
  | { readonly failure: string }
  | {
      /** Largest difference from the CPU over the CPU's largest value. */
      readonly relativeError: number;
      /** The device computed every operator itself. */
      readonly whole: boolean;
      readonly perSecond: number;
      /** The CPU in the same process a moment later. */
      readonly cpuPerSecond: number;
    };

/** Answers further from the CPU's than this are wrong, not merely rounded differently. */
const tolerance = 1e-3;
const limitMs = 15_000;

const deviceNames: Record<DeviceId, string> = {
  cpu: `CPU, ${availableParallelism()} cores`,
  webgpu: 'WebGPU',
  cuda: 'NVIDIA CUDA',
  tensorrt: 'NVIDIA TensorRT',
  dml: 'DirectML',
  coreml: 'Core ML',
};

/** What a machine of each kind could have, if the build and the drivers had it too. */
const onPlatform: Partial<Record<NodeJS.Platform, readonly DeviceId[]>> = {
  linux: ['webgpu', 'cuda', 'tensorrt'],
  win32: ['dml', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
};

/** The devices worth a probe on this machine, the CPU first. */
export function devicesToProbe(): readonly DeviceId[] {
  const inBuild = providersInBuild();
  const known = Object.keys(deviceNames) as DeviceId[];
  const possible = new Set([...(onPlatform[process.platform] ?? []), ...known.filter((id) => inBuild.includes(id))]);
  return ['cpu', ...known.filter((id) => id !== 'cpu' && possible.has(id))];
}

type Method = RunnerContract['devices.probe'];

/** Tries every device, each in a child process, and says in words what came of it. */
export async function probeDevices(scope: Scope<ProgressOf<Method>>): Promise<OutputOf<Method>> {
  const devices = devicesToProbe();
  const found: { id: DeviceId; report: ProbeReport }[] = [];
  let endChild = (): void => undefined;
  scope.onStop(() => endChild());
  for (const id of devices) {
    scope.stop.throwIfAborted();
    const { report, end } = startProbe(id);
    endChild = end;
    found.push({ id, report: await report });
    scope.progress({ done: found.length, total: devices.length });
  }
  return verdictsOf(found);
}

/** The fastest device that is right is recommended; the CPU when there is none. */
export function verdictsOf(found: readonly { id: DeviceId; report: ProbeReport }[]): DeviceVerdict[] {
  const verdicts = found.map(({ id, report }) => verdictOf(id, report));
  const good = verdicts.filter(({ recommended }) => recommended);
  const fastest = good.toSorted((a, b) => (b.perSecond ?? 0) - (a.perSecond ?? 0))[0];
  return verdicts.map((verdict) => {
    if (verdict.recommended && verdict !== fastest) return { ...verdict, recommended: false, reason: slowerThanBest };
    return verdict.id === 'cpu' && !fastest ? { ...verdict, recommended: true } : verdict;
  });
}

const slowerThanBest = 'Another device is faster.';

function verdictOf(id: DeviceId, report: ProbeReport): DeviceVerdict {
  const verdict = { id, name: deviceNames[id], usable: false, recommended: false, reason: '' };
  if ('failure' in report) {
    return { ...verdict, perSecond: null, relativeError: null, reason: inPlainWords(id, report.failure) };
  }
  const { perSecond, cpuPerSecond, whole } = report;
  const relativeError = Math.min(report.relativeError, Number.MAX_VALUE);
  if (relativeError > tolerance) {
    return { ...verdict, perSecond, relativeError, reason: 'Its answers differ from the CPU’s.' };
  }
  const usable = { ...verdict, usable: true, perSecond, relativeError };
  if (id === 'cpu') return usable;
  const times = perSecond / cpuPerSecond;
  if (times <= 1) return { ...usable, reason: `Slower than the CPU (${inWords(times)}).` };
  return { ...usable, recommended: true, reason: whole ? '' : 'It leaves some operators to the CPU.' };
}

const inWords = (times: number): string => (times < 0.01 ? 'less than 0.01×' : `${times.toFixed(2)}×`);

/** What drivers and ONNX Runtime say when they refuse, and what it means. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/no supported adapters|failed to get a webgpu adapter|vkCreateInstance/i, 'The driver offers no WebGPU adapter.'],
  [/CUDA driver|no CUDA-capable|CUDA failure/i, 'The NVIDIA driver offers no CUDA device.'],
  [/failed to load shared library/i, 'It needs the CUDA libraries, which are not installed beside ONNX Runtime.'],
  [
    /no available backend|not enabled in this build|not supported in this build/i,
    'This build of ONNX Runtime lacks it.',
  ],
];

function inPlainWords(id: DeviceId, refusal: string): string {
  const known = refusals.find(([pattern]) => pattern.test(refusal))?.[1];
  return known ?? `${deviceNames[id]} refused: ${refusal.split('\n')[0] ?? ''}`;
}

/** Source file beside this one, or the bundle beside the bundle. */
const probeEntry = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './probe.ts' : './probe.mjs', import.meta.url));

function startProbe(id: DeviceId): { report: Promise<ProbeReport>; end: () => void } {
  const child = fork(probeEntry(), [id], { stdio: 'ignore', serialization: 'advanced' });
  const end = (): void => void child.kill('SIGKILL');
  const report = new Promise<ProbeReport>((resolve) => {
    let best: ProbeReport | null = null;
    const late = setTimeout(() => {
      resolve(best ?? { failure: `it did not answer within ${limitMs / 1000} s.` });
      end();
    }, limitMs);
    child.on('message', (message) => (best = message as ProbeReport));
    child.once('error', (thrown) => resolve({ failure: thrown.message }));
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      const ended = { failure: `its driver ended the probe (${signal ?? `exit code ${code ?? 0}`}).` };
      // A driver that measures well and then crashes is not one to rely on.
      resolve(code === 0 ? (best ?? ended) : ended);
    });
  });
  return { report, end };
}
