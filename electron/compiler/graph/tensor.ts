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

function aligned(bytes: Uint8Array, width: number): [ArrayBufferLike, number, number] {
  const at = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  return [at.buffer, at.byteOffset, Math.floor(at.byteLength / width)];
}
