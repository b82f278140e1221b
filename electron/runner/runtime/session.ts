import { availableParallelism } from 'node:os';
import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import type { DeviceId } from '../../contract/index.ts';

export { InferenceSession, Tensor };

/** Of ONNX Runtime for Node. */
export const runtimeVersion = env.versions.node ?? '';

// ONNX Runtime tells its makers over the network how it is used, unless this is there before the first session
// (docs/adr/0016-nothing-is-reported.md).
process.env['ORT_DISABLE_TELEMETRY'] = '1';

// Errors come as exceptions; what ONNX Runtime would print besides belongs to nobody.
env.logLevel = 'fatal';

/** The execution providers that this build of ONNX Runtime knows; whether they work here is for the probe to say. */
export const providersInBuild = (): readonly string[] => listSupportedBackends().map(({ name }) => name);

export interface SessionChoices {
  /** Threads of one operator; all cores when absent. */
  readonly threads?: number;
  /** Refuses a network that the device cannot run entirely by itself. */
  readonly wholeOnDevice?: boolean;
  /**
   * Keeps the axes of WebGPU's values in the order that the network has. Without it ONNX Runtime moves transposes past
   * comparisons, as gradients are full of, and WebGPU leaves transposes of truth values to the CPU.
   */
  readonly keepsLayout?: boolean;
  /** Keeps freed memory for the next node instead of giving it back to the system. */
  readonly keepsMemory?: boolean;
}

/**
 * Options that measured best beside decoding threads. Threads that spin while they wait
 * take the cores from the decoder; the memory arena keeps hundreds of megabytes between jobs for at most a tenth
 * of the time of a photo. Training wants it: a step makes gigabytes of short-lived results, and without it the system
 * hands out every page anew.
 */
export function sessionOptions(device: DeviceId, choices: SessionChoices = {}): InferenceSession.SessionOptions {
  const { threads = availableParallelism(), wholeOnDevice = false, keepsMemory = false } = choices;
  const keepsLayout = device === 'webgpu' && (choices.keepsLayout ?? false);
  const provider = keepsLayout ? { name: device, preferredLayout: 'NCHW' as const } : device;
  return {
    executionProviders: device === 'cpu' || wholeOnDevice ? [provider] : [provider, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: keepsMemory,
    enableMemPattern: false,
    extra: {
      session: {
        intra_op: { allow_spinning: '0' },
        ...(wholeOnDevice && device !== 'cpu' ? { disable_cpu_ep_fallback: '1' } : {}),
      },
      ...(keepsLayout ? { optimization: { disable_specified_optimizers: 'TransposeOptimizer' } } : {}),
    },
  };
}

/**
 * A network ready to run.
 *
 * @param network  path of an .onnx file, or its bytes
 * @throws         ONNX Runtime's own error: the network, or the device, will not do
 */
export function createSession(
  network: string | Uint8Array,
  device: DeviceId,
  choices: SessionChoices = {},
): Promise<InferenceSession> {
  const options = sessionOptions(device, choices);
  return typeof network === 'string'
    ? InferenceSession.create(network, options)
    : InferenceSession.create(network, options);
}
