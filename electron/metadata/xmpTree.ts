import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import type { Document, Element, Node } from '@xmldom/xmldom';
import { fail } from '../contract/index.ts';
import { rdfNs, xmlNs } from './names.ts';
import type { Property } from './names.ts';

/** A sidecar as a tree: what is not touched is written as it was read. */
export interface XmpTree {
  readonly document: Document;
  readonly rdf: Element;
  /** Whether the text began with a byte order mark. */
  readonly marked: boolean;
}

/** No sidecar of a photo is larger; a file of this name that is must be something else. */
const mostBytes = 64 * 2 ** 20;

/** A sidecar that says nothing yet. */
export const emptyXmp = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Fovea">
 <rdf:RDF xmlns:rdf="${rdfNs}">
  <rdf:Description rdf:about="">
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;

/**
 * Reads a packet of XMP.
 *
 * @throws keywords/broken-xmp  it is no XML, no RDF, or not in UTF-8
 * @see XMP specification part 1 (ISO 16684-1), 7, serialization as RDF
 */
export function parseXmp(packet: Uint8Array): XmpTree {
  const text = decoded(packet);
  const marked = text.startsWith('\uFEFF');
  // Programs pad packets with spaces and zeros.
  const document = parsed((marked ? text.slice(1) : text).replace(/[\s\0]+$/, ''));
  const [rdf] = document.getElementsByTagNameNS(rdfNs, 'RDF');
  return rdf === undefined ? broken('it holds no rdf:RDF') : { document, rdf, marked };
}

/** Its bytes in UTF-8. */
export function packetOf({ document, marked }: XmpTree): Buffer {
  const text = new XMLSerializer().serializeToString(document);
  // A carriage return that was written as a reference would be read as a line feed without one.
  return Buffer.from(`${marked ? '\uFEFF' : ''}${text.replaceAll('\r', '&#13;')}\n`);
}

function decoded(packet: Uint8Array): string {
  if (packet.length > mostBytes) return broken('it is larger than 64 MB');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(packet);
  } catch {
    return broken('it is not in UTF-8');
  }
}

function parsed(text: string): Document {
  // Entities of its own could make a small file an endless text.
  if (/<!DOCTYPE/i.test(text)) return broken('it has a document type');
  const complaints: string[] = [];
  const onError = (_level: string, message: string): void => void complaints.push(message);
  try {
    const document = new DOMParser({ onError }).parseFromString(text, 'text/xml');
    return complaints[0] === undefined ? document : broken(complaints[0]);
  } catch (thrown) {
    return broken(complaints[0] ?? (thrown instanceof Error ? thrown.message : String(thrown)));
  }
}

const broken = (reason: string): never => fail('keywords/broken-xmp', { reason: reason.split('\n')[0] ?? reason });

// ----- what stands in it

export const childrenOf = (element: Element): Element[] =>
  Array.from(element.childNodes).filter((node): node is Element => node.nodeType === 1);

export const isRdf = (element: Element, ...names: string[]): boolean =>
  element.namespaceURI === rdfNs && names.includes(element.localName ?? '');

export const descriptionsOf = ({ rdf }: XmpTree): Element[] =>
  childrenOf(rdf).filter((child) => isRdf(child, 'Description'));

export const isNamed = (node: { namespaceURI: string | null; localName: string | null }, of: Property): boolean =>
  node.namespaceURI === of.ns && node.localName === of.local;

/** The elements of a property; there is one, in a file as it should be. */
export const elementsOf = (tree: XmpTree, property: Property): Element[] =>
  descriptionsOf(tree).flatMap((description) => childrenOf(description).filter((child) => isNamed(child, property)));

/** Values of a property in its short form, an attribute. */
export const attributesOf = (tree: XmpTree, { ns, local }: Property): string[] =>
  descriptionsOf(tree).flatMap((description) =>
    description.hasAttributeNS(ns, local) ? [description.getAttributeNS(ns, local) ?? ''] : [],
  );

/** The array in a property; null: it has none. */
export const arrayIn = (element: Element): Element | null =>
  childrenOf(element).find((child) => isRdf(child, 'Bag', 'Seq', 'Alt')) ?? null;

export const itemsIn = (array: Element): Element[] => childrenOf(array).filter((child) => isRdf(child, 'li'));

/** The text of a value; one with qualifiers has it in rdf:value. */
export function valueOf(element: Element): string {
  const inner = childrenOf(element);
  const holder = inner.find((child) => isRdf(child, 'Description')) ?? element;
  const value = childrenOf(holder).find((child) => isRdf(child, 'value'));
  const text = value?.textContent ?? holder.getAttributeNS(rdfNs, 'value') ?? '';
  return tidy(inner.length === 0 && text === '' ? (element.textContent ?? '') : text);
}

/** Texts of a list, in its order; a single value counts as a list of one. */
export function textsOf(tree: XmpTree, property: Property): string[] {
  const short = attributesOf(tree, property).map(tidy);
  const long = elementsOf(tree, property).flatMap((element) => {
    const array = arrayIn(element);
    return array === null ? [valueOf(element)] : itemsIn(array).map(valueOf);
  });
  return [...short, ...long].filter((text) => text !== '');
}

/** What two texts must share to be the same keyword. */
export const tidy = (text: string): string => text.trim().normalize('NFC');

export const attributesIn = (element: Element) =>
  Array.from(element.attributes).filter(({ namespaceURI }) => namespaceURI !== 'http://www.w3.org/2000/xmlns/');

export const languageOf = (element: Element): string | null => element.getAttributeNS(xmlNs, 'lang');

export const isText = (node: Node): boolean => node.nodeType === 3 || node.nodeType === 4;
