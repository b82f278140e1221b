import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DeviceVerdict } from '../../contract/index.ts';
import type { DeviceChoice, DeviceId } from '../../contract/index.ts';
import { readJson, writeJson } from '../jsonFile.ts';
import type { Settings } from '../settings.ts';
import type { RunnerProcess } from './runnerProcess.ts';

const Cached = z.object({ machine: z.string(), verdicts: z.array(DeviceVerdict) });

type Progress = (step: { done: number; total: number }) => void;

/** What computes here. Verdicts are kept until the runtime, the system or the driver changes. */
export class Devices {
  readonly #file: string;
  readonly #settings: Settings;
  readonly #runner: RunnerProcess;
  readonly #onChange: (choice: DeviceChoice) => void;
  #verdicts: readonly DeviceVerdict[] | null;
  #probe: Promise<DeviceChoice> | null = null;

  constructor(dataDir: string, settings: Settings, runner: RunnerProcess, onChange: (choice: DeviceChoice) => void) {
    this.#file = join(dataDir, 'devices.json');
    this.#settings = settings;
    this.#runner = runner;
    this.#onChange = onChange;
    const cached = readJson(this.#file, Cached);
    this.#verdicts = cached?.machine === machine() ? cached.verdicts : null;
  }

  choice(): DeviceChoice {
    const { device: chosen } = this.#settings.read();
    const verdicts = this.#verdicts ?? [];
    const usable = (wanted: DeviceId | null): boolean =>
      wanted === 'cpu' || verdicts.some(({ id, usable }) => usable && id === wanted);
    const recommended = verdicts.find((verdict) => verdict.usable && verdict.recommended)?.id ?? 'cpu';
    const inUse = chosen !== null && usable(chosen) ? chosen : recommended;
    return { chosen, inUse, verdicts, probing: this.#verdicts === null || this.#probe !== null };
  }

  choose(device: DeviceId | null): DeviceChoice {
    this.#settings.write({ device });
    return this.#announced();
  }

  /** Probes once on a new machine, in the background: until it is known, the CPU computes. */
  probeIfUnknown(): void {
    if (this.#verdicts === null) this.probe().catch(() => undefined);
  }

  /** Probes every provider; two who ask at once share one probe. */
  probe(onProgress: Progress = () => undefined, signal?: AbortSignal): Promise<DeviceChoice> {
    this.#probe ??= this.#runProbe(onProgress, signal).finally(() => {
      this.#probe = null;
      this.#announced();
    });
    return this.#probe;
  }

  async #runProbe(onProgress: Progress, signal?: AbortSignal): Promise<DeviceChoice> {
    const verdicts = await this.#runner.ask('devices.probe', undefined, { onProgress, ...(signal && { signal }) });
    this.#verdicts = verdicts;
    writeJson(this.#file, { machine: machine(), verdicts });
    return { ...this.choice(), probing: false };
  }

  #announced(): DeviceChoice {
    const choice = this.choice();
    this.#onChange(choice);
    return choice;
  }
}

/** What a verdict depends on, as one line. */
const machine = (): string => [runtimeVersion(), platform(), arch(), release(), driver()].join(' · ');

/** The version of ONNX Runtime that the runner will load, read from its package without loading it. */
export function runtimeVersion(): string {
  try {
    const file = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    return `onnxruntime ${z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version}`;
  } catch {
    return 'onnxruntime';
  }
}

/** The graphics driver, where the system says it in a file. */
function driver(): string {
  try {
    return readFileSync('/proc/driver/nvidia/version', 'utf8').split('\n')[0] ?? '';
  } catch {
    return '';
  }
}
