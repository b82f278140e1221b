import { repeatedAxes } from '../ops/broadcast.ts';
import type { Shaped } from '../ops/define.ts';
import type { AttributeInput } from './attributes.ts';
import { dtypes, type DType } from './dtype.ts';
import { Emit, type EmitOptions } from './emit.ts';
import { elements, type Body, type Tensor } from './graph.ts';
import type { Shapes } from './shapes.ts';
import { tensorFrom } from './tensor.ts';

/**
 * Emits nodes whose shapes are known as soon as they are emitted, so that a rule can ask for the shape of what it has
 * just made and a wrong node fails where it is written. The short words below are the vocabulary of gradient rules;
 * each returns the name of the value it makes.
 */
export class TypedEmit extends Emit {
  readonly shapes: Shapes;
  readonly #constants = new Map<string, string>();

  /** @param shapes  of the same graph; learns every value that is emitted */
  constructor(body: Body | null, shapes: Shapes) {
    super(body);
    this.shapes = shapes;
  }

  override op(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeInput>> = {},
    options: EmitOptions = {},
  ): string {
    const made = super.op(op, inputs, attributes, options);
    const node = this.nodes.at(-1);
    if (node) this.shapes.addNode(node);
    return made;
  }

  /** Appends a node with several outputs, named after the operator. */
  several(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeInput>>,
    count: number,
  ): readonly string[] {
    const outputs = Array.from({ length: count }, () => this.fresh(op.toLowerCase()));
    this.op(op, inputs, attributes, { outputs });
    return outputs;
  }

  override constant(tensor: Tensor): string {
    const name = super.constant(tensor);
    this.shapes.addTensor({ ...tensor, name });
    return name;
  }

  type(value: string): Shaped {
    return this.shapes.type(value);
  }

  dims(value: string): readonly number[] {
    return this.shapes.dims(value);
  }

  /** A small constant; the same numbers are stored once. */
  override ints(values: readonly number[], hint = 'ints'): string {
    return this.#once(`int64 [${values.join()}]`, () => super.ints(values, hint));
  }

  /** A scalar of the type of `like`, so that it goes with it in arithmetic. */
  scalar(value: number, like: string): string {
    const { dtype } = this.type(like);
    return this.#once(`${dtype} ${value}`, () => this.constant(tensorFrom('scalar', dtype, [], [value])));
  }

  /** A tensor whose every element is `value`, made at run time so that the file stays small. */
  filled(dims: readonly number[], value: number, dtype: DType = 'float32'): string {
    const tensor = tensorFrom('', dtype, [1], [value]);
    return this.op(
      'ConstantOfShape',
      [this.ints(dims)],
      { value: { kind: 'tensor', value: tensor } },
      { name: 'filled' },
    );
  }

  add(a: string, b: string): string {
    return this.op('Add', [a, b]);
  }

  sub(a: string, b: string): string {
    return this.op('Sub', [a, b]);
  }

  mul(a: string, b: string): string {
    return this.op('Mul', [a, b]);
  }

  div(a: string, b: string): string {
    return this.op('Div', [a, b]);
  }

  neg(x: string): string {
    return this.op('Neg', [x]);
  }

  sqrt(x: string): string {
    return this.op('Sqrt', [x]);
  }

  exp(x: string): string {
    return this.op('Exp', [x]);
  }

  /** factor · x + offset, each part left out where it changes nothing */
  affine(x: string, factor: number, offset = 0): string {
    const scaled = factor === 1 ? x : this.mul(x, this.scalar(factor, x));
    return offset === 0 ? scaled : this.add(scaled, this.scalar(offset, x));
  }

  /** 1 − x */
  oneMinus(x: string): string {
    return this.sub(this.scalar(1, x), x);
  }

  /** x², without a power */
  square(x: string): string {
    return this.mul(x, x);
  }

  where(condition: string, yes: string, no: string): string {
    return this.op('Where', [condition, yes, no]);
  }

  /** true or false → 1 or 0 in the type of `like` */
  asNumber(condition: string, like: string): string {
    return this.cast(condition, this.type(like).dtype);
  }

  cast(x: string, dtype: DType): string {
    return this.type(x).dtype === dtype ? x : this.op('Cast', [x], { to: dtypes[dtype].code });
  }

  sum(x: string, axes: readonly number[], keepdims: 0 | 1 = 0): string {
    return axes.length === 0 ? x : this.op('ReduceSum', [x, this.ints(axes)], { keepdims });
  }

  mean(x: string, axes: readonly number[], keepdims: 0 | 1 = 0): string {
    return axes.length === 0 ? x : this.op('ReduceMean', [x, this.ints(axes)], { keepdims });
  }

  matmul(a: string, b: string): string {
    return this.op('MatMul', [a, b]);
  }

  reshape(x: string, dims: readonly number[]): string {
    const from = this.dims(x);
    if (from.length === dims.length && from.every((length, axis) => length === dims[axis])) return x;
    // allowzero, because an empty tensor is a tensor too.
    return this.op('Reshape', [x, this.ints(dims)], elements(dims) === 0 ? { allowzero: 1 } : {});
  }

  transpose(x: string, perm: readonly number[]): string {
    return perm.every((axis, i) => axis === i) ? x : this.op('Transpose', [x], { perm });
  }

  expand(x: string, dims: readonly number[]): string {
    const from = this.dims(x);
    const same = from.length === dims.length && from.every((length, axis) => length === dims[axis]);
    return same ? x : this.op('Expand', [x, this.ints(dims)]);
  }

  concat(values: readonly string[], axis: number): string {
    const [only] = values;
    return values.length === 1 && only !== undefined ? only : this.op('Concat', values, { axis });
  }

  /** x[start : end : step] along one axis; all of ONNX's counting (negative from the end) is allowed. */
  slice(x: string, axis: number, start: number, end: number, step = 1): string {
    const steps = step === 1 ? [] : [this.ints([step])];
    const axes = this.ints([axis]);
    return this.op('Slice', [x, this.ints([start]), this.ints([end]), axes, ...steps]);
  }

  /** x with zeros around it: `before` and `after` count elements per axis. */
  pad(x: string, before: readonly number[], after: readonly number[]): string {
    return [...before, ...after].every((count) => count === 0)
      ? x
      : this.op('Pad', [x, this.ints([...before, ...after])]);
  }

  /** Sums away what broadcasting repeated: the gradient of an operand of the shape `dims`. */
  sumTo(x: string, dims: readonly number[]): string {
    return this.reshape(this.sum(x, repeatedAxes(dims, this.dims(x)), 0), dims);
  }

  #once(key: string, make: () => string): string {
    const made = this.#constants.get(key) ?? make();
    this.#constants.set(key, made);
    return made;
  }
}
