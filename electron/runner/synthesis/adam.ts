const [momentum, smoothing, least] = [0.9, 0.999, 1e-8];

/** Changes parameters in place by one step. */
export type Update = (parameters: Float32Array, gradient: Float32Array) => void;

/**
 * Steps of about `rate`, whatever the size of the gradient.
 *
 * @see Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1
 */
export function adam(count: number, rate: number): Update {
  const mean = new Float32Array(count);
  const square = new Float32Array(count);
  let step = 0;
  return (parameters, gradient) => {
    step += 1;
    const scale = (rate * Math.sqrt(1 - smoothing ** step)) / (1 - momentum ** step);
    for (let at = 0; at < count; at += 1) {
      const slope = gradient[at] ?? 0;
      const m = momentum * (mean[at] ?? 0) + (1 - momentum) * slope;
      const v = smoothing * (square[at] ?? 0) + (1 - smoothing) * slope * slope;
      mean[at] = m;
      square[at] = v;
      parameters[at] = (parameters[at] ?? 0) - (scale * m) / (Math.sqrt(v) + least);
    }
  };
}

/**
 * Steps along the gradient itself, each picture's so long that a number changes by `rate` as a root mean square: how steep a
 * score is differs by orders of magnitude between networks.
 *
 * @param batch  pictures side by side
 */
export function plainSteps(batch: number, rate: number): Update {
  return (parameters, gradient) => {
    const own = gradient.length / batch;
    for (let slot = 0; slot < batch; slot += 1) {
      let sum = 0;
      for (let at = slot * own; at < (slot + 1) * own; at += 1) sum += (gradient[at] ?? 0) ** 2;
      const scale = sum > 0 ? rate / Math.sqrt(sum / own) : 0;
      for (let at = slot * own; at < (slot + 1) * own; at += 1)
        parameters[at] = (parameters[at] ?? 0) - scale * (gradient[at] ?? 0);
    }
  };
}
