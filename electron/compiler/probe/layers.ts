import { float } from '../graph/attributes.ts';
import type { Emit } from '../graph/emit.ts';
import { elements } from '../graph/graph.ts';

type Pair = readonly [number, number];

export interface ConvOptions {
  /** Output channels. */
  readonly filters: number;
  /** Rows and columns of the window. */
  readonly kernel: number;
  readonly stride?: number;
  readonly group?: number;
}

/** Emits whole layers with weights drawn from an rng: enough to build real networks, untrained. */
export class Layers {
  readonly emit: Emit;
  readonly #rng: () => number;

  constructor(emit: Emit, rng: () => number) {
    this.emit = emit;
    this.#rng = rng;
  }

  /** [N, channels, H, W] → [N, filters, ⌈H / stride⌉, ⌈W / stride⌉] */
  conv(x: string, channels: number, { filters, kernel, stride = 1, group = 1 }: ConvOptions): string {
    const weight = this.#weights([filters, channels / group, kernel, kernel], 'conv_weight');
    const bias = this.#uniform([filters], 'conv_bias', [-0.1, 0.1]);
    const pad = Math.floor(kernel / 2);
    const pads = [pad, pad, pad, pad];
    return this.emit.op('Conv', [x, weight, bias], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads,
      group,
    });
  }

  /** [N, channels, H, W] → the same, with statistics as a trained network would have them */
  batchNorm(x: string, channels: number): string {
    const scale = this.#uniform([channels], 'bn_scale', [0.5, 1.5]);
    const bias = this.#uniform([channels], 'bn_bias', [-0.2, 0.2]);
    const mean = this.#uniform([channels], 'bn_mean', [-0.2, 0.2]);
    const variance = this.#uniform([channels], 'bn_variance', [0.5, 1.5]);
    return this.emit.op(
      'BatchNormalization',
      [x, scale, bias, mean, variance],
      { epsilon: float(1e-5) },
      { name: 'bn' },
    );
  }

  /** [N, inputs] → [N, outputs] */
  gemm(x: string, inputs: number, outputs: number, name = 'gemm'): string {
    const weight = this.#weights([outputs, inputs], 'gemm_weight');
    const bias = this.#uniform([outputs], 'gemm_bias', [-0.1, 0.1]);
    return this.emit.op('Gemm', [x, weight, bias], { transB: 1 }, { name });
  }

  /** [N, channels, H, W] → [N, channels] */
  pooledFlat(x: string): string {
    return this.emit.op('Flatten', [this.emit.op('GlobalAveragePool', [x])], { axis: 1 });
  }

  /** Scaled so that Relu networks keep the size of their values (He et al., 2015, section 2.2). */
  #weights(dims: readonly number[], name: string): string {
    const bound = Math.sqrt(6 / elements(dims.slice(1)));
    return this.#uniform(dims, name, [-bound, bound]);
  }

  #uniform(dims: readonly number[], name: string, [from, to]: Pair): string {
    const values = Float32Array.from({ length: elements(dims) }, () => from + (to - from) * this.#rng());
    return this.emit.floats(values, name, dims);
  }
}
