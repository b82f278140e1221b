import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Attribute, Body, Graph, Node } from '../graph/graph.ts';
import { encodeTensor, encodeValue } from './encodeTensor.ts';
import { AttributeProto, attributeTypes, EntryProto, GraphProto, ModelProto, NodeProto, OpsetProto } from './fields.ts';
import { message, rest, text, texts } from './write.ts';

/**
 * Writes an .onnx file. Numbers go to raw_data wherever they stood before, also those that came from other files.
 *
 * Law: decode(encode(graph)) equals graph, and every runtime computes the same from both files.
 */
export function encode(graph: Graph): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(ModelProto.irVersion, WireType.Varint).int64(graph.irVersion);
  text(writer, ModelProto.producer, graph.producer);
  text(writer, ModelProto.producerVersion, graph.producerVersion);
  text(writer, ModelProto.domain, graph.domain);
  if (graph.modelVersion !== 0n) writer.tag(ModelProto.modelVersion, WireType.Varint).int64(graph.modelVersion);
  text(writer, ModelProto.doc, graph.modelDoc);
  for (const { domain, version } of graph.opsets) {
    message(writer, ModelProto.opset, () => {
      text(writer, OpsetProto.domain, domain);
      writer.tag(OpsetProto.version, WireType.Varint).int64(version);
    });
  }
  for (const { key, value } of graph.metadata) {
    message(writer, ModelProto.metadata, () =>
      texts(writer, [
        [EntryProto.key, key],
        [EntryProto.value, value],
      ]),
    );
  }
  rest(writer, graph.modelUnread);
  message(writer, ModelProto.graph, () => encodeBody(writer, graph));
  return writer.finish();
}

function encodeBody(writer: BinaryWriter, body: Body): void {
  for (const node of body.nodes) message(writer, GraphProto.node, () => encodeNode(writer, node));
  text(writer, GraphProto.name, body.name);
  for (const tensor of body.initializers) message(writer, GraphProto.initializer, () => encodeTensor(writer, tensor));
  for (const { unread } of body.sparseInitializers)
    writer.tag(GraphProto.sparseInitializer, WireType.LengthDelimited).bytes(unread);
  if (body.doc !== undefined) writer.tag(GraphProto.doc, WireType.LengthDelimited).string(body.doc);
  for (const value of body.inputs) message(writer, GraphProto.input, () => encodeValue(writer, value));
  for (const value of body.outputs) message(writer, GraphProto.output, () => encodeValue(writer, value));
  for (const value of body.values) message(writer, GraphProto.value, () => encodeValue(writer, value));
  rest(writer, body.unread);
}

function encodeNode(writer: BinaryWriter, node: Node): void {
  texts(
    writer,
    node.inputs.map((name) => [NodeProto.input, name]),
  );
  texts(
    writer,
    node.outputs.map((name) => [NodeProto.output, name]),
  );
  text(writer, NodeProto.name, node.name);
  text(writer, NodeProto.op, node.op);
  text(writer, NodeProto.domain, node.domain);
  for (const [name, attribute] of Object.entries(node.attributes)) encodeAttribute(writer, name, attribute);
  if (node.doc !== undefined) writer.tag(NodeProto.doc, WireType.LengthDelimited).string(node.doc);
  rest(writer, node.unread);
}

function encodeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  if (attribute.kind === 'opaque') {
    writer.tag(NodeProto.attribute, WireType.LengthDelimited).bytes(attribute.unread);
    return;
  }
  message(writer, NodeProto.attribute, () => {
    texts(writer, [[AttributeProto.name, name]]);
    encodeAttributeValue(writer, attribute);
    if (attribute.doc !== undefined) texts(writer, [[AttributeProto.doc, attribute.doc]]);
    writer.tag(AttributeProto.type, WireType.Varint).int32(attributeTypes[attribute.kind]);
  });
}

function encodeAttributeValue(writer: BinaryWriter, attribute: Exclude<Attribute, { kind: 'opaque' }>): void {
  const field = AttributeProto[attribute.kind];
  switch (attribute.kind) {
    case 'float':
      writer.tag(field, WireType.Bit32).float(attribute.value);
      break;
    case 'int':
      writer.tag(field, WireType.Varint).int64(attribute.value);
      break;
    case 'string':
      texts(writer, [[field, attribute.value]]);
      break;
    case 'strings':
      texts(
        writer,
        attribute.value.map((value) => [field, value]),
      );
      break;
    case 'floats':
      for (const value of attribute.value) writer.tag(field, WireType.Bit32).float(value);
      break;
    case 'ints':
      for (const value of attribute.value) writer.tag(field, WireType.Varint).int64(value);
      break;
    case 'tensor':
      message(writer, field, () => encodeTensor(writer, attribute.value));
      break;
    case 'tensors':
      for (const tensor of attribute.value) message(writer, field, () => encodeTensor(writer, tensor));
      break;
    case 'graph':
      message(writer, field, () => encodeBody(writer, attribute.value));
      break;
    case 'graphs':
      for (const body of attribute.value) message(writer, field, () => encodeBody(writer, body));
      break;
  }
}
