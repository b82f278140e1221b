import { readMetadata, type Graph } from '../../../../compiler/index.ts';
import { cardKey, ModelCard } from '../../../../contract/index.ts';

/** The card that Fovea wrote into the file; null when there is none, or when it does not fit the graph. */
export function writtenCard(graph: Graph): ModelCard | null {
  const parsed = ModelCard.safeParse(parsedJson(readMetadata(graph, cardKey)));
  if (!parsed.success) return null;
  const card = parsed.data;
  const has = (values: readonly { name: string }[], name: string) => values.some((value) => value.name === name);
  return has(graph.inputs, card.inputName) && has(graph.outputs, card.outputName) ? card : null;
}

const labelKeys = ['names', 'classes', 'labels', 'class_names', 'classNames'];

/** Class names from the keys that exporters use; [] when there are none. */
export function writtenNames(graph: Graph): string[] {
  for (const key of labelKeys) {
    const names = namesIn(readMetadata(graph, key));
    if (names.length > 0) return names;
  }
  return [];
}

/** JSON lists and objects, Python dictionaries as Ultralytics writes them, one name per line, or comma-separated. */
function namesIn(text: string | null): string[] {
  if (text === null || text.trim() === '') return [];
  const json = parsedJson(text);
  if (Array.isArray(json)) return json.filter((name) => typeof name === 'string');
  if (typeof json === 'object' && json !== null) return inOrder(Object.entries(json));
  const pairs = [...text.matchAll(/(?<!\d)(\d+)\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
  if (pairs.length > 0) return inOrder(pairs.map((pair) => [pair[1] ?? '', unescaped(pair[2] ?? pair[3] ?? '')]));
  const separator = text.includes('\n') ? /\r?\n/ : ',';
  return text
    .trim()
    .split(separator)
    .map((name) => name.trim());
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1');

/** {"0": "cat", "1": "dog"} by index, or {"cat": 0, "dog": 1} by value. */
function inOrder(entries: readonly (readonly [string, unknown])[]): string[] {
  const indexed = entries.map(([key, value]) =>
    typeof value === 'number' ? ([value, key] as const) : ([Number(key), String(value)] as const),
  );
  if (indexed.some(([index]) => !Number.isInteger(index))) return [];
  return indexed.toSorted(([a], [b]) => a - b).map(([, name]) => name);
}

/** Width and height from `imgsz`, which is one number or [height, width]; null when it is not there. */
export function writtenSize(graph: Graph): { width: number; height: number } | null {
  const numbers = numbersIn(readMetadata(graph, 'imgsz'));
  const height = numbers[0];
  const width = numbers[1] ?? height;
  const fits = (length: number | undefined): length is number =>
    length !== undefined && Number.isInteger(length) && length > 0;
  return fits(width) && fits(height) ? { width, height } : null;
}

export type Triple = [number, number, number];

/** mean and std in units of 0..255, from keys of that name; numbers up to 1 are meant in units of 0..1. */
export function writtenScale(graph: Graph): { mean: Triple; std: Triple } | null {
  const mean = tripleIn(readMetadata(graph, 'mean'));
  const std = tripleIn(readMetadata(graph, 'std'));
  if (!mean || !std || std.some((value) => value <= 0)) return null;
  const unit = Math.max(...mean) <= 1 && Math.max(...std) <= 1 ? 255 : 1;
  return { mean: scaled(mean, unit), std: scaled(std, unit) };
}

export const scaled = ([a, b, c]: Triple, by: number): Triple => [a * by, b * by, c * by];

function tripleIn(text: string | null): Triple | null {
  const [a, b = a, c = a] = numbersIn(text);
  return a === undefined || b === undefined || c === undefined ? null : [a, b, c];
}

const numbersIn = (text: string | null): number[] => (text?.match(/-?\d+(\.\d+)?(e[+-]?\d+)?/gi) ?? []).map(Number);

function parsedJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    // Other tools write other formats under the same keys.
    return null;
  }
}
