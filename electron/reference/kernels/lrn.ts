import type { Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';

/** Y[c] = X[c] / (bias + alpha/size · Σ X[i]²)^beta, i from c − ⌊(size−1)/2⌋ to c + ⌈(size−1)/2⌉ where there are channels */
export const LRN: Kernel = (call) => {
  const x = call.input(0);
  const [batch = 0, channels = 0, ...spatial] = x.dims;
  const area = spatial.reduce((product, length) => product * length, 1);
  const size = call.int('size', 1);
  const [alpha, beta, bias] = [call.float('alpha', 1e-4), call.float('beta', 0.75), call.float('bias', 1)];
  const values = new Float64Array(x.values.length);
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      const first = Math.max(0, c - Math.floor((size - 1) / 2));
      const last = Math.min(channels - 1, c + Math.ceil((size - 1) / 2));
      for (let p = 0; p < area; p++) {
        let squares = 0;
        for (let i = first; i <= last; i++) squares += (x.values[(n * channels + i) * area + p] ?? 0) ** 2;
        const at = (n * channels + c) * area + p;
        values[at] = (x.values[at] ?? 0) / (bias + (alpha / size) * squares) ** beta;
      }
    }
  }
  return [tensor64(x.dims, values, x.dtype)];
};
