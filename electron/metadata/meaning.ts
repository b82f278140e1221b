import type { Element } from '@xmldom/xmldom';
import { rdfNs } from './names.ts';
import type { Property } from './names.ts';
import { attributesIn, childrenOf, descriptionsOf, isNamed, isRdf, isText } from './xmpTree.ts';
import type { XmpTree } from './xmpTree.ts';

/**
 * What a file says besides some properties, one line for each statement, sorted: two files with the same lines mean the
 * same, whatever the order of their properties and the white space between them.
 */
export function meaningOf(tree: XmpTree, besides: readonly Property[]): string[] {
  const isOurs = (node: { namespaceURI: string | null; localName: string | null }): boolean =>
    besides.some((property) => isNamed(node, property));
  const lines = descriptionsOf(tree).flatMap((description) => {
    const about = description.getAttributeNS(rdfNs, 'about') ?? '';
    const short = attributesIn(description)
      .filter((attribute) => attribute.namespaceURI !== rdfNs && !isOurs(attribute))
      .map(({ namespaceURI, localName, value }) => `${nameOf(namespaceURI, localName)}=${JSON.stringify(value)}`);
    const long = childrenOf(description)
      .filter((child) => !isOurs(child))
      .map(formOf);
    return [...short, ...long].map((line) => `${about} ${line}`);
  });
  return lines.sort();
}

/** An element with everything in it; fields of a structure in any order, items of an array in theirs. */
function formOf(element: Element): string {
  const attributes = attributesIn(element)
    .map(({ namespaceURI, localName, value }) => `${nameOf(namespaceURI, localName)}=${JSON.stringify(value)}`)
    .sort();
  const children = childrenOf(element);
  const forms = children.map(formOf);
  const isArray = isRdf(element, 'Bag', 'Seq', 'Alt');
  const text = Array.from(element.childNodes)
    .filter(isText)
    .map((node) => node.textContent ?? '')
    .join('');
  const inside = children.length === 0 ? JSON.stringify(text) : `{${(isArray ? forms : forms.sort()).join(' ')}}`;
  return `${nameOf(element.namespaceURI, element.localName)}[${attributes.join(' ')}]${inside}`;
}

const nameOf = (ns: string | null, local: string | null): string => `<${ns ?? ''}>${local ?? ''}`;
