/** A piece of a page: text in it was escaped. */
export interface Markup {
  readonly markup: string;
}

/** What a piece is made of: texts are escaped, pieces are not, nothing is left out. */
export type Part = string | number | Markup | null | readonly Part[];

/** A piece of a page. Only what stands in the template itself is markup; hostile names stay text. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const made = strings.map((text, at) => text + (at < parts.length ? markupOf(parts[at] ?? null) : ''));
  return { markup: made.join('') };
}

function markupOf(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
