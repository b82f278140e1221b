import { notReadable } from '../reading.ts';

// As much of YAML as the description of a data set needs: a map of texts, and of lists and maps of texts, in block or in
// flow style. Texts stay texts: a class called `no` is not false. Anything else in a value that is asked for is refused.
//
// Source: "YAML Ain't Markup Language", version 1.2.2; the numbers below are its sections.

/** One of a list, whose key is null, or of a map. */
export interface YamlEntry {
  readonly key: string | null;
  readonly value: string;
}

type YamlValue = string | readonly YamlEntry[];

interface Scalar {
  readonly value: string;
  /** Position after it. */
  readonly end: number;
}

const escapes: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1B' },
  ...{ ' ': ' ', '"': '"', '/': '/', '\\': '\\', N: '\x85', _: '\xA0', L: '\u2028', P: '\u2029' },
};

/**
 * The values of the asked keys of the outermost map, and the other keys, whose values are not looked at.
 *
 * @throws annotation/not-readable
 */
export function yamlValues(text: string, asked: readonly string[]) {
  const read = new Map<string, YamlValue>();
  const unread: string[] = [];
  for (const { key, lines } of sectionsOf(text)) {
    if (!asked.includes(key)) unread.push(key);
    else if (read.has(key)) notReadable(`"${key}" stands twice.`);
    else read.set(key, valueOf(lines, key));
  }
  return { read, unread };
}

/** A text in double quotes (7.3.1): JSON writes a part of what YAML reads. */
export const yamlText = (text: string): string => JSON.stringify(text);

/** The keys of the outermost map, each with the rest of its line and the lines below that belong to it. */
function sectionsOf(text: string): { key: string; lines: string[] }[] {
  const sections: { key: string; lines: string[] }[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (/^\s*(#.*)?$/.test(line) || /^(---|\.\.\.|%)/.test(line)) continue;
    const begun = /^[^\s\-#[\]{}]/.test(line) ? keyOf(line) : null;
    if (begun) sections.push({ key: begun.value, lines: [line.slice(begun.end)] });
    else (sections.at(-1) ?? notReadable(`"${line}" belongs to no key.`)).lines.push(line);
  }
  return sections;
}

function valueOf([first = '', ...below]: readonly string[], key: string): YamlValue {
  const start = first.trim();
  if (start.startsWith('[') || start.startsWith('{')) return flowOf([start, ...below].join('\n'), key);
  if (start !== '' && !start.startsWith('#')) {
    if (below.length > 0) notReadable(`"${key}" goes on after its line.`);
    return lineOf(start);
  }
  const indents = new Set(below.map((line) => line.search(/\S/)));
  if (indents.size > 1) notReadable(`the lines of "${key}" do not begin below one another.`);
  return below.map((line) => blockEntry(line.trim(), key));
}

/** A line `- text` or `key: text` (8.2). */
function blockEntry(line: string, key: string): YamlEntry {
  if (/^-\s/.test(line)) return { key: null, value: lineOf(line.slice(1).trim()) };
  const own = keyOf(line) ?? notReadable(`"${line}" of "${key}" is neither one of a list nor of a map.`);
  return { key: own.value, value: lineOf(line.slice(own.end).trim()) };
}

/** A text that fills a line, but for a comment. */
function lineOf(text: string): string {
  const { value, end } = scalarAt(text, 0, /\s#|:\s|:$/);
  if (!/^\s*(#.*)?$/.test(text.slice(end))) notReadable(`"${text}" is more than one text.`);
  return value;
}

/** A key and the colon after it; null where there is none. */
function keyOf(text: string): Scalar | null {
  const { value, end } = scalarAt(text, 0, /:(?=\s|$)/);
  const colon = /^\s*:(?=\s|$)/.exec(text.slice(end));
  return colon && { value, end: end + colon[0].length };
}

/** A list in brackets or a map in braces (7.4). */
function flowOf(text: string, key: string): YamlEntry[] {
  const close = text.startsWith('[') ? ']' : '}';
  const entries: YamlEntry[] = [];
  let at = skipSpace(text, 1);
  while (text[at] !== close) {
    let own: Scalar | null = null;
    if (close === '}') {
      own = scalarAt(text, at, /:|[,[\]{}]/);
      at = skipSpace(text, own.end);
      if (text[at] !== ':') notReadable(`"${key}" has something in braces that is not \`key: text\`.`);
      at = skipSpace(text, at + 1);
    }
    const { value, end } = scalarAt(text, at, /[,[\]{}]|:\s|\s#/);
    entries.push({ key: own?.value ?? null, value });
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
    else if (text[at] !== close) notReadable(`"${key}" lacks a comma or ${close}.`);
  }
  if (skipSpace(text, at + 1) < text.length) notReadable(`"${key}" goes on after ${close}.`);
  return entries;
}

/** White space, line ends and comments. */
const skipSpace = (text: string, at: number): number =>
  at + (/^(?:\s+#[^\n]*|\s)*/.exec(text.slice(at))?.[0].length ?? 0);

/** The text that begins here, quoted (7.3.1, 7.3.2) or plain up to `stop` (7.3.3). */
function scalarAt(text: string, at: number, stop: RegExp): Scalar {
  const rest = text.slice(at);
  const quoted = /^"([^"\\\n]*(?:\\[^\n][^"\\\n]*)*)"|^'([^'\n]*(?:''[^'\n]*)*)'/.exec(rest);
  if (quoted) {
    const [all, double, single = ''] = quoted;
    return { value: double === undefined ? single.replaceAll("''", "'") : unescaped(double), end: at + all.length };
  }
  const length = rest.search(stop);
  const plain = (length < 0 ? rest : rest.slice(0, length)).trimEnd();
  if (/^$|^["'&*!|>%@`#,[\]{}]|^[-?:](\s|$)|\n/.test(plain)) notReadable(`"${rest.split('\n')[0]}" is no simple text.`);
  return { value: plain, end: at + plain.length };
}

/** Escapes of double quotes (5.7). */
const unescaped = (text: string): string =>
  text.replace(/\\(?:(x..|u.{4}|U.{8})|(.))/g, (whole, digits: string | undefined, letter: string | undefined) => {
    const code = digits === undefined ? NaN : Number(`0x${digits.slice(1)}`);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    return escapes[letter ?? ''] ?? notReadable(`${whole} is no escape of YAML.`);
  });
