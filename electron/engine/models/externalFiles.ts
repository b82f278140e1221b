import { lstat, open } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fail } from '../../contract/index.ts';

// Large networks may keep their weights in files beside the .onnx. Their names stand in the graph's initializers:
//   ModelProto.graph = 7 · GraphProto.initializer = 5 · TensorProto.external_data = 13 · StringStringEntryProto key = 1, value = 2
// Source: onnx/onnx.proto and docs/ExternalData.md. Only field headers and short fields are read, so a network of
// half a gigabyte costs a few reads.

const windowBytes = 1 << 16;
/** An initializer that points elsewhere holds a name, dims and a few strings. */
const pointerBytes = 1 << 14;

interface Field {
  readonly number: number;
  readonly wire: number;
  /** Where the body begins and ends in the file. */
  readonly start: number;
  readonly end: number;
}

type Read = (start: number, end: number) => Promise<Buffer>;

/**
 * The files that a network keeps its weights in, as paths relative to its folder.
 *
 * @throws model/not-onnx  it is no protocol buffer, a file is missing, or a name points outside the network's folder
 */
export async function externalFilesOf(path: string, shownAs: string): Promise<readonly string[]> {
  const refuse = (reason: string): never => fail('model/not-onnx', { file: shownAs, reason });
  const file = await open(path, 'r').catch(() => refuse('it may not be read.'));
  try {
    const names = [...(await locations(windowed(file), (await file.stat()).size))];
    const inside = names.map(
      (name) => insideFolder(dirname(path), name) ?? refuse(`its weights file "${name}" may not be used.`),
    );
    for (const name of inside) {
      const beside = await lstat(join(dirname(path), name)).catch(() => null);
      if (beside?.isFile() !== true) refuse(`its weights file "${name}" is not beside it.`);
    }
    return inside;
  } catch (thrown) {
    if (thrown instanceof RangeError) return fail('model/not-onnx', { file: shownAs, reason: thrown.message });
    throw thrown;
  } finally {
    await file.close();
  }
}

/** The files that Fovea itself puts beside a network. */
const ourFiles = ['model.onnx', 'card.json', 'origin.json'];

/** A plain path below the folder; null for a name that leads out of it or would take the place of our own files. */
function insideFolder(folder: string, name: string): string | null {
  const inside = relative(folder, resolve(folder, name));
  const leaves =
    inside === '' || inside.startsWith('..') || isAbsolute(inside) || isAbsolute(name) || name.includes('\0');
  return leaves || ourFiles.includes(inside.toLowerCase()) ? null : inside;
}

async function locations(read: Read, total: number): Promise<Set<string>> {
  const names = new Set<string>();
  let graphs = 0;
  for await (const graph of fields(read, 0, total)) {
    if (graph.number !== 7 || graph.wire !== 2) continue;
    graphs += 1;
    for await (const tensor of fields(read, graph.start, graph.end)) {
      if (tensor.number !== 5 || tensor.wire !== 2 || tensor.end - tensor.start > pointerBytes) continue;
      const name = await locationOf(read, tensor);
      if (name !== null) names.add(name);
    }
  }
  if (graphs === 0) throw new RangeError('it holds no graph.');
  return names;
}

async function locationOf(read: Read, tensor: Field): Promise<string | null> {
  for await (const entry of fields(read, tensor.start, tensor.end)) {
    if (entry.number !== 13 || entry.wire !== 2) continue;
    const texts = new Map<number, string>();
    for await (const text of fields(read, entry.start, entry.end)) {
      if (text.wire === 2) texts.set(text.number, (await read(text.start, text.end)).toString('utf8'));
    }
    if (texts.get(1) === 'location') return texts.get(2) ?? '';
  }
  return null;
}

/** The fields of one message that lies at start..end of the file. */
async function* fields(read: Read, start: number, end: number): AsyncGenerator<Field> {
  let at = start;
  while (at < end) {
    const head = await read(at, Math.min(at + 20, end));
    const tag = varint(head, 0);
    const wire = tag.value & 7;
    const body = at + tag.next;
    const length = wire === 2 ? varint(head, tag.next) : null;
    const bodyStart = length === null ? body : at + length.next;
    const bodyEnd = bodyStart + (length?.value ?? plainBytes(wire, head, tag.next));
    if (bodyEnd > end || tag.value < 8) throw new RangeError('it is damaged or not a network at all.');
    yield { number: Math.floor(tag.value / 8), wire, start: bodyStart, end: bodyEnd };
    at = bodyEnd;
  }
}

function plainBytes(wire: number, head: Buffer, at: number): number {
  if (wire === 0) return varint(head, at).next - at;
  if (wire === 1) return 8;
  if (wire === 5) return 4;
  throw new RangeError('it is damaged or not a network at all.');
}

/** A variable-length number and the place after it. Arithmetic, not shifts: lengths exceed 31 bits. */
function varint(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  for (let i = 0; i < 10; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value, next: at + i + 1 };
  }
  throw new RangeError('it is damaged or not a network at all.');
}

/** Reads through a window, so that thousands of small fields cost few system calls. */
function windowed(file: Awaited<ReturnType<typeof open>>): Read {
  let begin = 0;
  let held = Buffer.alloc(0);
  return async (start, end) => {
    if (start < begin || end > begin + held.length) {
      const buffer = Buffer.allocUnsafe(Math.max(windowBytes, end - start));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
      begin = start;
      held = buffer.subarray(0, bytesRead);
    }
    return held.subarray(start - begin, end - begin);
  };
}
