import { syntaxOf, walk, type SyntaxNode } from './sentences.ts';

// Text of components that does not go through t().

/** Attributes that a person reads or hears. */
const attributes = [
  ...['label', 'title', 'aria-label', 'aria-description', 'aria-valuetext', 'aria-roledescription', 'placeholder'],
  ...['alt', 'text', 'hint', 'invitation'],
];
/** Properties of lists in scripts that are shown. */
const properties = ['label', 'title', 'placeholder', 'text', 'hint', 'name', 'word', 'meaning'];
/** Names that every language shares. */
const names = [
  ...['Fovea', 'CPU', 'NCHW', 'NHWC', 'SHA-256', 'Ctrl', 'px'],
  ...['English', 'Deutsch', 'Français', 'Español', '日本語'],
];

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';

const isText = (text: unknown): text is string => typeof text === 'string' && /\p{L}/u.test(without(text));
const without = (text: string): string => names.reduce((rest, name) => rest.replaceAll(name, ''), text);

/** Literal text in the markup and in the lists of labels of a component, in its order. */
export function literalsIn(file: string, source?: string): string[] {
  const found: string[] = [];
  const { fragment, instance, module } = syntaxOf(file, source);
  walk(fragment, (node) => {
    if (node.type === 'RegularElement' && (node['name'] === 'style' || node['name'] === 'script')) return false;
    if (node.type === 'Text' && isText(node['data'])) found.push(node['data'].trim());
    if (node.type === 'ExpressionTag') return (found.push(...shownIn(node['expression'])), false);
    if (node.type.endsWith('Directive')) return false;
    if (node.type !== 'Attribute') return true;
    if (attributes.includes(String(node['name']))) found.push(...textOfAttribute(node['value']));
    return false;
  });
  walk([module, instance], (node) => {
    const { key, value } = node;
    if (node.type === 'Property' && isNode(key) && properties.includes(String(key['name'])))
      found.push(...shownIn(value));
    return true;
  });
  return found;
}

function textOfAttribute(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textOfAttribute);
  if (!isNode(value)) return [];
  if (value.type === 'ExpressionTag') return shownIn(value['expression']);
  return value.type === 'Text' && isText(value['data']) ? [value['data']] : [];
}

/** The literal texts that an expression may end in. */
function shownIn(expression: unknown): string[] {
  if (!isNode(expression)) return [];
  const { type } = expression;
  if (type === 'Literal') return isText(expression['value']) ? [expression['value']] : [];
  if (type === 'TemplateLiteral') {
    const parts = expression['quasis'] as { readonly value: { readonly cooked: string } }[];
    return parts.map((part) => part.value.cooked).filter(isText);
  }
  if (type === 'ConditionalExpression')
    return [...shownIn(expression['consequent']), ...shownIn(expression['alternate'])];
  if (type === 'LogicalExpression') return [...shownIn(expression['left']), ...shownIn(expression['right'])];
  if (type === 'BinaryExpression' && expression['operator'] === '+')
    return [...shownIn(expression['left']), ...shownIn(expression['right'])];
  return type === 'TSAsExpression' ? shownIn(expression['expression']) : [];
}
