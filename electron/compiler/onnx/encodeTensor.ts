import { WireType, type BinaryWriter } from '@bufbuild/protobuf/wire';
import { dtypes } from '../graph/dtype.ts';
import type { Dim, Tensor, TensorType, Value } from '../graph/graph.ts';
import { DimProto, ShapeProto, TensorProto, TensorTypeProto, TypeProto, ValueProto } from './fields.ts';
import { message, rest, text, texts } from './write.ts';

export function encodeTensor(writer: BinaryWriter, tensor: Tensor): void {
  for (const dim of tensor.dims) writer.tag(TensorProto.dims, WireType.Varint).int64(dim);
  writer.tag(TensorProto.dtype, WireType.Varint).int32(dtypes[tensor.dtype].code);
  text(writer, TensorProto.name, tensor.name);
  if (tensor.dtype !== 'string') writer.tag(TensorProto.raw, WireType.LengthDelimited).bytes(tensor.bytes);
  for (const string of tensor.strings ?? []) writer.tag(TensorProto.strings, WireType.LengthDelimited).bytes(string);
  rest(writer, tensor.unread);
}

export function encodeValue(writer: BinaryWriter, { name, type, doc, unread }: Value): void {
  text(writer, ValueProto.name, name);
  if (type?.kind === 'opaque') writer.tag(ValueProto.type, WireType.LengthDelimited).bytes(type.unread);
  if (type?.kind === 'tensor') message(writer, ValueProto.type, () => encodeType(writer, type));
  if (doc !== undefined) texts(writer, [[ValueProto.doc, doc]]);
  rest(writer, unread);
}

function encodeType(writer: BinaryWriter, { dtype, shape, denotation, dimDenotations }: TensorType): void {
  message(writer, TypeProto.tensor, () => {
    writer.tag(TensorTypeProto.dtype, WireType.Varint).int32(dtypes[dtype].code);
    if (!shape) return;
    message(writer, TensorTypeProto.shape, () => {
      shape.forEach((dim, axis) => encodeDim(writer, dim, dimDenotations?.[axis] ?? ''));
    });
  });
  if (denotation !== undefined) texts(writer, [[TypeProto.denotation, denotation]]);
}

function encodeDim(writer: BinaryWriter, dim: Dim, denotation: string): void {
  message(writer, ShapeProto.dim, () => {
    if (typeof dim === 'number') writer.tag(DimProto.value, WireType.Varint).int64(dim);
    else text(writer, DimProto.param, dim);
    text(writer, DimProto.denotation, denotation);
  });
}
