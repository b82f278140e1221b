import { elements, type Attribute, type Body, type Graph, type Node, type Tensor, type Value } from './graph.ts';
import { floatsOf, intsOf } from './tensor.ts';

/** Tensors up to this many elements are printed with their numbers. */
const shownElements = 8;

/** The graph as text, one line per node; the same graph gives the same text on every machine. */
export function print(graph: Graph): string {
  const opsets = graph.opsets.map(({ domain, version }) => (domain === '' ? String(version) : `${domain} ${version}`));
  const head = `graph ${graph.name || '-'} · ir ${graph.irVersion} · opset ${opsets.join(', ')}`;
  const producer = graph.producer === '' ? [] : [`producer ${graph.producer} ${graph.producerVersion}`.trimEnd()];
  const metadata = graph.metadata.map(({ key, value }) => `metadata ${key} = ${JSON.stringify(value)}`);
  return `${[head, ...producer, ...metadata, ...bodyLines(graph)].join('\n')}\n`;
}

function bodyLines(body: Body): string[] {
  return [
    ...body.inputs.map((value) => `input ${printValue(value)}`),
    ...body.initializers.map((tensor) => `initializer ${tensor.name} ${printTensor(tensor)}`),
    ...body.sparseInitializers.map(({ name }) => `initializer ${name} sparse`),
    ...body.nodes.flatMap(nodeLines),
    ...body.outputs.map((value) => `output ${printValue(value)}`),
  ];
}

function nodeLines(node: Node): string[] {
  const op = node.domain === '' ? node.op : `${node.domain}.${node.op}`;
  const inputs = node.inputs.map((name) => name || '·');
  const plain = Object.entries(node.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const attributes = plain.map(([name, attribute]) => `${name}=${printAttribute(attribute)}`);
  const tail = attributes.length === 0 ? '' : ` {${attributes.join(' ')}}`;
  const inner = plain.flatMap(([name, attribute]) => nestedLines(name, attribute));
  return [`${node.outputs.map((name) => name || '·').join(', ')} = ${op}(${inputs.join(', ')})${tail}`, ...inner];
}

function nestedLines(name: string, attribute: Attribute): string[] {
  const bodies = attribute.kind === 'graph' ? [attribute.value] : attribute.kind === 'graphs' ? attribute.value : [];
  return bodies.flatMap((body) => [`  ${name}:`, ...bodyLines(body).map((line) => `    ${line}`)]);
}

/** An attribute's value as text. */
export function printAttribute(attribute: Attribute): string {
  switch (attribute.kind) {
    case 'float':
      return printFloat(attribute.value);
    case 'int':
      return String(attribute.value);
    case 'string':
      return JSON.stringify(attribute.value);
    case 'floats':
      return `[${attribute.value.map(printFloat).join(', ')}]`;
    case 'ints':
      return `[${attribute.value.join(', ')}]`;
    case 'strings':
      return JSON.stringify(attribute.value);
    case 'tensor':
      return printTensor(attribute.value);
    case 'tensors':
      return `[${attribute.value.map(printTensor).join(', ')}]`;
    case 'graph':
      return `graph ${attribute.value.name || '-'}`;
    case 'graphs':
      return `[${attribute.value.map(({ name }) => `graph ${name || '-'}`).join(', ')}]`;
    case 'opaque':
      return `(${attribute.unread.length} bytes)`;
  }
}

/** A float32 in the fewest digits that still read as a float: 1 is printed 1.0, to tell it from an int. */
function printFloat(value: number): string {
  const text = String(Number(value.toPrecision(7)));
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function printTensor(tensor: Tensor): string {
  const type = `${tensor.dtype}[${tensor.dims.join(', ')}]`;
  if (elements(tensor.dims) > shownElements) return type;
  const floats = floatsOf(tensor);
  if (floats) return `${type} = ${Array.from(floats, printFloat).join(' ')}`;
  const ints = intsOf(tensor);
  return ints ? `${type} = ${ints.join(' ')}` : type;
}

function printValue({ name, type }: Value): string {
  if (type === null) return name;
  if (type.kind === 'opaque') return `${name} (opaque)`;
  const shape = type.shape === null ? '…' : type.shape.map((dim) => (dim === '' ? '?' : dim)).join(', ');
  return `${name} ${type.dtype}[${shape}]`;
}
