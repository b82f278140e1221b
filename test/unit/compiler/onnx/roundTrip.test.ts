import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, test } from 'vitest';
import {
  decode,
  dtypes,
  encode,
  probeNetwork,
  seeded,
  type Attribute,
  type Body,
  type DType,
  type Graph,
  type Node,
  type Tensor,
  type Value,
} from '../../../../electron/compiler/index.ts';
import { colorClassifierGraph } from '../../../support/networks.ts';

const seed = Number(process.env['SEED'] ?? 20260301);

test('decode(encode(graph)) equals graph for networks', () => {
  for (const graph of [probeNetwork(), colorClassifierGraph({ metadata: { a: 'ä\n', b: '' } })]) {
    expect(decode(encode(graph))).toEqual(graph);
  }
});

test(`decode(encode(graph)) equals graph for 200 random graphs of everything a file can hold (SEED=${seed})`, () => {
  for (let i = 0; i < 200; i++) {
    const graph = randomGraph(seeded(seed + i));
    expect(decode(encode(graph)), `SEED=${seed + i}`).toEqual(graph);
  }
});

test('tensors are views into the file, not copies', () => {
  const file = encode(probeNetwork());
  for (const { bytes } of decode(file).initializers) expect(bytes.buffer).toBe(file.buffer);
});

test('a Node Buffer in the middle of its pool decodes as its bytes do', () => {
  const file = encode(probeNetwork());
  const padded = Buffer.alloc(file.length + 3, 0xff);
  padded.set(file, 3);
  expect(decode(padded.subarray(3))).toEqual(probeNetwork());
});

describe('numbers that a writer put in typed fields read as raw bytes', () => {
  const cases: readonly [DType, number, (w: BinaryWriter) => unknown, ArrayBufferView][] = [
    ['float32', 4, (w) => w.fork().float(1.5).float(-2).join(), Float32Array.of(1.5, -2)],
    ['float64', 10, (w) => w.fork().double(1.5).double(-2).join(), Float64Array.of(1.5, -2)],
    ['int64', 7, (w) => w.fork().int64(-5).int64(7).join(), BigInt64Array.of(-5n, 7n)],
    [
      'uint64',
      11,
      (w) =>
        w
          .fork()
          .uint64(2n ** 63n)
          .uint64(7)
          .join(),
      BigUint64Array.of(2n ** 63n, 7n),
    ],
    ['int32', 5, (w) => w.fork().int32(-5).int32(7).join(), Int32Array.of(-5, 7)],
    ['uint32', 11, (w) => w.fork().uint64(4_000_000_000).uint64(7).join(), Uint32Array.of(4_000_000_000, 7)],
    ['int8', 5, (w) => w.fork().int32(-5).int32(7).join(), Int8Array.of(-5, 7)],
    ['uint8', 5, (w) => w.fork().int32(255).int32(7).join(), Uint8Array.of(255, 7)],
    ['int16', 5, (w) => w.fork().int32(-300).int32(7).join(), Int16Array.of(-300, 7)],
    ['float16', 5, (w) => w.fork().int32(0x3c00).int32(0xbc00).join(), Uint16Array.of(0x3c00, 0xbc00)],
    ['bool', 5, (w) => w.fork().int32(1).int32(0).join(), Uint8Array.of(1, 0)],
  ];

  test.each(cases)('%s in field %i', (dtype, field, write, expected) => {
    const tensor = new BinaryWriter().tag(1, WireType.LengthDelimited).fork().int64(2).join();
    tensor.tag(2, WireType.Varint).int32(dtypes[dtype].code).tag(8, WireType.LengthDelimited).string('w');
    write(tensor.tag(field, WireType.LengthDelimited));
    const [read] = decode(fileOf(tensor.finish())).initializers;
    expect(read).toEqual({ name: 'w', dtype, dims: [2], bytes: new Uint8Array(expected.buffer) });
  });

  test('one field per number, as older writers do', () => {
    const tensor = new BinaryWriter().tag(1, WireType.Varint).int64(2).tag(2, WireType.Varint).int32(1);
    tensor.tag(4, WireType.Bit32).float(1.5).tag(4, WireType.Bit32).float(-2);
    expect(decode(fileOf(tensor.finish())).initializers[0]).toMatchObject({
      dims: [2],
      bytes: new Uint8Array(Float32Array.of(1.5, -2).buffer),
    });
  });
});

