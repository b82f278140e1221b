import { dtypeOfCode, dtypes, type DType } from '../graph/dtype.ts';
import { fail } from '../graph/errors.ts';
import type { SparseInitializer, Tensor } from '../graph/graph.ts';
import { EntryProto, SparseTensorProto, TensorProto } from './fields.ts';
import { joined, Message } from './message.ts';

/**
 * Reads the numbers of a tensor that are kept in another file. `location` is a path relative to the network's folder,
 * of which decoding has made sure that it names something below that folder; whether that may be opened, a link for
 * example, is for the loader to decide.
 *
 * @param lengthBytes  null: to the end of that file
 */
export type ExternalLoader = (location: string, offsetBytes: number, lengthBytes: number | null) => Uint8Array;

/** What a TensorProto holds, in whichever of its many places the writer put the numbers. */
interface Parts {
  name: string;
  code: number;
  readonly dims: bigint[];
  raw: Uint8Array | null;
  readonly fixed: Uint8Array[];
  readonly ints: bigint[];
  readonly strings: Uint8Array[];
  readonly external: Map<string, string>;
  isExternal: boolean;
}

/** @throws graph/not-onnx, graph/bad-shape, graph/bad-tensor, graph/external-tensor */
export function decodeTensor(bytes: Uint8Array, loader: ExternalLoader | null): Tensor {
  const message = new Message(bytes);
  const parts = readParts(message);
  const dtype = dtypeOfCode(parts.code);
  if (!dtype) return fail('graph/bad-tensor', { tensor: parts.name, reason: `its type has the number ${parts.code}.` });
  const strings = dtype === 'string' ? { strings: parts.strings } : {};
  const dims = dimsOf(parts);
  return { name: parts.name, dtype, dims, bytes: bytesIn(parts, dtype, loader), ...strings, ...message.unread() };
}

function readParts(message: Message): Parts {
  const parts: Parts = {
    name: '',
    code: 0,
    dims: [],
    raw: null,
    fixed: [],
    ints: [],
    strings: [],
    external: new Map(),
    isExternal: false,
  };
  while (message.next()) readPart(message, parts);
  return parts;
}

function readPart(message: Message, parts: Parts): void {
  switch (message.field) {
    case TensorProto.dims:
      return message.intsInto(parts.dims);
    case TensorProto.dtype:
      parts.code = message.count();
      return;
    case TensorProto.floats:
    case TensorProto.doubles:
      return message.fixedInto(parts.fixed);
    case TensorProto.int32s:
    case TensorProto.int64s:
    case TensorProto.uint64s:
      return message.intsInto(parts.ints);
    case TensorProto.strings:
      parts.strings.push(message.bytes());
      return;
    case TensorProto.name:
      parts.name = message.text();
      return;
    case TensorProto.raw:
      parts.raw = message.bytes();
      return;
    case TensorProto.external: {
      const { key, value } = decodeEntry(message.bytes());
      parts.external.set(key, value);
      return;
    }
    case TensorProto.location:
      parts.isExternal = message.count() === 1;
      return;
    default:
      message.keep();
  }
}

export function decodeEntry(bytes: Uint8Array): { key: string; value: string } {
  const message = new Message(bytes);
  const entry = { key: '', value: '' };
  while (message.next()) {
    if (message.field === EntryProto.key) entry.key = message.text();
    else if (message.field === EntryProto.value) entry.value = message.text();
    else message.keep();
  }
  return entry;
}

function dimsOf({ name, dims }: Parts): number[] {
  return dims.map((dim) => {
    if (dim >= 0n && dim <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(dim);
    return fail('graph/bad-shape', { value: name, reason: `one of its dimensions is ${dim}.` });
  });
}

function bytesIn(parts: Parts, dtype: DType, loader: ExternalLoader | null): Uint8Array {
  if (dtype === 'string') return new Uint8Array();
  if (parts.isExternal) return loaded(parts, loader);
  if (parts.raw) return parts.raw;
  return parts.ints.length > 0 ? narrowed(parts.ints, dtypes[dtype].bits) : joined(parts.fixed);
}

/** int32_data and its like hold one number, or one byte of packed narrower ones, per entry. */
function narrowed(ints: readonly bigint[], bits: number): Uint8Array {
  if (bits === 64) return new Uint8Array(BigUint64Array.from(ints, (int) => BigInt.asUintN(64, int)).buffer);
  const numbers = ints.map((int) => Number(BigInt.asUintN(32, int)));
  if (bits === 32) return new Uint8Array(Uint32Array.from(numbers).buffer);
  return bits === 16 ? new Uint8Array(Uint16Array.from(numbers).buffer) : Uint8Array.from(numbers);
}

function loaded({ name, external }: Parts, loader: ExternalLoader | null): Uint8Array {
  const location = external.get('location') ?? '';
  if (!loader) return fail('graph/external-tensor', { tensor: name, location });
  if (!staysInside(location)) {
    fail('graph/bad-tensor', {
      tensor: name,
      reason: `its numbers should lie in "${location}", not beside the network.`,
    });
  }
  const length = external.get('length');
  return loader(
    location,
    placeOf(name, external.get('offset') ?? '0'),
    length === undefined ? null : placeOf(name, length),
  );
}

/**
 * A relative path in the form of POSIX that goes down only, as the format asks. A backslash and a drive or scheme
 * before a colon lead elsewhere on some systems, so they are refused on all.
 *
 * Source: onnx/docs/ExternalData.md.
 */
function staysInside(location: string): boolean {
  const isPlain = !/^[a-z][a-z0-9+.-]*:|[\\\0]/i.test(location) && !location.startsWith('/');
  return isPlain && location !== '' && !location.split('/').includes('..');
}

function placeOf(tensor: string, text: string): number {
  const place = /^\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(place)
    ? place
    : fail('graph/bad-tensor', { tensor, reason: `it begins or ends at "${text}".` });
}

/** Only the name is read, so that nodes may refer to it. */
export function decodeSparseInitializer(bytes: Uint8Array): SparseInitializer {
  const message = new Message(bytes);
  let name = '';
  while (message.next()) {
    if (message.field === SparseTensorProto.values) name = nameIn(message.bytes());
    else message.keep();
  }
  return { name, unread: bytes };
}

function nameIn(tensor: Uint8Array): string {
  const message = new Message(tensor);
  let name = '';
  while (message.next()) {
    if (message.field === TensorProto.name) name = message.text();
    else message.keep();
  }
  return name;
}
