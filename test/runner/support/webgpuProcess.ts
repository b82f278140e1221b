import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DifferentiateOptions, Graph } from '../../../electron/compiler/index.ts';
import type { Tensor64 } from '../../../electron/reference/index.ts';
import type { Timing, Winners } from '../../../electron/runner/training/formulations.ts';

/** Vulkan in software, as Debian's Chromium brings it: slow, but the real WebGPU provider runs on it. */
export const vulkanDriver = process.env['VK_ICD_FILENAMES'] ?? '/usr/lib/chromium/vk_swiftshader_icd.json';

export const vulkanPresent = process.platform === 'linux' && existsSync(vulkanDriver);

export const vulkanAbsent = `skipped: no Vulkan driver at ${vulkanDriver} (Debian: chromium, libvulkan1)`;

export type Feeds = ReadonlyMap<string, Tensor64>;

/** What the process is asked, and what it answers. */
export type WebgpuRequest =
  | { readonly kind: 'run'; readonly graph: Graph; readonly feeds: Feeds; readonly whole: boolean }
  | { readonly kind: 'tune'; readonly graph: Graph; readonly options: DifferentiateOptions };

export type WebgpuAnswer = { readonly failure: string } | { readonly outputs: Feeds } | Tuned;

export interface Tuned {
  readonly winners: Winners;
  readonly timings: readonly Timing[];
}

/** The WebGPU provider in a process of its own, which asks it for one thing at a time. */
export interface WebgpuProcess {
  /** @param whole  refuse a graph of which the provider cannot run every node */
  run(graph: Graph, feeds: Feeds, whole: boolean): Promise<Feeds>;
  /** What `tuneFormulations` measured, and the winners. */
  tune(graph: Graph, options: DifferentiateOptions): Promise<Tuned>;
  close(): Promise<void>;
}

/** The driver is named in the environment because it is looked up once, before anything of ours runs. */
export function startWebgpu(): WebgpuProcess {
  const child = fork(resolve(import.meta.dirname, 'webgpuChild.ts'), {
    serialization: 'advanced',
    env: { ...process.env, VK_ICD_FILENAMES: vulkanDriver },
  });
  let last: Promise<unknown> = Promise.resolve();
  const ask = async (request: WebgpuRequest): Promise<WebgpuAnswer> => {
    child.send(request);
    const [answer] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(died)])) as [WebgpuAnswer];
    if ('failure' in answer) throw new Error(answer.failure);
    return answer;
  };
  const inTurn = (request: WebgpuRequest): Promise<WebgpuAnswer> => {
    const answer = last.then(() => ask(request));
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    async run(graph, feeds, whole) {
      const answer = await inTurn({ kind: 'run', graph, feeds, whole });
      return 'outputs' in answer ? answer.outputs : new Map();
    },
    async tune(graph, options) {
      const answer = await inTurn({ kind: 'tune', graph, options });
      return 'winners' in answer ? answer : { winners: {}, timings: [] };
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

const died = ([code, signal]: unknown[]): never => {
  throw new Error(`The process that runs WebGPU ended (${String(signal ?? code)}).`);
};
