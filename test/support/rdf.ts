// A small reader of RDF/XML as XMP uses it, independent of the one that Fovea writes with: no library, no DOM. It knows
// the forms in which XMP may write one and the same thing, and makes them equal.

/** A value of XMP; `lang` and further qualifiers stand beside it. */
export type Value = { readonly qualifiers: Readonly<Record<string, Value>> } & (
  | { readonly text: string }
  | { readonly kind: 'Bag' | 'Seq' | 'Alt'; readonly items: readonly Value[] }
  | { readonly fields: Readonly<Record<string, Value>> }
);

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const xmlLang = 'http://www.w3.org/XML/1998/namespace#lang';
const joined = (ns: string, local: string): string => (ns === rdf ? `rdf:${local}` : `${ns}#${local}`);

/** Everything a packet of XMP says: values by property, names with their namespace. */
export function readRdf(xml: string): Record<string, Value> {
  const root = treeOf(xml);
  const found = find(root, 'rdf:RDF');
  if (!found) throw new Error('no rdf:RDF');
  const said: Record<string, Value> = {};
  for (const description of found.children) Object.assign(said, fieldsOf(description));
  return said;
}

const find = (element: Element, name: string): Element | null =>
  element.name === name ? element : (element.children.map((child) => find(child, name)).find((one) => one) ?? null);

const notFields = new Set(['rdf:about', 'rdf:parseType', 'rdf:resource', 'rdf:value', xmlLang]);

function fieldsOf({ attributes, children }: Element): Record<string, Value> {
  const short = [...attributes].filter(([name]) => !notFields.has(name));
  return {
    ...Object.fromEntries(short.map(([name, text]) => [name, { text, qualifiers: {} }])),
    ...Object.fromEntries(
      children.filter(({ name }) => name !== 'rdf:value').map((child) => [child.name, valueOf(child)]),
    ),
  };
}

function valueOf(element: Element): Value {
  const { attributes, children, text } = element;
  const lang = attributes.get(xmlLang);
  const own = lang === undefined ? {} : { lang: { text: lang, qualifiers: {} } };
  const resource = attributes.get('rdf:resource');
  if (resource !== undefined) return { text: resource, qualifiers: own };
  const [first] = children;
  const kind = /^rdf:(Bag|Seq|Alt)$/.exec(first?.name ?? '')?.[1] as 'Bag' | 'Seq' | 'Alt' | undefined;
  if (first && kind) return { kind, items: first.children.map(valueOf), qualifiers: own };
  const isInside = first?.name === 'rdf:Description' && children.length === 1;
  const holder = (isInside ? first : null) ?? element;
  const value = holder.children.find(({ name }) => name === 'rdf:value');
  const fields = fieldsOf(holder);
  if (value) return { ...valueOf(value), qualifiers: { ...own, ...fields } };
  const short = holder.attributes.get('rdf:value');
  if (short !== undefined) return { text: short, qualifiers: { ...own, ...fields } };
  if (
    children.length > 0 ||
    isInside ||
    attributes.get('rdf:parseType') === 'Resource' ||
    Object.keys(fields).length > 0
  )
    return { fields, qualifiers: own };
  return { text, qualifiers: own };
}

// ----- XML, as much as sidecars need

const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/[^>]+>|<([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|[^<]+/g;

function treeOf(xml: string): Element {
  const top: Element = { name: '', attributes: new Map(), children: [], text: '' };
  const stack: { element: Element; scope: ReadonlyMap<string, string> }[] = [
    { element: top, scope: new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]) },
  ];
  for (const [all, cdata, name, written = '', closed] of xml.replace(/\r\n?/g, '\n').matchAll(token)) {
    const { element: parent, scope: outer } = stack.at(-1)!;
    if (cdata !== undefined) parent.text += cdata;
    else if (all.startsWith('</')) stack.pop();
    else if (name === undefined) parent.text += all.startsWith('<') ? '' : plain(all);
    else {
      const pairs = [...written.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
        ([, key = '', double, single]) => [key, plain(double ?? single ?? '')] as const,
      );
      const scope = new Map(outer);
      for (const [key, value] of pairs) if (/^xmlns(:|$)/.test(key)) scope.set(key.slice(6), value);
      const full = (qualified: string, isAttribute: boolean): string => {
        const [prefix, local] = qualified.includes(':') ? qualified.split(':') : ['', qualified];
        if (prefix === '' && isAttribute) return local!;
        return joined(scope.get(prefix!) ?? unbound(prefix!), local!);
      };
      const attributes = pairs
        .filter(([key]) => !/^xmlns(:|$)/.test(key))
        .map(([key, value]) => [full(key, true), value] as const);
      const element: Element = { name: full(name, false), attributes: new Map(attributes), children: [], text: '' };
      parent.children.push(element);
      if (closed === '') stack.push({ element, scope });
    }
  }
  return top;
}

const unbound = (prefix: string): string => {
  if (prefix === '') return '';
  throw new Error(`the prefix ${prefix} is bound to nothing`);
};

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const plain = (text: string): string =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) =>
    hex
      ? String.fromCodePoint(parseInt(hex, 16))
      : decimal
        ? String.fromCodePoint(Number(decimal))
        : (named[name!] ?? all),
  );

/** Texts of a list, or none. */
export const textsOf = (said: Readonly<Record<string, Value>>, property: string): string[] => {
  const value = said[property];
  return value && 'items' in value ? value.items.map((item) => ('text' in item ? item.text : '')) : [];
};
