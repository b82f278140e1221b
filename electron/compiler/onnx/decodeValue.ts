import { dtypeOfCode, type DType } from '../graph/dtype.ts';
import { fail } from '../graph/errors.ts';
import type { Dim, OpaqueType, TensorType, Value } from '../graph/graph.ts';
import { DimProto, ShapeProto, TensorTypeProto, TypeProto, ValueProto } from './fields.ts';
import { Message } from './message.ts';

/** @throws graph/not-onnx, graph/bad-shape */
export function decodeValue(bytes: Uint8Array): Value {
  const message = new Message(bytes);
  let name = '';
  let doc: { doc?: string } = {};
  let type: Uint8Array | null = null;
  while (message.next()) {
    if (message.field === ValueProto.name) name = message.text();
    else if (message.field === ValueProto.type) type = message.bytes();
    else if (message.field === ValueProto.doc) doc = { doc: message.text() };
    else message.keep();
  }
  return { name, type: type && decodeType(type, name), ...doc, ...message.unread() };
}

function decodeType(bytes: Uint8Array, name: string): TensorType | OpaqueType {
  const message = new Message(bytes);
  let tensor: Uint8Array | null = null;
  let denotation: { denotation?: string } = {};
  while (message.next()) {
    if (message.field === TypeProto.tensor) tensor = message.bytes();
    else if (message.field === TypeProto.denotation) denotation = { denotation: message.text() };
    else message.keep();
  }
  const type = tensor && !message.unread().unread ? decodeTensorType(tensor, name) : null;
  return type ? { ...type, ...denotation } : { kind: 'opaque', unread: bytes };
}

/** null when it holds something that a TensorType cannot. */
function decodeTensorType(bytes: Uint8Array, name: string): TensorType | null {
  const message = new Message(bytes);
  let dtype: DType | undefined;
  let dims: DimWithMeaning[] | null = null;
  while (message.next()) {
    if (message.field === TensorTypeProto.dtype) dtype = dtypeOfCode(message.count());
    else if (message.field === TensorTypeProto.shape) dims = decodeShape(message.bytes(), name);
    else message.keep();
  }
  if (!dtype || message.unread().unread) return null;
  const meanings = dims?.map(({ denotation }) => denotation);
  const dimDenotations = meanings?.some((text) => text !== '') ? { dimDenotations: meanings } : {};
  return { kind: 'tensor', dtype, shape: dims?.map(({ dim }) => dim) ?? null, ...dimDenotations };
}

interface DimWithMeaning {
  readonly dim: Dim;
  readonly denotation: string;
}

function decodeShape(bytes: Uint8Array, name: string): DimWithMeaning[] {
  const message = new Message(bytes);
  const dims: DimWithMeaning[] = [];
  while (message.next()) {
    if (message.field === ShapeProto.dim) dims.push(decodeDim(message.bytes(), name));
    else message.keep();
  }
  return dims;
}

function decodeDim(bytes: Uint8Array, name: string): DimWithMeaning {
  const message = new Message(bytes);
  let dim: Dim = '';
  let denotation = '';
  while (message.next()) {
    if (message.field === DimProto.value) dim = lengthOf(message.int(), name);
    else if (message.field === DimProto.param) dim = message.text();
    else if (message.field === DimProto.denotation) denotation = message.text();
    else message.keep();
  }
  return { dim, denotation };
}

/** Some exporters write −1 where a length is not known. */
function lengthOf(length: bigint, value: string): Dim {
  if (length === -1n) return '';
  if (length >= 0n && length <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(length);
  return fail('graph/bad-shape', { value, reason: `one of its dimensions is ${length}.` });
}
