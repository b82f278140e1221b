import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, opsetOf, type Attribute, type Graph, type Tensor } from '../../electron/compiler/index.ts';

/** What stands at the end of a network. Values are names of its outputs. */
export type Loss =
  /**
   * Softmax cross-entropy, averaged over pictures and pixels. Logits [N, C] or [N, C, H, W]; targets are class indices
   * [N] or [N, H, W], int64.
   */
  | { readonly kind: 'crossEntropy'; readonly logits: string; readonly target: Tensor }
  /** Mean of (output − target)² over all elements; the target is a float32 tensor of the output's shape. */
  | { readonly kind: 'l2'; readonly output: string; readonly target: Tensor };

/** A network with everything that its loss depends on. */
export interface Problem {
  readonly graph: Graph;
  readonly feeds: readonly Tensor[];
  readonly loss: Loss;
  /** Parameters and inputs whose gradient is wanted. */
  readonly wanted: readonly string[];
}

/**
 * Writes a problem for the Python peer: `manifest.json`, and `tensors.bin` with the numbers of all its tensors one
 * after the other, little-endian and row-major.
 */
export function writeNetwork(folder: string, { graph, feeds, loss, wanted }: Problem): void {
  const tensors = new TensorFile();
  const manifest = {
    opset: opsetOf(graph),
    nodes: graph.nodes.map(({ op, name, inputs, outputs, attributes }) => ({
      op,
      name,
      inputs,
      outputs,
      attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, plain(value, tensors)])),
    })),
    initializers: graph.initializers.map((tensor) => tensors.add(tensor)),
    feeds: feeds.map((tensor) => tensors.add(tensor)),
    loss: { ...loss, target: tensors.add(loss.target) },
    wanted,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'tensors.bin'), Buffer.concat(tensors.parts));
}

interface StoredTensor {
  readonly name: string;
  readonly dtype: string;
  readonly dims: readonly number[];
  readonly offset: number;
}

class TensorFile {
  readonly parts: Uint8Array[] = [];
  #bytes = 0;

  add(tensor: Tensor): StoredTensor {
    const expected = bytesOf(
      tensor.dtype,
      tensor.dims.reduce((a, b) => a * b, 1),
    );
    if (tensor.bytes.byteLength !== expected) throw new Error(`${tensor.name} holds ${tensor.bytes.byteLength} bytes`);
    const offset = this.#bytes;
    this.parts.push(tensor.bytes);
    this.#bytes += tensor.bytes.byteLength;
    return { name: tensor.name, dtype: tensor.dtype, dims: tensor.dims, offset };
  }
}

/** @throws Error for graphs inside attributes and other kinds that the peer does not know */
function plain(attribute: Attribute, tensors: TensorFile): unknown {
  switch (attribute.kind) {
    case 'float':
    case 'floats':
    case 'string':
    case 'strings':
      return attribute.value;
    case 'int':
      return Number(attribute.value);
    case 'ints':
      return attribute.value.map(Number);
    case 'tensor':
      return { tensor: tensors.add(attribute.value) };
    case 'tensors':
    case 'graph':
    case 'graphs':
    case 'opaque':
      throw new Error(`the peer does not know attributes of kind ${attribute.kind}`);
  }
}
