import { fail } from '../graph/errors.ts';
import type { Attribute, Body, Initializer, Node, SparseInitializer, Value } from '../graph/graph.ts';
import { decodeAttribute } from './decodeAttribute.ts';
import { decodeSparseInitializer, decodeTensor, type ExternalLoader } from './decodeTensor.ts';
import { decodeValue } from './decodeValue.ts';
import { GraphProto, NodeProto } from './fields.ts';
import { Message } from './message.ts';

/** Branches inside loops inside branches: real networks stay below five, and the call stack is finite. */
const deepestLevel = 32;

/** What decoding carries down the tree. */
export interface Descent {
  readonly loader: ExternalLoader | null;
  /** 0 for the network itself. */
  readonly level: number;
}

/** @throws graph/* */
export function decodeBody(bytes: Uint8Array, descent: Descent): Body {
  if (descent.level > deepestLevel) fail('graph/too-deep', { limit: deepestLevel });
  const message = new Message(bytes);
  let name = '';
  let doc: { doc?: string } = {};
  const nodes: Node[] = [];
  const inputs: Value[] = [];
  const outputs: Value[] = [];
  const values: Value[] = [];
  const initializers: Initializer[] = [];
  const sparseInitializers: SparseInitializer[] = [];
  while (message.next()) {
    if (message.field === GraphProto.name) name = message.text();
    else if (message.field === GraphProto.doc) doc = { doc: message.text() };
    else if (message.field === GraphProto.node) nodes.push(decodeNode(message.bytes(), descent));
    else if (message.field === GraphProto.input) inputs.push(decodeValue(message.bytes()));
    else if (message.field === GraphProto.output) outputs.push(decodeValue(message.bytes()));
    else if (message.field === GraphProto.value) values.push(decodeValue(message.bytes()));
    else if (message.field === GraphProto.initializer) initializers.push(decodeTensor(message.bytes(), descent.loader));
    else if (message.field === GraphProto.sparseInitializer) {
      sparseInitializers.push(decodeSparseInitializer(message.bytes()));
    } else message.keep();
  }
  return { name, nodes, inputs, outputs, values, initializers, sparseInitializers, ...doc, ...message.unread() };
}

function decodeNode(bytes: Uint8Array, descent: Descent): Node {
  const message = new Message(bytes);
  let op = '';
  let domain = '';
  let name = '';
  let doc: { doc?: string } = {};
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: [string, Attribute][] = [];
  while (message.next()) {
    if (message.field === NodeProto.op) op = message.text();
    else if (message.field === NodeProto.domain) domain = message.text();
    else if (message.field === NodeProto.name) name = message.text();
    else if (message.field === NodeProto.doc) doc = { doc: message.text() };
    else if (message.field === NodeProto.input) inputs.push(message.text());
    else if (message.field === NodeProto.output) outputs.push(message.text());
    else if (message.field === NodeProto.attribute) attributes.push(decodeAttribute(message.bytes(), descent));
    else message.keep();
  }
  if (op === '') fail('graph/not-onnx', { reason: `node "${name}" does not say what it computes.` });
  const names = new Set(attributes.map(([key]) => key));
  if (names.size < attributes.length) fail('graph/not-onnx', { reason: `node "${name}" has an attribute twice.` });
  // fromEntries defines properties, so an attribute called __proto__ is an attribute like any other.
  return { op, domain, name, inputs, outputs, attributes: Object.fromEntries(attributes), ...doc, ...message.unread() };
}
