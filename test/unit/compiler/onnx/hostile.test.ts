import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, test } from 'vitest';
import { decode, encode, GraphError, probeNetwork, seeded } from '../../../../electron/compiler/index.ts';
import { colorClassifier } from '../../../support/networks.ts';

const seed = Number(process.env['SEED'] ?? 20260301);
/** Generous, for busy machines: a small file takes a millisecond, and what grows with the square takes minutes. */
const boundMs = 3000;
const hangMs = 15_000;

/** The code of the error; '' when the bytes are a graph after all. Anything else fails the test. */
function codeOf(bytes: Uint8Array): string {
  const start = performance.now();
  try {
    decode(bytes);
    return '';
  } catch (thrown) {
    if (!(thrown instanceof GraphError)) throw thrown;
    expect(thrown.remedy).not.toBe('');
    expect(thrown.message).not.toMatch(/\{\w+\}/);
    return thrown.code;
  } finally {
    expect(performance.now() - start).toBeLessThan(boundMs);
  }
}

test(`2,000 files with mutated bytes each end as a graph or as a GraphError (SEED=${seed})`, () => {
  const rng = seeded(seed);
  const files = [colorClassifier({ kind: 'probabilities', metadata: { names: 'red,green' } }), encode(probeNetwork())];
  for (let round = 0; round < 2000; round++) {
    const bytes = (files[round % 2] ?? new Uint8Array()).slice();
    const mutations = 1 + Math.floor(rng() * 8);
    for (let i = 0; i < mutations; i++) bytes[Math.floor(rng() ** 2 * bytes.length)] = Math.floor(rng() * 256);
    codeOf(bytes);
  }
});

test('a file cut off at any of 500 places is refused', () => {
  const file = encode(probeNetwork());
  for (let i = 1; i < 500; i++)
    expect(codeOf(file.subarray(0, Math.floor((file.length * i) / 500)))).toMatch(/^graph\//);
});

test('random bytes are refused', () => {
  const rng = seeded(seed);
  for (let i = 0; i < 500; i++) {
    const bytes = Uint8Array.from({ length: 1 + Math.floor(rng() * 200) }, () => Math.floor(rng() * 256));
    expect(codeOf(bytes)).toBe('graph/not-onnx');
  }
});

const message = (field: number, body: Uint8Array): Uint8Array =>
  new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(body).finish();
const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const named = (field: number, name: string): Uint8Array =>
  new BinaryWriter().tag(field, WireType.LengthDelimited).string(name).finish();
const numbered = (field: number, value: bigint | number): Uint8Array =>
  new BinaryWriter().tag(field, WireType.Varint).int64(value).finish();
const node = (input: string, output: string): Uint8Array =>
  message(1, joined(named(1, input), named(2, output), named(4, 'Relu')));
const file = (...graph: Uint8Array[]): Uint8Array => message(7, joined(...graph));
const tensor = (...parts: Uint8Array[]): Uint8Array => message(5, joined(named(8, 'w'), ...parts));

const twice = message(5, joined(named(1, 'alpha'), numbered(3, 1), numbered(20, 2)));

/** If nodes inside If nodes. */
function nested(levels: number): Uint8Array {
  let body: Uint8Array = new Uint8Array();
  for (let i = 0; i < levels; i++) {
    const attribute = joined(named(1, 'then_branch'), message(6, body), numbered(20, 5));
    body = message(1, joined(named(4, 'If'), message(5, attribute)));
  }
  return file(body);
}

describe('each kind of broken file has its own error', () => {
  const text = new Uint8Array(Buffer.from('<!DOCTYPE html><html><body>Not Found</body></html>'));
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
  const cases: readonly [string, Uint8Array, string][] = [
    ['empty', new Uint8Array(), 'graph/empty'],
    ['a web page', text, 'graph/not-onnx'],
    ['a PNG picture', png, 'graph/not-onnx'],
    ['a message without a graph', numbered(1, 8), 'graph/not-onnx'],
    ['two graphs', joined(file(), file()), 'graph/not-onnx'],
    ['a circle', file(node('a', 'b'), node('b', 'a')), 'graph/cycle'],
    ['a node that reads itself', file(node('a', 'a')), 'graph/cycle'],
    ['a value that nothing makes', file(node('a', 'b')), 'graph/unbound'],
    ['a negative dimension', file(tensor(numbered(1, -4), numbered(2, 1))), 'graph/bad-shape'],
    ['a dimension beyond counting', file(tensor(numbered(1, 2n ** 62n), numbered(2, 1))), 'graph/bad-shape'],
    [
      'dimensions whose product is beyond counting',
      file(tensor(numbered(1, 2 ** 40), numbered(1, 2 ** 40), numbered(2, 1))),
      'graph/bad-shape',
    ],
    ['a terabyte that is not there', file(tensor(numbered(1, 2 ** 40), numbered(2, 1))), 'graph/tensor-bytes'],
    ['an attribute twice', file(message(1, joined(named(4, 'Relu'), twice, twice))), 'graph/not-onnx'],
    ['a type that does not exist', file(tensor(numbered(1, 1), numbered(2, 99))), 'graph/bad-tensor'],
    ['numbers in a file elsewhere', file(tensor(numbered(2, 1), numbered(14, 1))), 'graph/external-tensor'],
    ['a name that is not UTF-8', file(message(2, Uint8Array.of(0xff, 0xfe))), 'graph/not-onnx'],
    ['graphs 300 deep', nested(300), 'graph/too-deep'],
    ['groups inside groups', new Uint8Array(100_000).fill(0x0b), 'graph/not-onnx'],
    ['a length beyond the end', Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f), 'graph/not-onnx'],
  ];

  test.each(cases)('%s', (_what, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  test('a chain of 100,000 nodes is no error and takes time that grows with their number', () => {
    const nodes = Array.from({ length: 100_000 }, (_, i) => node(i === 0 ? '' : `v${i}`, `v${i + 1}`));
    const bytes = message(7, new Uint8Array(Buffer.concat(nodes)));
    const start = performance.now();
    expect(decode(bytes).nodes).toHaveLength(100_000);
    expect(performance.now() - start).toBeLessThan(hangMs);
  });

  test('20,000 branches that each see 20,000 names take time that grows with their number', () => {
    const branch = message(1, joined(named(1, 'v0'), named(2, 'inner'), named(4, 'Relu')));
    const attribute = joined(named(1, 'then_branch'), message(6, branch), numbered(20, 5));
    const nodes = Array.from({ length: 20_000 }, (_, i) =>
      message(1, joined(named(2, `v${i}`), named(4, 'If'), message(5, i === 0 ? named(1, 'none') : attribute))),
    );
    const bytes = message(7, new Uint8Array(Buffer.concat(nodes)));
    const start = performance.now();
    expect(decode(bytes).nodes).toHaveLength(20_000);
    expect(performance.now() - start).toBeLessThan(hangMs);
  });
});
