/** Element types of ONNX: the number in the file, and the width of one element in bits (0: not of fixed width). */
export const dtypes = {
  float32: { code: 1, bits: 32 },
  uint8: { code: 2, bits: 8 },
  int8: { code: 3, bits: 8 },
  uint16: { code: 4, bits: 16 },
  int16: { code: 5, bits: 16 },
  int32: { code: 6, bits: 32 },
  int64: { code: 7, bits: 64 },
  string: { code: 8, bits: 0 },
  bool: { code: 9, bits: 8 },
  float16: { code: 10, bits: 16 },
  float64: { code: 11, bits: 64 },
  uint32: { code: 12, bits: 32 },
  uint64: { code: 13, bits: 64 },
  complex64: { code: 14, bits: 64 },
  complex128: { code: 15, bits: 128 },
  bfloat16: { code: 16, bits: 16 },
  float8e4m3fn: { code: 17, bits: 8 },
  float8e4m3fnuz: { code: 18, bits: 8 },
  float8e5m2: { code: 19, bits: 8 },
  float8e5m2fnuz: { code: 20, bits: 8 },
  uint4: { code: 21, bits: 4 },
  int4: { code: 22, bits: 4 },
  float4e2m1: { code: 23, bits: 4 },
  float8e8m0: { code: 24, bits: 8 },
  uint2: { code: 25, bits: 2 },
  int2: { code: 26, bits: 2 },
} as const satisfies Record<string, { code: number; bits: number }>;

export type DType = keyof typeof dtypes;

const byCode = new Map<number, DType>(
  (Object.keys(dtypes) as DType[]).map((dtype) => [dtypes[dtype].code, dtype] as const),
);

/** The element type of a number in a file; undefined for one that this table does not know. */
export const dtypeOfCode = (code: number): DType | undefined => byCode.get(code);

/** Bytes of `count` elements; narrow types are packed without gaps and the last byte is filled up. */
export const bytesOf = (dtype: DType, count: number): number => Math.ceil((count * dtypes[dtype].bits) / 8);

export const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float16' || dtype === 'float64';
