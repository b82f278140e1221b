// Field numbers of onnx.proto (IR version 13), by message; decode and encode read the same table.

export const ModelProto = {
  irVersion: 1,
  producer: 2,
  producerVersion: 3,
  domain: 4,
  modelVersion: 5,
  doc: 6,
  graph: 7,
  opset: 8,
  metadata: 14,
} as const;

export const OpsetProto = { domain: 1, version: 2 } as const;

export const EntryProto = { key: 1, value: 2 } as const;

export const GraphProto = {
  node: 1,
  name: 2,
  initializer: 5,
  doc: 10,
  input: 11,
  output: 12,
  value: 13,
  sparseInitializer: 15,
} as const;

export const NodeProto = { input: 1, output: 2, name: 3, op: 4, attribute: 5, doc: 6, domain: 7 } as const;

export const AttributeProto = {
  name: 1,
  float: 2,
  int: 3,
  string: 4,
  tensor: 5,
  graph: 6,
  floats: 7,
  ints: 8,
  strings: 9,
  tensors: 10,
  graphs: 11,
  doc: 13,
  type: 20,
} as const;

/** AttributeProto.type of the kinds that we model. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
} as const;

export const ValueProto = { name: 1, type: 2, doc: 3 } as const;
export const TypeProto = { tensor: 1, denotation: 6 } as const;
export const TensorTypeProto = { dtype: 1, shape: 2 } as const;
export const ShapeProto = { dim: 1 } as const;
export const DimProto = { value: 1, param: 2, denotation: 3 } as const;

export const TensorProto = {
  dims: 1,
  dtype: 2,
  floats: 4,
  int32s: 5,
  strings: 6,
  int64s: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  uint64s: 11,
  external: 13,
  location: 14,
} as const;

export const SparseTensorProto = { values: 1 } as const;