test('what is not modelled survives: training graphs, functions, quantization annotations, unknown fields', () => {
  const unknown = new BinaryWriter()
    .tag(25, WireType.LengthDelimited)
    .string('a function')
    .tag(2000, WireType.Varint)
    .int64(-1)
    .finish();
  const quantization = new BinaryWriter().tag(14, WireType.LengthDelimited).string('scales').finish();
  const graph: Graph = { ...probeNetwork(), unread: quantization, modelUnread: unknown };
  const again = decode(encode(graph));
  expect(again).toEqual(graph);
  expect(again.modelUnread).toEqual(unknown);
});

test('a sparse constant binds its name and is written as it was read', () => {
  const values = new BinaryWriter().tag(8, WireType.LengthDelimited).string('w').finish();
  const sparse = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .bytes(values)
    .tag(3, WireType.Varint)
    .int64(9)
    .finish();
  const relu: Node = { op: 'Relu', domain: '', name: '', inputs: ['w'], outputs: ['y'], attributes: {} };
  const graph: Graph = { ...probeNetwork(), sparseInitializers: [{ name: 'w', unread: sparse }], nodes: [relu] };
  expect(decode(encode({ ...graph, outputs: [{ name: 'y', type: null }] }))).toMatchObject({
    sparseInitializers: [{ name: 'w', unread: sparse }],
  });
});

test('tensors kept in another file are read through the loader and then stored inside', () => {
  const external = (writer: BinaryWriter, key: string, value: string) =>
    writer
      .tag(13, WireType.LengthDelimited)
      .fork()
      .tag(1, WireType.LengthDelimited)
      .string(key)
      .tag(2, WireType.LengthDelimited)
      .string(value)
      .join();
  const tensor = new BinaryWriter()
    .tag(1, WireType.Varint)
    .int64(2)
    .tag(2, WireType.Varint)
    .int32(2)
    .tag(8, WireType.LengthDelimited)
    .string('w');
  external(tensor, 'location', 'weights.bin');
  external(tensor, 'offset', '3');
  external(tensor, 'length', '2');
  const file = fileOf(tensor.tag(14, WireType.Varint).int32(1).finish());
  expect(() => decode(file)).toThrow('kept in another file, "weights.bin"');
  const asked: unknown[] = [];
  const graph = decode(file, (...question) => {
    asked.push(question);
    return Uint8Array.of(8, 9);
  });
  expect(asked).toEqual([['weights.bin', 3, 2]]);
  expect(decode(encode(graph)).initializers[0]?.bytes).toEqual(Uint8Array.of(8, 9));
});

/** A file whose graph holds one initializer and nothing else. */
function fileOf(tensor: Uint8Array): Uint8Array {
  return new BinaryWriter()
    .tag(7, WireType.LengthDelimited)
    .fork()
    .tag(5, WireType.LengthDelimited)
    .bytes(tensor)
    .join()
    .finish();
}

// ----- random graphs

type Rng = () => number;
const below = (rng: Rng, count: number): number => Math.floor(rng() * count);
const some = <T>(rng: Rng, make: (i: number) => T): T[] => Array.from({ length: below(rng, 4) }, (_, i) => make(i));
const maybe = <K extends string, T>(rng: Rng, key: K, make: () => T): Partial<Record<K, T>> =>
  (rng() < 0.3 ? { [key]: make() } : {}) as Partial<Record<K, T>>;
const words = (rng: Rng): string => some(rng, () => ['a', 'ü', '/', '\u{1F600}', ' ', '0'][below(rng, 6)]).join('');
const bytesIn = (rng: Rng, count: number): Uint8Array => Uint8Array.from({ length: count }, () => below(rng, 256));
const rawField = (rng: Rng): Uint8Array =>
  new BinaryWriter().tag(1000, WireType.LengthDelimited).bytes(bytesIn(rng, 5)).finish();

function randomTensor(rng: Rng, name: string): Tensor {
  const names = Object.keys(dtypes) as DType[];
  const dtype = names[below(rng, names.length)] ?? 'float32';
  const dims = some(rng, () => below(rng, 4));
  const count = dims.reduce((a, b) => a * b, 1);
  const extras = maybe(rng, 'unread', () =>
    new BinaryWriter().tag(12, WireType.LengthDelimited).string('doc').finish(),
  );
  if (dtype === 'string')
    return {
      name,
      dtype,
      dims,
      bytes: new Uint8Array(),
      strings: Array.from({ length: count }, () => bytesIn(rng, 2)),
      ...extras,
    };
  return { name, dtype, dims, bytes: bytesIn(rng, Math.ceil((count * dtypes[dtype].bits) / 8)), ...extras };
}

