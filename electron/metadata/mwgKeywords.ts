import type { Element } from '@xmldom/xmldom';
import { addProperty, append, make, remove } from './edits.ts';
import { mwgKeywords, mwgNs, rdfNs } from './names.ts';
import { arrayIn, childrenOf, elementsOf, isNamed, isRdf, itemsIn, tidy, valueOf } from './xmpTree.ts';
import type { XmpTree } from './xmpTree.ts';

// Keywords as a tree of structures: Keywords { Hierarchy: Bag of { Keyword, Applied?, Children: Bag of the same } }.
// Metadata Working Group, "Guidelines for handling image metadata", version 2.0. A leaf is applied unless it says no,
// any other keyword only if it says so.

const field = (local: string) => ({ ns: mwgNs, prefix: 'mwg-kw', local });

/** The element whose children are the fields of a structure. */
const holderOf = (element: Element): Element =>
  childrenOf(element).find((child) => isRdf(child, 'Description')) ?? element;

const fieldOf = (structure: Element, local: string): Element | null =>
  childrenOf(holderOf(structure)).find((child) => isNamed(child, field(local))) ?? null;

function textOf(structure: Element, local: string): string {
  const element = fieldOf(structure, local);
  return element ? valueOf(element) : tidy(holderOf(structure).getAttributeNS(mwgNs, local) ?? '');
}

const nodesIn = (structure: Element, local: 'Hierarchy' | 'Children'): Element[] => {
  const array = arrayIn(fieldOf(structure, local) ?? structure);
  return array === null ? [] : itemsIn(array);
};

/** Whether a file has such keywords at all. */
export const hasMwgKeywords = (tree: XmpTree): boolean => elementsOf(tree, mwgKeywords).length > 0;

/** Levels of each keyword that is applied. */
export const mwgPaths = (tree: XmpTree): string[][] =>
  elementsOf(tree, mwgKeywords).flatMap((keywords) => pathsBelow(nodesIn(keywords, 'Hierarchy'), []));

function pathsBelow(nodes: readonly Element[], above: readonly string[]): string[][] {
  return nodes.flatMap((node) => {
    const path = [...above, textOf(node, 'Keyword')];
    const below = nodesIn(node, 'Children');
    const said = textOf(node, 'Applied').toLowerCase();
    const applied = below.length === 0 ? said !== 'false' : said === 'true';
    return [...(applied ? [path] : []), ...pathsBelow(below, path)];
  });
}

const nodeNamed = (nodes: readonly Element[], name: string): Element | null =>
  nodes.find((node) => textOf(node, 'Keyword') === tidy(name)) ?? null;

/** Adds a keyword with its levels; answers the levels that had to be made, each as a path. */
export function addMwgPath(tree: XmpTree, levels: readonly string[]): string[][] {
  const made: string[][] = [];
  let at = elementsOf(tree, mwgKeywords)[0] ?? addProperty(tree, mwgKeywords);
  for (const [depth, level] of levels.entries()) {
    const part = depth === 0 ? 'Hierarchy' : 'Children';
    const known = nodeNamed(nodesIn(at, part), level);
    if (known === null) made.push(levels.slice(0, depth + 1));
    at = known ?? addNode(at, part, level);
  }
  return made;
}

function addNode(structure: Element, part: 'Hierarchy' | 'Children', level: string): Element {
  const holder = holderOf(structure);
  const list = fieldOf(structure, part) ?? appended(holder, make(holder, field(part)));
  const array = arrayIn(list) ?? appended(list, make(list, { ns: rdfNs, prefix: 'rdf', local: 'Bag' }));
  const node = appended(array, make(array, { ns: rdfNs, prefix: 'rdf', local: 'li' }));
  const rdf = node.prefix ?? 'rdf';
  node.setAttributeNS(rdfNs, `${rdf}:parseType`, 'Resource');
  const keyword = appended(node, make(node, field('Keyword')));
  keyword.textContent = level;
  return node;
}

function appended(parent: Element, child: Element): Element {
  append(parent, child);
  return child;
}

/** Takes a keyword away that has none below it. Answers whether it was there and is gone. */
export function removeMwgPath(tree: XmpTree, levels: readonly string[]): boolean {
  let at: Element | null = elementsOf(tree, mwgKeywords)[0] ?? null;
  for (const [depth, level] of levels.entries())
    at = at && nodeNamed(nodesIn(at, depth === 0 ? 'Hierarchy' : 'Children'), level);
  if (at === null || levels.length === 0 || nodesIn(at, 'Children').length > 0) return false;
  const list = at.parentNode;
  remove(at);
  // A list without anything in it would make its keyword look like a branch.
  if (list !== null && itemsIn(list as Element).length === 0 && list.parentNode !== null && levels.length > 1)
    remove(list.parentNode);
  return true;
}
