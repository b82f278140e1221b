// Runs graphs on the WebGPU provider, in one thread of a process that does nothing else: a second WebGPU session in
// another thread would end it.

import { encode } from '../../../electron/compiler/index.ts';
import { createSession } from '../../../electron/runner/runtime/index.ts';
import { runIn } from '../../../electron/runner/tasks/inspection/gradcheck/single.ts';
import { trainingChoices, tuneFormulations, type Timing } from '../../../electron/runner/training/formulations.ts';
import type { WebgpuAnswer, WebgpuRequest } from './webgpuProcess.ts';

process.on('message', (request: WebgpuRequest) => {
  void answer(request).then((found) => process.send?.(found));
});

async function answer(request: WebgpuRequest): Promise<WebgpuAnswer> {
  try {
    return request.kind === 'run' ? await run(request) : await tune(request);
  } catch (thrown) {
    return { failure: String(thrown) };
  }
}

async function run({ graph, feeds, whole }: WebgpuRequest & { kind: 'run' }): Promise<WebgpuAnswer> {
  const session = await createSession(encode(graph), 'webgpu', { ...trainingChoices, wholeOnDevice: whole });
  return { outputs: await runIn(session, feeds).finally(() => session.release()) };
}

async function tune({ graph, options }: WebgpuRequest & { kind: 'tune' }): Promise<WebgpuAnswer> {
  const timings: Timing[] = [];
  const onTiming = (timing: Timing): void => void timings.push(timing);
  const { winners } = await tuneFormulations(graph, options, { device: 'webgpu', winners: {}, onTiming });
  return { winners, timings };
}