function randomValue(rng: Rng, name: string): Value {
  const extras = { ...maybe(rng, 'doc', () => words(rng)), ...maybe(rng, 'unread', () => rawField(rng)) };
  const kind = below(rng, 4);
  if (kind === 0) return { name, type: null, ...extras };
  const sequence = new BinaryWriter().tag(4, WireType.LengthDelimited).bytes(new Uint8Array()).finish();
  if (kind === 1) return { name, type: { kind: 'opaque', unread: sequence }, ...extras };
  const shape = rng() < 0.2 ? null : some(rng, () => (rng() < 0.5 ? below(rng, 300) : words(rng)));
  const denotation = maybe(rng, 'denotation', () => 'IMAGE');
  return { name, type: { kind: 'tensor', dtype: 'float16', shape, ...denotation }, ...extras };
}

function randomAttribute(rng: Rng, level: number): Attribute {
  const int = (): bigint => [0n, -1n, 5n, 2n ** 63n - 1n, -(2n ** 63n)][below(rng, 5)] ?? 0n;
  const number = (): number => [0, 1.5, -Infinity, NaN, Math.fround(0.1)][below(rng, 5)] ?? 0;
  const choices: (() => Attribute)[] = [
    () => ({ kind: 'float', value: number() }),
    () => ({ kind: 'int', value: int() }),
    () => ({ kind: 'string', value: words(rng) }),
    () => ({ kind: 'tensor', value: randomTensor(rng, '') }),
    () => ({ kind: 'floats', value: some(rng, number) }),
    () => ({ kind: 'ints', value: some(rng, int) }),
    () => ({ kind: 'strings', value: some(rng, () => words(rng)) }),
    () => ({ kind: 'tensors', value: some(rng, () => randomTensor(rng, '')) }),
    () => ({ kind: 'graph', value: randomBody(rng, level + 1) }),
    () => ({ kind: 'graphs', value: some(rng, () => randomBody(rng, level + 1)) }),
  ];
  const attribute = choices[below(rng, level < 2 ? choices.length : 8)]!();
  return { ...attribute, ...maybe(rng, 'doc', () => words(rng)) };
}

function randomBody(rng: Rng, level: number): Body {
  const prefix = `${level}.${below(rng, 1e9)}.`;
  const inputs = [0, 1].map((i) => randomValue(rng, `${prefix}in${i}`));
  const known = inputs.map(({ name }) => name);
  const nodes = some(rng, (i): Node => {
    const attributes = some(
      rng,
      (a) => [['axis', '__proto__', 'to'][a] ?? `a${a}`, randomAttribute(rng, level)] as const,
    );
    const outputs = [`${prefix}v${i}`, ''];
    const node = {
      op: 'Relu',
      domain: words(rng),
      name: words(rng),
      inputs: [known[below(rng, known.length)] ?? '', ''],
      outputs,
    };
    known.push(outputs[0] ?? '');
    const extras = { ...maybe(rng, 'doc', () => words(rng)), ...maybe(rng, 'unread', () => rawField(rng)) };
    return { ...node, attributes: Object.fromEntries(attributes), ...extras };
  });
  return {
    name: words(rng),
    nodes,
    inputs,
    outputs: [randomValue(rng, known.at(-1) ?? '')],
    values: some(rng, (i) => randomValue(rng, `${prefix}v${i}`)),
    initializers: some(rng, (i) => randomTensor(rng, `${prefix}w${i}`)),
    sparseInitializers: [],
    ...maybe(rng, 'doc', () => words(rng)),
    ...maybe(rng, 'unread', () => rawField(rng)),
  };
}

function randomGraph(rng: Rng): Graph {
  return {
    ...randomBody(rng, 0),
    irVersion: below(rng, 14),
    opsets: some(rng, (i) => ({ domain: i === 0 ? '' : `d${i}`, version: below(rng, 30) })),
    producer: words(rng),
    producerVersion: words(rng),
    domain: words(rng),
    modelVersion: [0n, 5n, -1n][below(rng, 3)] ?? 0n,
    modelDoc: words(rng),
    metadata: some(rng, () => ({ key: words(rng), value: words(rng) })),
    ...maybe(rng, 'modelUnread', () => rawField(rng)),
  };
}
