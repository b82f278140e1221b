import { fail } from '../graph/errors.ts';
import type { Body, Graph, Metadata, Opset } from '../graph/graph.ts';
import { verify } from '../graph/verify.ts';
import { decodeBody } from './decodeBody.ts';
import { decodeEntry, type ExternalLoader } from './decodeTensor.ts';
import { ModelProto, OpsetProto } from './fields.ts';
import { Message } from './message.ts';

/**
 * Reads an .onnx file. Tensors are views into `bytes`, so these must not change afterwards.
 *
 * Law: decode(encode(graph)) equals graph.
 *
 * @param loader  reads tensors kept in other files; without it such a network is refused
 * @throws graph/*, whatever the bytes are; the time and memory taken are proportional to their length
 */
export function decode(bytes: Uint8Array, loader: ExternalLoader | null = null): Graph {
  if (bytes.length === 0) fail('graph/empty', {});
  // A Node Buffer would give Buffers as views, which behave differently from the arrays that passes make.
  const message = new Message(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const head = {
    irVersion: 0,
    producer: '',
    producerVersion: '',
    domain: '',
    modelVersion: 0n,
    modelDoc: '',
  };
  let body: Body | null = null;
  const opsets: Opset[] = [];
  const metadata: Metadata[] = [];
  while (message.next()) {
    if (message.field === ModelProto.irVersion) head.irVersion = message.count();
    else if (message.field === ModelProto.producer) head.producer = message.text();
    else if (message.field === ModelProto.producerVersion) head.producerVersion = message.text();
    else if (message.field === ModelProto.domain) head.domain = message.text();
    else if (message.field === ModelProto.modelVersion) head.modelVersion = message.int();
    else if (message.field === ModelProto.doc) head.modelDoc = message.text();
    else if (message.field === ModelProto.opset) opsets.push(decodeOpset(message.bytes()));
    else if (message.field === ModelProto.metadata) metadata.push(decodeEntry(message.bytes()));
    else if (message.field !== ModelProto.graph) message.keep();
    else if (body) fail('graph/not-onnx', { reason: 'it holds two graphs.' });
    else body = decodeBody(message.bytes(), { loader, level: 0 });
  }
  if (!body) return fail('graph/not-onnx', { reason: 'it holds no graph.' });
  const { unread } = message.unread();
  return verify({ ...body, ...head, opsets, metadata, ...(unread && { modelUnread: unread }) }, 'decode');
}

function decodeOpset(bytes: Uint8Array): Opset {
  const message = new Message(bytes);
  const opset = { domain: '', version: 0 };
  while (message.next()) {
    if (message.field === OpsetProto.domain) opset.domain = message.text();
    else if (message.field === OpsetProto.version) opset.version = message.count();
    else message.keep();
  }
  return opset;
}
