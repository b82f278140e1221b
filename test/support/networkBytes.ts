// The smallest files that are ONNX networks, written field by field (onnx/onnx.proto), for tests that only move them.

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);

const field = (number: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(body.length)]), body]);

const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));

const pair = (key: string, value: string): Buffer => field(13, Buffer.concat([text(1, key), text(2, value)]));

export interface NetworkBytes {
  /** Two networks of other names have other hashes. */
  readonly name: string;
  /** Bytes of weights inside the file. */
  readonly weights?: number;
  /** Where the weights are kept instead. */
  readonly externalFile?: string;
}

export function networkBytes({ name, weights = 16, externalFile }: NetworkBytes): Buffer {
  const tensor = Buffer.concat([
    text(8, 'w'),
    externalFile === undefined ? field(9, Buffer.alloc(weights)) : pair('location', externalFile),
  ]);
  const node = Buffer.concat([text(1, 'x'), text(2, 'y'), text(4, 'Identity')]);
  const graph = Buffer.concat([field(1, node), text(2, name), field(5, tensor)]);
  return Buffer.concat([Buffer.from([8, 8]), field(7, graph)]);
}
