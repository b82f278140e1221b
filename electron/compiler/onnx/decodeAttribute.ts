import { getTextEncoding } from '@bufbuild/protobuf/wire';
import type { Attribute, Body, Tensor } from '../graph/graph.ts';
import { floatsOf } from '../graph/tensor.ts';
import { decodeBody, type Descent } from './decodeBody.ts';
import { decodeTensor } from './decodeTensor.ts';
import { AttributeProto, attributeTypes } from './fields.ts';
import { joined, Message } from './message.ts';

/** Every place a value can stand in; `type` says which of them counts. */
interface Parts {
  name: string;
  type: number;
  doc: { doc?: string };
  float: number;
  int: bigint;
  string: Uint8Array;
  tensor: Tensor | null;
  graph: Body | null;
  readonly floats: Uint8Array[];
  readonly ints: bigint[];
  readonly strings: Uint8Array[];
  readonly tensors: Tensor[];
  readonly graphs: Body[];
}

/** One attribute with its name. What an Attribute cannot hold is kept as it stands. */
export function decodeAttribute(bytes: Uint8Array, descent: Descent): [string, Attribute] {
  const message = new Message(bytes);
  const parts: Parts = {
    name: '',
    type: 0,
    doc: {},
    float: 0,
    int: 0n,
    string: new Uint8Array(),
    tensor: null,
    graph: null,
    floats: [],
    ints: [],
    strings: [],
    tensors: [],
    graphs: [],
  };
  while (message.next()) readPart(message, parts, descent);
  const known = message.unread().unread ? null : attributeIn(parts);
  return [parts.name, known ? { ...known, ...parts.doc } : { kind: 'opaque', unread: bytes }];
}

function readPart(message: Message, parts: Parts, { loader, level }: Descent): void {
  const inner = { loader, level: level + 1 };
  if (message.field === AttributeProto.name) parts.name = message.text();
  else if (message.field === AttributeProto.type) parts.type = message.count();
  else if (message.field === AttributeProto.doc) parts.doc = { doc: message.text() };
  else if (message.field === AttributeProto.float) parts.float = message.float();
  else if (message.field === AttributeProto.int) parts.int = message.int();
  else if (message.field === AttributeProto.string) parts.string = message.bytes();
  else if (message.field === AttributeProto.tensor) parts.tensor = decodeTensor(message.bytes(), loader);
  else if (message.field === AttributeProto.graph) parts.graph = decodeBody(message.bytes(), inner);
  else if (message.field === AttributeProto.floats) message.fixedInto(parts.floats);
  else if (message.field === AttributeProto.ints) message.intsInto(parts.ints);
  else if (message.field === AttributeProto.strings) parts.strings.push(message.bytes());
  else if (message.field === AttributeProto.tensors) parts.tensors.push(decodeTensor(message.bytes(), loader));
  else if (message.field === AttributeProto.graphs) parts.graphs.push(decodeBody(message.bytes(), inner));
  else message.keep();
}

/** null when the type is none of ours, or is said but its value is missing. */
function attributeIn(parts: Parts): Attribute | null {
  switch (parts.type) {
    case attributeTypes.float:
      return { kind: 'float', value: parts.float };
    case attributeTypes.int:
      return { kind: 'int', value: parts.int };
    case attributeTypes.string:
      return textual(parts.string, (value) => ({ kind: 'string', value }));
    case attributeTypes.tensor:
      return parts.tensor && { kind: 'tensor', value: parts.tensor };
    case attributeTypes.graph:
      return parts.graph && { kind: 'graph', value: parts.graph };
    case attributeTypes.floats:
      return { kind: 'floats', value: floatsIn(parts.floats) };
    case attributeTypes.ints:
      return { kind: 'ints', value: parts.ints };
    case attributeTypes.strings:
      return allTextual(parts.strings);
    case attributeTypes.tensors:
      return { kind: 'tensors', value: parts.tensors };
    case attributeTypes.graphs:
      return { kind: 'graphs', value: parts.graphs };
    default:
      return null;
  }
}

function floatsIn(chunks: readonly Uint8Array[]): number[] {
  const bytes = joined(chunks);
  return Array.from(floatsOf({ name: '', dtype: 'float32', dims: [bytes.length / 4], bytes }) ?? []);
}

function allTextual(strings: readonly Uint8Array[]): Attribute | null {
  const value = strings.map(utf8);
  return value.every((text) => text !== null) ? { kind: 'strings', value } : null;
}

function textual(bytes: Uint8Array, attribute: (text: string) => Attribute): Attribute | null {
  const text = utf8(bytes);
  return text === null ? null : attribute(text);
}

/** null for bytes that are not text: ONNX allows any in a string attribute. */
function utf8(bytes: Uint8Array): string | null {
  const { decodeUtf8, encodeUtf8 } = getTextEncoding();
  const text = decodeUtf8(bytes);
  const again = encodeUtf8(text);
  return again.length === bytes.length && again.every((byte, i) => byte === bytes[i]) ? text : null;
}
