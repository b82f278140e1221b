import { fail } from '../../../contract/index.ts';

// As much of XML 1.0 as annotation files need: elements, attributes, text, CDATA, comments and the references that need
// no declaration. A document type is refused, and with it every entity that could unfold into gigabytes.
//
// Source: W3C, "Extensible Markup Language (XML) 1.0", fifth edition; the numbers below are its productions.

/** One element; its text is that of its own, without its children's. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What stands between marks and holds no markup: comments [15], processing instructions [16], CDATA [18]. */
const literals = [
  { begin: '<!--', end: '-->', kept: false },
  { begin: '<?', end: '?>', kept: false },
  { begin: '<![CDATA[', end: ']]>', kept: true },
];

const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u; // [2]
const everyForbidden = new RegExp(forbidden, 'gu');

const startTag = /<([\p{L}_:][\p{L}\p{N}\p{M}_:.\-·]*)/uy; // [40]; names as [4] has them but for rare signs
const attribute = /\s+([\p{L}_:][\p{L}\p{N}\p{M}_:.\-·]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/uy; // [41]
const tagEnd = /\s*(\/?)>/y;
const endTag = /<\/([^\s<>]+)\s*>/y; // [42]
const characters = /[^<]+/y;

/**
 * The outermost element of a document.
 *
 * @param source  the document as text, already decoded; a byte order mark may stand before it
 * @throws        annotation/not-readable when it is not well formed, or declares a document type
 */
export function parseXml(source: string): XmlElement {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'); // section 2.11
  if (forbidden.test(text)) notXml(text, text.search(forbidden), 'a character that XML does not allow');
  const document: OpenElement = openElement('');
  const open = [document];
  for (let at = 0; at < text.length;) at = readOne(text, at, open);
  const [root, second] = document.children;
  if (open.length > 1) notXml(text, text.length, `the end, and <${open.at(-1)?.name ?? ''}> is still open`);
  if (!root || second || document.text.trim() !== '') notXml(text, 0, 'a text that is not one element');
  return root;
}

/** Reads one piece of markup or text into the innermost open element; where the next one begins. */
function readOne(text: string, at: number, open: OpenElement[]): number {
  const inside = open.at(-1);
  if (!inside) return notXml(text, at, 'an end tag too many');
  const literal = literals.find(({ begin }) => text.startsWith(begin, at));
  if (literal) {
    const from = at + literal.begin.length;
    const end = text.indexOf(literal.end, from);
    if (end < 0) notXml(text, at, `${literal.begin} without ${literal.end}`);
    if (literal.kept) inside.text += text.slice(from, end);
    return end + literal.end.length;
  }
  const plain = matchAt(characters, text, at);
  if (plain) {
    inside.text += resolved(plain[0], text, at);
    return at + plain[0].length;
  }
  const closed = matchAt(endTag, text, at);
  if (closed) {
    if (open.length === 1 || closed[1] !== inside.name) notXml(text, at, `</${closed[1] ?? ''}> out of turn`);
    open.pop();
    return at + closed[0].length;
  }
  return readStartTag(text, at, open, inside);
}

function readStartTag(text: string, at: number, open: OpenElement[], inside: OpenElement): number {
  const start = matchAt(startTag, text, at);
  if (!start) return notXml(text, at, text.startsWith('<!DOCTYPE', at) ? 'a document type' : 'an unfinished tag');
  const attributes = new Map<string, string>();
  let next = at + start[0].length;
  for (let found = matchAt(attribute, text, next); found; found = matchAt(attribute, text, next)) {
    const name = found[1] ?? '';
    if (attributes.has(name)) notXml(text, next, `the attribute ${name} twice`);
    // Section 3.3.3: white space in a value is a space, unless a reference says otherwise.
    attributes.set(name, resolved((found[2] ?? found[3] ?? '').replace(/[\t\n]/g, ' '), text, next));
    next += found[0].length;
  }
  const end = matchAt(tagEnd, text, next);
  if (!end) return notXml(text, next, `something in the tag <${start[1] ?? ''}> that is no attribute`);
  const element = openElement(start[1] ?? '', attributes);
  inside.children.push(element);
  if (end[1] === '') open.push(element);
  return next + end[0].length;
}

/** Text with its references replaced by what they stand for. */
function resolved(raw: string, text: string, at: number): string {
  return raw.replace(/&([^;&\s]*;?)/g, (_, inner: string) => {
    const reference = /^(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));$/i.exec(inner);
    const [, hex, decimal, name] = reference ?? [];
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const character = name === undefined ? (code <= 0x10ffff ? String.fromCodePoint(code) : undefined) : named[name];
    if (character === undefined || forbidden.test(character)) return notXml(text, at, `the reference &${inner}`);
    return character;
  });
}

/**
 * Text for an element or for an attribute in double quotes. Characters that XML cannot hold (section 2.2) become
 * U+FFFD; `heldByXml` says whether there are any.
 */
export const escapeXml = (text: string): string =>
  text
    .replace(everyForbidden, '\uFFFD')
    .replace(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? `&#${character.charCodeAt(0)};`);

/** Whether a text comes back from XML as it was. */
export const heldByXml = (text: string): boolean => !forbidden.test(text);

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const openElement = (name: string, attributes: ReadonlyMap<string, string> = new Map()): OpenElement => ({
  name,
  attributes,
  children: [],
  text: '',
});

function notXml(text: string, at: number, found: string): never {
  const line = text.slice(0, at).split('\n').length;
  return fail('annotation/not-readable', { reason: `line ${line} of the XML has ${found}.` });
}
