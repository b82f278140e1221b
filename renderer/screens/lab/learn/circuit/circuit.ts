// Backpropagation on f(x, y, z) = (x + y) z: values forward, slopes backward.

export interface CircuitInputs {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export const forward = ({ x, y, z }: CircuitInputs): { readonly q: number; readonly f: number } => ({
  q: x + y,
  f: (x + y) * z,
});

/** How much f changes with each value: the slope that arrives times the slope of the gate itself. */
export function backward(inputs: CircuitInputs): Readonly<Record<'f' | 'q' | 'x' | 'y' | 'z', number>> {
  const { q } = forward(inputs);
  const f = 1;
  // A product hands each input the other one; a sum hands on what it gets.
  const [dq, dz] = [f * inputs.z, f * q];
  return { f, q: dq, z: dz, x: dq, y: dq };
}

/** The slope in one input by moving it to both sides by h. */
export function nudged(inputs: CircuitInputs, name: keyof CircuitInputs, h: number): number {
  const at = (offset: number): number => forward({ ...inputs, [name]: inputs[name] + offset }).f;
  return (at(h) - at(-h)) / (2 * h);
}

export const lectureInputs: CircuitInputs = { x: -2, y: 5, z: -4 };
