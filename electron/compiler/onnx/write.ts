import { WireType, type BinaryWriter } from '@bufbuild/protobuf/wire';

/** An embedded message: what `body` writes, with its length before it. */
export function message(writer: BinaryWriter, field: number, body: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  body();
  writer.join();
}

/** A string that means nothing when empty, and is then left out. */
export function text(writer: BinaryWriter, field: number, value: string): void {
  if (value !== '') writer.tag(field, WireType.LengthDelimited).string(value);
}

/** Strings that are written also when empty, because their number or their presence counts. */
export function texts(writer: BinaryWriter, entries: readonly (readonly [field: number, value: string])[]): void {
  for (const [field, value] of entries) writer.tag(field, WireType.LengthDelimited).string(value);
}

/** The fields that decoding put aside. */
export function rest(writer: BinaryWriter, unread: Uint8Array | undefined): void {
  if (unread) writer.raw(unread);
}
