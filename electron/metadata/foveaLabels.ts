import { addProperty, append, make, removeProperty } from './edits.ts';
import { foveaLabels, foveaNs, rdfNs } from './names.ts';
import type { Path } from './paths.ts';
import type { XmpTree } from './xmpTree.ts';

/** Where a label comes from, for a program that wants to know more than its name. */
export interface LabelState {
  readonly path: Path;
  readonly state: 'human' | 'suggested' | 'rejected';
  /** SHA-256 of the network's file; null: a person said it. */
  readonly model: string | null;
  /** 0 to 1; null: a person said it. */
  readonly confidence: number | null;
}

/**
 * Says of every label where it comes from, in Fovea's own namespace and nowhere else: Labels, a Bag of { Class, levels
 * with | between them; State; Model; Confidence }. None: the property goes.
 */
export function setFoveaLabels(tree: XmpTree, labels: readonly LabelState[]): void {
  removeProperty(tree, foveaLabels);
  if (labels.length === 0) return;
  const element = addProperty(tree, foveaLabels);
  const bag = make(element, { ns: rdfNs, prefix: 'rdf', local: 'Bag' });
  append(element, bag);
  for (const { path, state, model, confidence } of labels) {
    const item = make(bag, { ns: rdfNs, prefix: 'rdf', local: 'li' });
    item.setAttributeNS(rdfNs, `${item.prefix ?? 'rdf'}:parseType`, 'Resource');
    append(bag, item);
    const facts = { Class: path.join('|'), State: state, Model: model, Confidence: confidence?.toFixed(4) ?? null };
    for (const [local, text] of Object.entries(facts)) {
      if (text === null) continue;
      const field = make(item, { ns: foveaNs, prefix: 'fovea', local });
      field.textContent = text;
      append(item, field);
    }
  }
}
