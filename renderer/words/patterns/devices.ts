import { phrase } from '../translate.ts';

/** Names of devices and what their test found, as electron/runner/runtime/providers.ts says it. */
export const deviceSentences: readonly string[] = [
  phrase('CPU, {count} cores'),
  phrase('Another device is faster.'),
  phrase('Its answers differ from the CPU’s.'),
  phrase('Slower than the CPU ({factor}).'),
  phrase('It leaves some operators to the CPU.'),
  phrase('The driver offers no WebGPU adapter.'),
  phrase('The NVIDIA driver offers no CUDA device.'),
  phrase('It needs the CUDA libraries, which are not installed beside ONNX Runtime.'),
  phrase('This build of ONNX Runtime lacks it.'),
  phrase('{device} refused: {reason}'),
];
