/** The most bytes of a name: file systems take 255, and a number may have to be added. */
const mostBytes = 200;

/**
 * A text as a file's name on every system: no separators, no reserved characters, no dot or space at the end.
 *
 * @see  Microsoft, "Naming files, paths, and namespaces"
 */
export function safeName(text: string): string {
  const plain = text
    .replace(/[<>:"/\\|?*\p{Cc}]/gu, '_')
    .replace(/^\.+|[. ]+$/g, '_')
    .replace(/^(con|prn|aux|nul|com\d|lpt\d)$/i, '$1_');
  return shortened(plain) || '_';
}

/** Whole characters only, so that none becomes another. */
function shortened(text: string): string {
  let bytes = 0;
  let short = '';
  for (const character of text) {
    bytes += bytesOf(character.codePointAt(0) ?? 0);
    if (bytes > mostBytes) return short.replace(/[. ]+$/, '_');
    short += character;
  }
  return short;
}

/** Of a character in UTF-8. */
const bytesOf = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

/** Gives out names that differ in more than their case, as some file systems ask. */
export class FreeNames {
  readonly #taken = new Set<string>();

  /** @param numbered  the name at an attempt, counted from 1 */
  take(numbered: (attempt: number) => string): string {
    for (let attempt = 1; ; attempt += 1) {
      const name = numbered(attempt);
      const key = name.normalize('NFC').toLowerCase();
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return name;
    }
  }
}

/** "a", then "a (2)", "a (3)" … */
export const numberedName = (name: string, attempt: number): string => (attempt === 1 ? name : `${name} (${attempt})`);

/** Path without its extension, and the extension with its dot. */
export function partsOf(file: string): { stem: string; extension: string } {
  const at = /\.[^./]+$/.exec(file)?.index ?? file.length;
  return { stem: file.slice(0, at), extension: file.slice(at) };
}

/** Each text as a name of its own, in the order given. */
export function fileNamesFor(texts: readonly string[]): Map<string, string> {
  const names = new FreeNames();
  return new Map(texts.map((text) => [text, names.take((attempt) => numberedName(safeName(text), attempt))]));
}

/** What is called otherwise in files than in the library, one sentence each. */
export const renamed = (names: ReadonlyMap<string, string>, as: string): string[] =>
  [...names]
    .filter(([text, name]) => text !== name)
    .map(([text, name]) => `“${text}” is the ${as} “${name}”, because no file can be called so.`);
