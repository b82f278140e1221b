import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { fail } from '../graph/errors.ts';

/**
 * Walks the fields of one protobuf message. Bytes are views into the file, never copies. Every way in which the
 * bytes can be wrong becomes graph/not-onnx.
 *
 *     while (message.next()) switch (message.field) { case 1: name = message.text(); break; default: message.keep(); }
 */
export class Message {
  /** Number of the current field. */
  field = 0;
  #wire: WireType = WireType.Varint;
  #start = 0;
  readonly #file: Uint8Array;
  readonly #reader: BinaryReader;
  readonly #kept: Uint8Array[] = [];

  constructor(bytes: Uint8Array) {
    this.#file = bytes;
    this.#reader = new BinaryReader(bytes);
  }

  /** Moves on to the next field; false at the end. The field must then be read or kept. */
  next(): boolean {
    if (this.#reader.pos >= this.#reader.len) return false;
    this.#start = this.#reader.pos;
    [this.field, this.#wire] = this.#guarded(() => this.#reader.tag());
    return true;
  }

  bytes(): Uint8Array {
    this.#expect(WireType.LengthDelimited);
    return this.#guarded(() => this.#reader.bytes());
  }

  text(): string {
    this.#expect(WireType.LengthDelimited);
    return this.#guarded(() => this.#reader.string(true));
  }

  int(): bigint {
    this.#expect(WireType.Varint);
    return this.#varint(this.#reader);
  }

  /** An int that must be small enough to count with. */
  count(): number {
    const value = Number(this.int());
    return Number.isSafeInteger(value) ? value : this.#fail(`field ${this.field} holds the number ${value}.`);
  }

  float(): number {
    this.#expect(WireType.Bit32);
    return this.#guarded(() => this.#reader.float());
  }

  /** Adds one int, or all of a packed list. */
  intsInto(list: bigint[]): void {
    if (this.#wire !== WireType.LengthDelimited) {
      list.push(this.int());
      return;
    }
    const packed = new BinaryReader(this.bytes());
    while (packed.pos < packed.len) list.push(this.#varint(packed));
  }

  /** Adds the bytes of one fixed-width number, or of a packed list of them; they are little-endian in the file. */
  fixedInto(chunks: Uint8Array[]): void {
    if (this.#wire === WireType.LengthDelimited) chunks.push(this.bytes());
    else if (this.#wire === WireType.Bit32 || this.#wire === WireType.Bit64) chunks.push(this.#skipped());
    else this.#fail(`field ${this.field} is not a list of numbers.`);
  }

  /** Puts the current field aside as it stands. */
  keep(): void {
    this.#skipped();
    this.#kept.push(this.#file.subarray(this.#start, this.#reader.pos));
  }

  /** The fields put aside, in the form of an optional property. */
  unread(): { unread?: Uint8Array } {
    return this.#kept.length === 0 ? {} : { unread: joined(this.#kept) };
  }

  #skipped(): Uint8Array {
    return this.#guarded(() => this.#reader.skip(this.#wire, this.field));
  }

  #varint(reader: BinaryReader): bigint {
    return this.#guarded(() => BigInt(reader.int64()));
  }

  #expect(wire: WireType): void {
    if (this.#wire !== wire) this.#fail(`field ${this.field} is of the wrong kind.`);
  }

  /** The library throws plain Errors, and RangeErrors at the end of the bytes. */
  #guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (thrown) {
      return this.#fail(
        `its bytes end early or make no sense (${thrown instanceof Error ? thrown.message : 'unreadable'}).`,
      );
    }
  }

  #fail(reason: string): never {
    fail('graph/not-onnx', { reason });
  }
}

/** One array of several; the array itself, uncopied, when there is one. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1 && chunks[0]) return chunks[0];
  const all = new Uint8Array(chunks.reduce((bytes, chunk) => bytes + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
