import { float16ToNumber, numberToFloat16 } from './float16.ts';
import type { DType } from './dtype.ts';
import type { Tensor } from './graph.ts';

// Every platform Fovea runs on is little-endian, as ONNX's raw_data is, so bytes and numbers share memory.

export const floatTensor = (name: string, dims: readonly number[], values: ArrayLike<number>): Tensor =>
  tensorOf(name, 'float32', dims, Float32Array.from(values));

export const intTensor = (name: string, dims: readonly number[], values: readonly number[]): Tensor =>
  tensorOf(name, 'int64', dims, BigInt64Array.from(values, BigInt));

export const tensorOf = (name: string, dtype: DType, dims: readonly number[], numbers: ArrayBufferView): Tensor => ({
  name,
  dtype,
  dims,
  bytes: new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
});

/**
 * The numbers of a float32 or float64 tensor, a view where the bytes lie suitably, else a copy; null for other types.
 */
export function floatsOf(tensor: Tensor): Float32Array | Float64Array | null {
  if (tensor.dtype === 'float32') return new Float32Array(...aligned(tensor.bytes, 4));
  if (tensor.dtype === 'float64') return new Float64Array(...aligned(tensor.bytes, 8));
  return null;
}

/** The numbers of an int64 or int32 tensor; null for other types. */
export function intsOf(tensor: Tensor): number[] | null {
  if (tensor.dtype === 'int64') return Array.from(new BigInt64Array(...aligned(tensor.bytes, 8)), Number);
  if (tensor.dtype === 'int32') return Array.from(new Int32Array(...aligned(tensor.bytes, 4)));
  return null;
}

/** The arrays of element types whose numbers JavaScript can read; 64-bit integers become exact up to 2⁵³. */
const views = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

const isViewed = (dtype: DType): dtype is keyof typeof views => dtype in views;

/** Every number of a tensor, false as 0 and true as 1; null for strings, complex and narrow types. */
export function numbersOf(tensor: Tensor): number[] | null {
  if (!isViewed(tensor.dtype)) return null;
  const View = views[tensor.dtype];
  const [buffer, offset, length] = aligned(tensor.bytes, View.BYTES_PER_ELEMENT);
  const numbers = Array.from<number | bigint, number>(new View(buffer as ArrayBuffer, offset, length), Number);
  return tensor.dtype === 'float16' ? numbers.map(float16ToNumber) : numbers;
}

/**
 * A tensor of the given numbers, rounded to what its type can hold.
 *
 * @throws Error for a type whose numbers JavaScript cannot write
 */
export function tensorFrom(name: string, dtype: DType, dims: readonly number[], numbers: readonly number[]): Tensor {
  if (!isViewed(dtype)) throw new Error(`Numbers cannot be stored as ${dtype}.`);
  if (dtype === 'int64' || dtype === 'uint64') {
    return tensorOf(name, dtype, dims, views[dtype].from(numbers.map((value) => BigInt(Math.trunc(value)))));
  }
  if (dtype === 'bool')
    return tensorOf(
      name,
      dtype,
      dims,
      Uint8Array.from(numbers, (value) => Number(value !== 0)),
    );
  return tensorOf(name, dtype, dims, views[dtype].from(dtype === 'float16' ? numbers.map(numberToFloat16) : numbers));
}

function aligned(bytes: Uint8Array, width: number): [ArrayBufferLike, number, number] {
  const at = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  return [at.buffer, at.byteOffset, Math.floor(at.byteLength / width)];
}
