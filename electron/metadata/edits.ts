import type { Document, Element, Node } from '@xmldom/xmldom';
import { rdfNs } from './names.ts';
import type { KeywordList, Property } from './names.ts';
import { arrayIn, descriptionsOf, elementsOf, isText, itemsIn, tidy, valueOf } from './xmpTree.ts';
import type { XmpTree } from './xmpTree.ts';

// Changes to a tree of XMP that leave everything else where it stands, with the white space around it.

const xmlnsNs = 'http://www.w3.org/2000/xmlns/';

/** A new element of a namespace, under the prefix that is in force for it at `beside`. */
export function make(beside: Element, { ns, prefix, local }: Property): Element {
  const known = beside.lookupPrefix(ns);
  return documentOf(beside).createElementNS(ns, known ? `${known}:${local}` : `${prefix}:${local}`);
}

/** Says a namespace at a Description, so that its properties need not. */
function declare(description: Element, { ns, prefix }: Property): void {
  const isFree = !description.hasAttributeNS(xmlnsNs, prefix) && description.lookupNamespaceURI(prefix) === null;
  if (description.lookupPrefix(ns) === null && isFree) description.setAttributeNS(xmlnsNs, `xmlns:${prefix}`, ns);
}

/** Puts a child last, indented as those before it. */
export function append(parent: Element, child: Element): void {
  const document = documentOf(parent);
  const before = indentOf(parent);
  const last = parent.lastChild;
  const end = last !== null && isBlank(last) ? last : null;
  parent.insertBefore(document.createTextNode(before), end);
  parent.insertBefore(child, end);
  if (end === null) parent.appendChild(document.createTextNode(before.slice(0, -1) || '\n'));
}

/** Takes a child away with the white space before it. */
export function remove(child: Node): void {
  const { parentNode: parent, previousSibling: before } = child;
  if (parent === null) return;
  if (before !== null && isBlank(before)) parent.removeChild(before);
  parent.removeChild(child);
}

const isBlank = (node: Node): boolean => isText(node) && (node.textContent ?? '').trim() === '';

/** A line break and the indent of what stands in an element, or would. */
function indentOf(parent: Element): string {
  const first = Array.from(parent.childNodes).find((node) => node.nodeType === 1);
  const own = first?.previousSibling ?? null;
  if (own !== null && isBlank(own)) return own.textContent ?? '\n';
  const outer = parent.previousSibling;
  return outer !== null && isBlank(outer) ? `${outer.textContent ?? '\n'} ` : '\n ';
}

/** What to take from a list, by its exact text, and what to put at its end. */
export interface ListChange {
  readonly remove: ReadonlySet<string>;
  readonly add: readonly string[];
}

/** Changes a list; items that stay are not touched. An array of another kind becomes the one that readers expect. */
export function changeList(tree: XmpTree, list: KeywordList, change: ListChange): void {
  if (change.remove.size === 0 && change.add.length === 0) return;
  const elements = elementsOf(tree, list);
  const short = takeShort(tree, list).filter((text) => !change.remove.has(tidy(text)));
  for (const element of elements)
    for (const item of arrayIn(element) ? itemsIn(arrayIn(element) ?? element) : [])
      if (change.remove.has(valueOf(item))) remove(item);
  const single = elements.filter((element) => arrayIn(element) === null);
  const alone = single.map(valueOf).filter((text) => text !== '' && !change.remove.has(text));
  single.forEach(remove);
  const more = [...short, ...alone, ...change.add];
  const kept = elements.filter((element) => !single.includes(element));
  if (more.length > 0 || kept.some((element) => arrayIn(element)?.nodeName.endsWith(list.kind) === false))
    fill(tree, list, kept[0] ?? null, more);
  for (const element of kept) if (itemsIn(arrayIn(element) ?? element).length === 0) remove(element);
}

function fill(tree: XmpTree, list: KeywordList, known: Element | null, texts: readonly string[]): void {
  const element = known ?? addProperty(tree, list);
  const array = arrayOf(element, list.kind);
  for (const text of texts) {
    const item = make(array, { ns: rdfNs, prefix: 'rdf', local: 'li' });
    item.appendChild(documentOf(array).createTextNode(text));
    append(array, item);
  }
}

/** The array of a property, of the kind that is wanted. */
function arrayOf(element: Element, kind: KeywordList['kind']): Element {
  const known = arrayIn(element);
  if (known?.localName === kind) return known;
  const array = make(element, { ns: rdfNs, prefix: 'rdf', local: kind });
  if (known === null) append(element, array);
  else {
    while (known.firstChild) array.appendChild(known.firstChild);
    element.replaceChild(array, known);
  }
  return array;
}

/** A new property in the first Description, which is made where there is none. */
export function addProperty(tree: XmpTree, property: Property): Element {
  const description = firstDescription(tree);
  declare(description, property);
  const element = make(description, property);
  append(description, element);
  return element;
}

function firstDescription(tree: XmpTree): Element {
  const [known] = descriptionsOf(tree);
  if (known) return known;
  const description = make(tree.rdf, { ns: rdfNs, prefix: 'rdf', local: 'Description' });
  description.setAttributeNS(rdfNs, 'rdf:about', '');
  append(tree.rdf, description);
  return description;
}

/** Takes a property in its short form out and answers its values. */
function takeShort(tree: XmpTree, { ns, local }: Property): string[] {
  return descriptionsOf(tree).flatMap((description) => {
    const value = description.getAttributeNS(ns, local);
    if (value === null || !description.hasAttributeNS(ns, local)) return [];
    description.removeAttributeNS(ns, local);
    return value === '' ? [] : [value];
  });
}

/** Takes every trace of a property out. */
export function removeProperty(tree: XmpTree, property: Property): void {
  takeShort(tree, property);
  elementsOf(tree, property).forEach(remove);
}

/** Gives a property one text, in the form in which it stands there. */
export function setText(tree: XmpTree, property: Property, text: string): void {
  const { ns, local } = property;
  const short = descriptionsOf(tree).find((description) => description.hasAttributeNS(ns, local));
  if (short) {
    const attribute = short.getAttributeNodeNS(ns, local);
    if (attribute) attribute.value = text;
    return;
  }
  const element = elementsOf(tree, property)[0] ?? addProperty(tree, property);
  while (element.firstChild) element.removeChild(element.firstChild);
  element.appendChild(documentOf(element).createTextNode(text));
}

function documentOf(element: Element): Document {
  if (element.ownerDocument === null) throw new Error('an element without a document');
  return element.ownerDocument;
}
