import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { decode, type ExternalLoader, type Graph } from '../../compiler/index.ts';
import { fail, FoveaError, failure } from '../../contract/index.ts';

/** A network file as a session cache knows it. */
export interface NetworkFile {
  readonly path: string;
  readonly bytes: number;
  /** Changes when the file does. */
  readonly key: string;
}

/** The largest that one protobuf message can be; a larger file would be read in full before it is refused. */
const largestBytes = 2 ** 31 - 1;

/** @throws model/not-onnx  it is not there, not a file, or too large to be one network */
export async function networkFile(path: string): Promise<NetworkFile> {
  const file = await stat(path).catch((thrown: unknown) => {
    throw loadFailure(path, basename(path), thrown);
  });
  const refuse = (reason: string): never => fail('model/not-onnx', { file: basename(path), reason });
  if (!file.isFile()) refuse('it is not a file.');
  if (file.size === 0) refuse('it is empty.');
  if (file.size > largestBytes) refuse('it is larger than the 2 GB that an ONNX file can be.');
  return { path, bytes: file.size, key: JSON.stringify([path, file.mtimeMs, file.size]) };
}

/** Reads a network as a graph, weights in files beside it included. @throws model/not-onnx */
export async function readGraph(path: string): Promise<Graph> {
  await networkFile(path);
  const bytes = await readFile(path);
  try {
    return decode(bytes, weightsBeside(path));
  } catch (thrown) {
    throw loadFailure(path, basename(path), thrown);
  }
}

/** Opens weight files in the network's own folder, and no others: the file that names them came from anywhere. */
function weightsBeside(path: string): ExternalLoader {
  const folder = dirname(path);
  return (location, offsetBytes, lengthBytes) => {
    // A link may lead out although its name does not.
    const target = realpathSync(resolve(folder, location));
    const inside = relative(realpathSync(folder), target);
    if (inside.startsWith('..') || isAbsolute(inside)) throw new Error('its weights lie outside its folder.');
    if (!statSync(target).isFile()) throw new Error('its weights lie in something that is not a file.');
    const file = openSync(target, 'r');
    try {
      return readRange(file, offsetBytes, lengthBytes);
    } finally {
      closeSync(file);
    }
  };
}

function readRange(file: number, offsetBytes: number, lengthBytes: number | null): Uint8Array {
  // The lengths stand in the network's file: none is believed before the bytes are known to be there.
  const left = fstatSync(file).size - offsetBytes;
  if (left < (lengthBytes ?? 0)) throw new Error('the file with its weights ends too early.');
  const bytes = new Uint8Array(lengthBytes ?? left);
  const read = readSync(file, bytes, 0, bytes.length, offsetBytes);
  if (read < bytes.length) throw new Error('the file with its weights ends too early.');
  return bytes;
}

const unknownOperator = /not a registered function|not implemented|not_implemented|unsupported|opset \d+/i;
const missingWeights = /external data|external_data/i;

/** Why a network could not be read or loaded, as a person reads it. */
export function loadFailure(path: string, model: string, thrown: unknown): FoveaError {
  if (thrown instanceof FoveaError) return thrown;
  const file = basename(path);
  // The compiler's error begins with what the sentence of this one says already.
  const reason = firstLine(thrown).replace(/^This is not an ONNX network: /, '');
  if (isMissing(thrown)) return failure('model/not-onnx', { file, reason: 'a file of it is not there.' });
  if (missingWeights.test(reason)) {
    return failure('model/not-onnx', { file, reason: 'its weights lie in a second file that is not beside it.' });
  }
  if (unknownOperator.test(reason)) return failure('model/unsupported', { model, reason });
  return failure('model/not-onnx', { file, reason });
}

/** The first line says it; the rest are ONNX Runtime's source positions. */
export const firstLine = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]?.trim() ?? '';

const isMissing = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
