import type { DType } from './dtype.ts';

// The records of a network, as in ONNX's GraphProto and ModelProto. All are immutable; a pass makes new ones.
// `unread` holds, as they stood in the file, the protobuf fields that these records do not model (quantization
// annotations, local functions, training graphs, …), so that nothing is lost between reading and writing.

/** One axis: a length, the name of a length known only at run time, or '' where nothing is known. */
export type Dim = number | string;

export type Shape = readonly Dim[];

/** An entry of metadata_props. */
export interface Metadata {
  readonly key: string;
  readonly value: string;
}

export interface TensorType {
  readonly kind: 'tensor';
  readonly dtype: DType;
  /** null: not even the number of axes is known. */
  readonly shape: Shape | null;
  /** What the tensor means, for example "IMAGE", and what each axis means; rarely stated. */
  readonly denotation?: string;
  readonly dimDenotations?: readonly string[];
}

/** Sequences, maps, optionals and types newer than this code: the TypeProto as it stood in the file. */
export interface OpaqueType {
  readonly kind: 'opaque';
  readonly unread: Uint8Array;
}

/** A named edge of the graph. */
export interface Value {
  readonly name: string;
  /** null: not stated. */
  readonly type: TensorType | OpaqueType | null;
  readonly doc?: string;
  readonly unread?: Uint8Array;
}

/** Numbers with a shape. */
export interface Tensor {
  /** '' for one that stands inside an attribute and has none. */
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** Little-endian, row-major, without gaps; empty for strings. May be a view into the file it came from. */
  readonly bytes: Uint8Array;
  /** [elements]; only for dtype string. */
  readonly strings?: readonly Uint8Array[];
  readonly unread?: Uint8Array;
}

/** A constant that is stored in the file and bound to its name. */
export type Initializer = Tensor;

/** A constant in a sparse format, bound to its name and otherwise left as it is. */
export interface SparseInitializer {
  readonly name: string;
  readonly unread: Uint8Array;
}

interface AttributeExtras {
  readonly doc?: string;
}

/** ints are bigint: ONNX uses the ends of the 64-bit range to mean "to the end". */
export type Attribute = AttributeExtras &
  (
    | { readonly kind: 'float'; readonly value: number }
    | { readonly kind: 'int'; readonly value: bigint }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'tensor'; readonly value: Tensor }
    | { readonly kind: 'graph'; readonly value: Body }
    | { readonly kind: 'floats'; readonly value: readonly number[] }
    | { readonly kind: 'ints'; readonly value: readonly bigint[] }
    | { readonly kind: 'strings'; readonly value: readonly string[] }
    | { readonly kind: 'tensors'; readonly value: readonly Tensor[] }
    | { readonly kind: 'graphs'; readonly value: readonly Body[] }
    /** Types, sparse tensors, references inside functions, text that is not UTF-8: the AttributeProto as it stood. */
    | { readonly kind: 'opaque'; readonly unread: Uint8Array }
  );

/** One operation. */
export interface Node {
  readonly op: string;
  /** '' for the standard operators. */
  readonly domain: string;
  /** '' when the file does not name it; not unique in general. */
  readonly name: string;
  /** Names of values by position; '' where an optional input is left out. */
  readonly inputs: readonly string[];
  /** Names of values by position; '' where an optional output is not wanted. */
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly doc?: string;
  readonly unread?: Uint8Array;
}

/** Nodes between inputs and outputs: a whole network, or a branch or loop inside one. */
export interface Body {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** What the file states about inner values: hints, never needed. */
  readonly values: readonly Value[];
  readonly initializers: readonly Initializer[];
  readonly sparseInitializers: readonly SparseInitializer[];
  readonly doc?: string;
  readonly unread?: Uint8Array;
}

/** A set of operators (domain '' is the standard one) and the version of it that the nodes mean. */
export interface Opset {
  readonly domain: string;
  readonly version: number;
}

/** The whole computation with what its file says about it. */
export interface Graph extends Body {
  readonly irVersion: number;
  readonly opsets: readonly Opset[];
  readonly producer: string;
  readonly producerVersion: string;
  /** Reverse DNS name of the network's own namespace. */
  readonly domain: string;
  readonly modelVersion: bigint;
  readonly modelDoc: string;
  readonly metadata: readonly Metadata[];
  /** Fields of ModelProto, where `unread` holds those of GraphProto. */
  readonly modelUnread?: Uint8Array;
}

/** Version of the standard operators; 1 where the file does not say, as ONNX prescribes. */
export const opsetOf = (graph: Graph): number =>
  graph.opsets.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1;

/** Inputs that a caller must feed; files before IR version 4 list initializers among the inputs too. */
export function fedInputs(body: Body): Value[] {
  const stored = new Set(body.initializers.map(({ name }) => name));
  return body.inputs.filter(({ name }) => !stored.has(name));
}

/** Its shape when it is a tensor of a known number of axes, else null. */
export const shapeOf = (value: Value): Shape | null => (value.type?.kind === 'tensor' ? value.type.shape : null);

/** Its element type when it is a tensor, else null. */
export const dtypeOf = (value: Value): DType | null => (value.type?.kind === 'tensor' ? value.type.dtype : null);

export const tensorValue = (name: string, dtype: DType, shape: Shape): Value => ({
  name,
  type: { kind: 'tensor', dtype, shape },
});

/** Number of elements; 1 for a scalar. */
export const elements = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);
