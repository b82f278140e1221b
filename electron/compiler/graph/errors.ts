/**
 * Everything that can be wrong with a network, in the shape of electron/contract/errors.ts: a sentence with {holes}
 * for the facts, and a remedy. `by` names the pass (or "decode") whose graph is illegal. docs/errors.md is generated
 * from both catalogues.
 */
export const graphCatalogue = {
  'graph/empty': {
    sentence: 'The file is empty.',
    remedy: 'Copy or download the network again.',
  },
  'graph/not-onnx': {
    sentence: 'This is not an ONNX network: {reason}',
    remedy: 'Export the network again as a single .onnx file.',
  },
  'graph/too-deep': {
    sentence: 'Graphs inside graphs go deeper than {limit} levels.',
    remedy: 'Export the network without control flow; a real network nests a few levels at most.',
  },
  'graph/bad-tensor': {
    sentence: 'The tensor "{tensor}" is broken: {reason}',
    remedy: 'The file is damaged. Copy or export the network again.',
  },
  'graph/bad-shape': {
    sentence: 'The shape of "{value}" is impossible: {reason}',
    remedy: 'Export the network again with valid shapes.',
  },
  'graph/external-tensor': {
    sentence: 'The numbers of "{tensor}" are kept in another file, "{location}", which was not given.',
    remedy: 'Keep that file in the same folder as the network, or export the network as a single .onnx file.',
  },
  'graph/unbound': {
    sentence: 'Node "{node}" reads "{value}", which nothing makes (after {by}).',
    remedy: 'Export the network again; a part of it is missing.',
  },
  'graph/bound-twice': {
    sentence: 'The name "{value}" is made twice (after {by}).',
    remedy: 'Export the network again with unique names.',
  },
  'graph/unknown-output': {
    sentence: 'The output "{value}" is made by nothing (after {by}).',
    remedy: 'Export the network again with its outputs connected.',
  },
  'graph/cycle': {
    sentence: 'Node "{node}" waits for its own result (after {by}).',
    remedy: 'Export the network again; a network must not contain a circle.',
  },
  'graph/tensor-bytes': {
    sentence: 'The tensor "{tensor}" should hold {expected} bytes but holds {found} (after {by}).',
    remedy: 'The file is damaged. Copy or export the network again.',
  },
  'graph/bad-opset': {
    sentence: 'The network says it is written in version {version} of the ONNX operators, which does not exist.',
    remedy: 'Export the network again.',
  },
  'graph/cannot-upgrade': {
    sentence:
      'Node "{node}" uses {op} as version {version} of ONNX had it, which cannot be brought up to date: {reason}',
    remedy: 'Export the network again with opset 13 or later.',
  },
  'graph/unknown-value': {
    sentence: 'The network has no {role} called "{value}".',
    remedy: 'Choose one of: {known}.',
  },
  'graph/unfit-value': {
    sentence: '"{value}" cannot be used for this: {reason}',
    remedy: 'Correct the card of the network, or choose another network.',
  },
  'graph/open-shape': {
    sentence: 'The input "{value}" does not say how long {axis} is.',
    remedy: 'State the batch and the picture size; a graph is compiled for one of each.',
  },
  'graph/unknown-op': {
    sentence: 'Fovea does not know the operator {op} of node "{node}".',
    remedy: 'The network can still be run; to look inside or train it, cut it before that node.',
  },
  'graph/unshaped': {
    sentence: 'The shape of "{value}", which node "{node}" reads, is not known.',
    remedy: 'Export the network again without control flow and sparse tensors.',
  },
  'graph/missing-input': {
    sentence: '{op} at "{node}" lacks its input {input}.',
    remedy: 'Export the network again; a part of it is missing.',
  },
  'graph/not-constant': {
    sentence: 'The input {input} of {op} at "{node}" depends on the photo, so that no shape follows from it.',
    remedy: 'Export the network again with fixed shapes.',
  },
  'graph/bad-node': {
    sentence: '{op} at "{node}" cannot work: {reason}.',
    remedy: 'Export the network again, or state the picture size it was made for.',
  },
  'graph/not-dense': {
    sentence: '{op} at "{node}" cannot be evaluated at every pixel at once: {reason}.',
    remedy: 'Cut the network before that node, or {advice}.',
  },
  'graph/no-gradient': {
    sentence: 'No gradient is known for {op} at "{node}".',
    remedy: 'Freeze the layers below it, or add a rule for {op} to electron/compiler/gradients.',
  },
  'graph/too-large': {
    sentence: 'The gradient at "{value}" would need a table of {count} numbers.',
    remedy: 'State a smaller picture size, or freeze the layers before it.',
  },
  'graph/memory-budget': {
    sentence: 'A training step needs {needed} MB for its intermediate results, more than the {budget} MB it may use.',
    remedy: 'Choose a smaller batch or picture size, or train fewer layers.',
  },
  'graph/unreached': {
    sentence: '"{value}" has no influence on "{of}", so it has no gradient.',
    remedy: 'Leave it out, or choose a value on the way from the input to the loss.',
  },
} as const;

export type GraphErrorCode = keyof typeof graphCatalogue;

type Holes<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;
type Entry<C extends GraphErrorCode> = (typeof graphCatalogue)[C];

/** The facts that fill the holes of one code. */
export type GraphFactsOf<C extends GraphErrorCode> = Readonly<
  Record<Holes<Entry<C>['sentence']> | Holes<Entry<C>['remedy']>, string | number>
>;

/** A network that cannot be used, as a person reads it. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  readonly remedy: string;
  /** What fills the holes of its sentence. */
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(code: GraphErrorCode, { message, remedy, facts }: Pick<GraphError, 'message' | 'remedy' | 'facts'>) {
    super(message);
    this.code = code;
    this.remedy = remedy;
    this.facts = facts;
  }
}

/** Throws the error of one code, its holes filled. */
export function fail<C extends GraphErrorCode>(code: C, facts: GraphFactsOf<C>): never {
  const { sentence, remedy } = graphCatalogue[code];
  throw new GraphError(code, { message: filled(sentence, facts), remedy: filled(remedy, facts), facts });
}

const filled = (text: string, facts: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => String(facts[name] ?? hole));
